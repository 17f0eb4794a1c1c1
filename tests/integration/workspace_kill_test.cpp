// The window's Workspace in a process of its own, which is killed while it fills its copy.
#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "common/client/replica/replica.hpp"
#include "common/client/replica/replica_file.hpp"
#include "common/client/replica/replica_search.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/chain.hpp"
#include "tests/integration/evening.hpp"

extern char** environ;

using namespace indaba;
using namespace indaba::ui;
using namespace indaba::test;

namespace {

constexpr std::uint64_t many = 20'000;
constexpr const char* home_variable = "INDABA_KILLED_HOME";
constexpr const char* server_variable = "INDABA_KILLED_SERVER";

int rounds() {
    const char* number = std::getenv("INDABA_KILLS");
    return number ? std::atoi(number) : 5;
}

/// Runs the window of a home in another process, and kills it after some milliseconds.
void run_and_kill(const std::filesystem::path& home, const std::string& server, int after_ms) {
    REQUIRE(setenv(home_variable, home.c_str(), 1) == 0);
    REQUIRE(setenv(server_variable, server.c_str(), 1) == 0);
    std::string program = std::filesystem::read_symlink("/proc/self/exe");
    std::string all = "--no-skip", one = "-tc=the window that another test kills";
    std::array<char*, 4> arguments{program.data(), all.data(), one.data(), nullptr};
    pid_t child = 0;
    REQUIRE(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) == 0);
    ::poll(nullptr, 0, after_ms);
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
}

std::vector<std::uint64_t> found(client::ReplicaSearch& search, const std::string& text) {
    const client::SearchCalendar calendar{std::chrono::year_month_day{}, [](auto) { return 0; }};
    std::vector<std::uint64_t> numbers;
    for (const auto& hit : search.find(client::parse_search(text, calendar), many + 1).hits)
        numbers.push_back(hit.entry.number);
    return numbers;
}

/// Checks that each entry is there once and that the index finds what a look at each text finds.
void check_copy(const std::filesystem::path& home, const client::ReplicaOrigin& origin) {
    {
        client::Replica replica(home, origin);
        CHECK(replica.warning() == "");
        const auto kept = replica.conversation(lobby);
        REQUIRE(kept);
        REQUIRE(kept->ranges.size() == 1);
        CHECK(kept->ranges.front().first == 1);
        CHECK(kept->ranges.front().last == many);
        CHECK(replica.count_entries() == many);
        const std::vector<Entry> entries = replica.entries(lobby, 1, many);
        REQUIRE(entries.size() == many);
        client::ReplicaSearch search(home, origin);
        CHECK(found(search, "many").size() == many);
        for (std::uint64_t number = 1; number <= many; number += 397) {
            const Entry& entry = entries[number - 1];
            CHECK(entry.number == number);
            const std::string word = "word" + std::to_string(number) + "x";
            CHECK(entry.body == word + " of many");
            CHECK(found(search, word) == std::vector<std::uint64_t>{number});
        }
    }
    const sqlite::Connection file(client::replica_path(home, origin.journal), sqlite::Mode::read);
    CHECK(file.text("PRAGMA integrity_check") == "ok");
}

}  // namespace

TEST_CASE("the window that another test kills" * doctest::skip()) {
    const char* home = std::getenv(home_variable);
    const char* server = std::getenv(server_variable);
    if (!home || !server) return;
    HeadlessWindow bob(home, client::parse_destination(server), "");
    for (int i = 0; i < 6; ++i) bob.sees([](const ViewState&) { return false; });
}

TEST_CASE("the window: a kill while it fills its copy loses and doubles nothing") {
    TemporaryDirectory place;
    BrokerConversation talk = lobby_of_zoe();
    zoe_says(talk, many, 1'700'000'000'000, " of many");
    restore_journal(place.path() / "data", talk);
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    const std::filesystem::path home = place.path() / "bob";
    client::ReplicaOrigin origin;
    {
        HeadlessWindow bob(home, broker.destination(), "bob");
        REQUIRE(bob.sees_ready());
        origin = {*bob.view_state().model->journal(), bob.view_state().model->me()};
    }
    std::random_device random;
    int completed = 0;
    for (int round = 0; round < rounds(); ++round) {
        CAPTURE(round);
        run_and_kill(home, client::to_string(broker.destination()),
                     20 + static_cast<int>(random() % 900));
        if (client::Replica(home, origin).count_entries() < many) continue;
        ++completed;
        client::Replica::remove(home, origin.journal);
    }
    HeadlessWindow bob(home, broker.destination(), "");
    CHECK((bob.has_copied_all() || bob.has_copied_all()));  // it waits for 10 s
    bob.close();
    MESSAGE(completed << " copies were complete before the end");
    check_copy(home, origin);
}
