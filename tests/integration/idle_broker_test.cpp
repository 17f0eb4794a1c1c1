/// Idle means idle: the wake-ups of a broker whose clients are silent.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <thread>

#include "tests/support/broker_process.hpp"
#include "tests/support/real_clients.hpp"

using namespace indaba;
using namespace indaba::test;
using namespace std::chrono_literals;

namespace {

/// Returns how often the threads of the process went to sleep so far, all together.
std::uint64_t sleeps(int process) {
    std::uint64_t sum = 0;
    for (const auto& thread :
         std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
        std::ifstream status(thread.path() / "status");
        for (std::string word; status >> word;) {
            std::uint64_t count = 0;
            if (word == "voluntary_ctxt_switches:" && status >> count) sum += count;
        }
    }
    return sum;
}

/// Returns the least number of sleeps in `span`, of several attempts: what was under way ends
/// during the first.
std::uint64_t sleeps_within(std::chrono::milliseconds span, int process) {
    std::uint64_t least = UINT64_MAX;
    for (int attempt = 0; attempt < 3; ++attempt) {
        const std::uint64_t before = sleeps(process);
        std::this_thread::sleep_for(span);
        least = std::min(least, sleeps(process) - before);
    }
    return least;
}

}  // namespace

TEST_SUITE("idle broker") {
    TEST_CASE("a broker with 0, 1 or 500 silent clients wakes at most once a second") {
        TemporaryDirectory directory;
        BrokerProcess broker(INDABA_BROKER, directory.path());
        CHECK(sleeps_within(3s, broker.process_id()) <= 3);
        for (const std::size_t clients : {std::size_t{1}, std::size_t{500}}) {
            CAPTURE(clients);
            Crowd crowd(broker.destination(), clients);
            REQUIRE(crowd.all_ready(60s));
            crowd.until([] { return false; }, 2s);  // they read who has joined
            CHECK(sleeps_within(3s, broker.process_id()) <= 3);
        }
    }
}
