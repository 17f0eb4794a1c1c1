#include <doctest/doctest.h>

#include <vector>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

namespace {

/// Returns what was seen of a lobby of five entries: the entry with that number.
SeenEntry seen(std::uint64_t number) { return {lobby, number, lobby_of(5).hash(number)}; }

/// Returns a lobby that agrees with lobby_of(5) up to number 3 and then differs.
BrokerConversation set_back_lobby(std::size_t entries_since) {
    BrokerConversation other = lobby_of(3);
    other.say_many(bob, entries_since, "other");
    return other;
}

struct ComparingFixture : ModelFixture {
    void compare(const std::vector<SeenEntry>& entries) { model.compare(entries, now, effects); }
    /// Returns "lost", "same", or "" while the comparison has not ended.
    std::string outcome() const {
        if (news<SeenCompared>().empty()) return "";
        CHECK(news<SeenCompared>().size() == 1);
        return news<SeenEntryLost>().empty() ? "same" : "lost";
    }
    void refuse_asked(std::string_view code, std::optional<std::uint64_t> retry_ms = {}) {
        Refusal no = refusal(code);
        no.request = asked().request;
        no.retry_ms = retry_ms;
        forget();
        receive(no);
    }
};

}  // namespace

TEST_CASE("what the heads decide is compared without a request") {
    const auto outcome_with = [](const BrokerConversation& talk, const SeenEntry& entry) {
        ComparingFixture fixture;
        fixture.join(talk);
        fixture.compare({entry});
        CHECK(fixture.sent<History>().empty());
        return fixture.outcome();
    };
    CHECK(outcome_with(lobby_of(5), seen(5)) == "same");
    CHECK(outcome_with(lobby_of(4), seen(5)) == "lost");
    CHECK(outcome_with(set_back_lobby(2), seen(5)) == "lost");
    CHECK(outcome_with(set_back_lobby(1), seen(5)) == "lost");
    CHECK(outcome_with(lobby_of(5), {lobby, 5, {}}) == "same");
    CHECK(outcome_with(lobby_of(5), {lobby, 6, {}}) == "lost");
    CHECK(outcome_with(lobby_of(5), {whisper_id(bob, cid), 1, {}}) == "lost");
    CHECK(outcome_with(lobby_of(5), {whisper_id(bob, cid), 0, {}}) == "same");
}

TEST_CASE("a head beyond what was seen is compared by the broker, which sends no entries") {
    for (const bool lost : {false, true}) {
        ComparingFixture fixture;
        fixture.join(lost ? set_back_lobby(9) : lobby_of(12));
        fixture.compare({seen(5)});
        CHECK(fixture.outcome() == "");
        CHECK(fixture.asked().after == 5);
        CHECK(fixture.asked().hash == seen(5).hash);
        CHECK(fixture.asked().limit == 0);
        if (lost)
            fixture.refuse_asked(code::diverged);
        else
            fixture.receive(
                Page{fixture.asked().request, lobby_conversation(), *seen(5).hash, {}, {}, true});
        CHECK(fixture.outcome() == (lost ? "lost" : "same"));
        CHECK(fixture.news<Diverged>().empty());
    }
}

TEST_CASE(
    "a comparison that is refused for now is repeated, and one that is refused finally ends") {
    ComparingFixture fixture;
    fixture.join(lobby_of(12));
    fixture.compare({seen(4), seen(5)});
    fixture.refuse_asked(code::busy, 700);
    CHECK(fixture.sent<History>().empty());
    fixture.pass(699ms);
    CHECK(fixture.sent<History>().empty());
    fixture.pass(1ms);
    fixture.refuse_asked(code::journal_unreadable);
    CHECK(fixture.asked().after == 5);
    CHECK(fixture.outcome() == "");
    fixture.refuse_asked(code::journal_unreadable);
    CHECK(fixture.outcome() == "same");
}

TEST_CASE(
    "a comparison waits for ready, outlives a lost connection, and ends with another journal") {
    ComparingFixture fixture;
    fixture.compare({seen(5)});
    CHECK(fixture.outcome() == "");
    fixture.join(lobby_of(12));
    CHECK(fixture.asked().after == 5);
    fixture.lose();
    fixture.forget();
    fixture.join(lobby_of(12));
    CHECK(fixture.asked().after == 5);
    fixture.lose();
    fixture.forget();
    fixture.open();
    Welcome welcome = fixture.welcome();
    welcome.journal = journal_id(2);
    fixture.receive(welcome);
    fixture.send_resync({lobby_of(2).head()});
    CHECK(fixture.outcome() == "");
    CHECK(fixture.news<SeenEntryLost>().empty());
}

TEST_CASE("a comparison of nothing ends at once") {
    ComparingFixture fixture;
    fixture.join(lobby_of(2));
    fixture.compare({});
    CHECK(fixture.outcome() == "same");
}

TEST_SUITE_END();
