#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "tests/support/broker_process.hpp"
#include "tests/support/real_clients.hpp"

using namespace indaba;
using namespace indaba::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Returns a member's history of the lobby as one text.
std::string story(const Member& member) {
    std::string result;
    for (const auto& range : member.client->model().find(lobby)->held.ranges())
        for (std::size_t i = 0; i < range.entries.size(); ++i)
            result += fmt::format("{} {} {}\n", range.entries[i].number, range.entries[i].body,
                                  to_hex(range.hashes[i]));
    return result;
}

}  // namespace

TEST_CASE(
    "P1 P2 P3: killing the broker (SIGKILL) 20 times under 8 writers loses and duplicates "
    "nothing") {
    constexpr std::size_t writers = 8;
    constexpr int rounds = 20;
    TemporaryDirectory data;
    auto broker = std::make_unique<BrokerProcess>(INDABA_BROKER, data.path());
    const int port = broker->port();
    Crowd crowd(broker->destination(), writers);
    REQUIRE(crowd.all_ready());

    std::mt19937 random(
        20261122);  // the times of the kills; the machine's timing adds more variation
    milliseconds slowest_start{0};
    const auto everybody_writes = [&] {
        for (std::size_t i = 0; i < crowd.size(); ++i)
            if (crowd.at(i).client->model().outbox().size() < 5)
                crowd.at(i).say(fmt::format("{} from {}", crowd.at(i).posted, i));
    };
    for (int round = 0; round < rounds; ++round) {
        const auto death = steady_clock::now() + milliseconds{50 + random() % 250};
        crowd.until(
            [&] {
                everybody_writes();
                return steady_clock::now() >= death;
            },
            milliseconds{1000});
        broker->kill();
        const auto start = steady_clock::now();
        broker = std::make_unique<BrokerProcess>(INDABA_BROKER, data.path(), port);
        slowest_start = std::max(
            slowest_start, std::chrono::duration_cast<milliseconds>(steady_clock::now() - start));
        REQUIRE(crowd.all_ready());
    }
    REQUIRE(crowd.all_delivered());

    std::size_t receipts = 0;
    for (std::size_t i = 0; i < crowd.size(); ++i) {
        const Member& member = crowd.at(i);
        receipts += member.receipts.size();
        CHECK(member.receipts.size() == member.posted);  // one for each post
        CHECK(member.duplicates == 0);
        CHECK(member.complaints.empty());
        CHECK(story(member) == story(crowd.at(0)));
    }
    // The history has one entry per receipt, and every id that has a receipt.
    const auto& history = crowd.at(0).client->model().find(lobby)->held;
    REQUIRE(history.ranges().size() == 1);
    std::set<MessageId> stored;
    for (const Entry& entry : history.ranges().front().entries) stored.insert(entry.id);
    CHECK(history.ranges().front().first() == 1);
    CHECK(history.ranges().front().entries.size() == receipts);
    for (std::size_t i = 0; i < crowd.size(); ++i)
        for (const MessageId& id : crowd.at(i).receipts) CHECK(stored.contains(id));

    CHECK(broker->terminate() == 0);
    const broker::VerifyResult verified = broker::verify_journal(data.path() / "journal.db");
    CHECK(verified.problem == "");
    CHECK(verified.entries == receipts);
    MESSAGE(receipts << " receipts in " << rounds << " kills, slowest start "
                     << slowest_start.count() << " ms");
    CHECK(slowest_start < milliseconds{5000});  // 1 s on an idle machine
}
