#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

namespace {

/// Returns a conversation that agrees with lobby_of(5) up to number 3 and then differs.
BrokerConversation diverging_lobby() {
    BrokerConversation other = lobby_of(3);
    other.say_many(bob, 2, "other");
    return other;
}

/// Returns a client that holds all of lobby_of(5).
ModelFixture client_of_five() {
    ModelFixture fixture(options_of_ann(all_after(0)));
    fixture.join_and_fetch(lobby_of(5));
    return fixture;
}

/// Checks that the client reported the divergence, dropped its copy and fetches all of `other`.
void check_fetched_again(ModelFixture& fixture, const BrokerConversation& other) {
    CHECK(fixture.news<Diverged>().size() >= 1);
    CHECK(fixture.lobby_state().held.empty());
    fixture.answer_all(other);
    CHECK(fixture.lobby_state().held.ranges().size() == 1);
    CHECK(fixture.lobby_state().held.hash_at(other.last()) == other.hash(other.last()));
    CHECK(fixture.fetched_numbers().size() == other.last());
}

}  // namespace

TEST_CASE("a head with our number and another hash makes the client fetch all again") {
    ModelFixture fixture = client_of_five();
    const BrokerConversation other = diverging_lobby();
    fixture.send_resync({other.head()});
    check_fetched_again(fixture, other);
}

TEST_CASE("a head below ours makes the client fetch all again") {
    ModelFixture fixture = client_of_five();
    const BrokerConversation other = lobby_of(4);
    fixture.send_resync({other.head()});
    check_fetched_again(fixture, other);
}

TEST_CASE("a history request refused as diverged makes the client fetch all again") {
    ModelFixture fixture = client_of_five();
    BrokerConversation other = diverging_lobby();
    other.say_many(bob, 2, "more");
    fixture.send_resync({other.head()});
    CHECK(fixture.asked().after == 5);
    CHECK(fixture.asked().hash == lobby_of(5).hash(5));
    Refusal diverged = refusal(code::diverged);
    diverged.request = fixture.asked().request;
    fixture.forget();
    fixture.receive(diverged);
    check_fetched_again(fixture, other);
}

TEST_CASE("a page that does not follow our copy makes the client sync and fetch all again") {
    ModelFixture fixture = client_of_five();
    BrokerConversation other = diverging_lobby();
    other.say_many(bob, 2, "more");
    fixture.send_resync({other.head()});
    const Page page = other.answer(fixture.asked());
    fixture.forget();
    fixture.receive(page);
    CHECK(fixture.sent<Sync>().size() == 1);
    fixture.send_resync({other.head()});
    check_fetched_again(fixture, other);
}

TEST_CASE("a live entry other than ours makes the client sync and fetch all again") {
    ModelFixture fixture = client_of_five();
    const BrokerConversation other = diverging_lobby();
    fixture.receive(other.live(4, 5));
    CHECK(fixture.sent<Sync>().size() == 1);
    fixture.send_resync({other.head()});
    check_fetched_again(fixture, other);
}

TEST_CASE("what was read of a history that ours continues stays read") {
    ModelFixture fixture = client_of_five();
    fixture.model.mark_read(lobby, 5, fixture.now, fixture.effects);
    fixture.send_resync({lobby_of(4).head()});
    CHECK(fixture.lobby_state().read == 4);
    CHECK(fixture.lobby_state().number == 4);
}

TEST_CASE("the entries of another history are as read as the broker says") {
    ModelFixture fixture = client_of_five();
    fixture.model.mark_read(lobby, 5, fixture.now, fixture.effects);
    SUBCASE("of the same length") {
        Head head = diverging_lobby().head();
        head.read = 2;
        fixture.send_resync({head});
        CHECK(fixture.lobby_state().read == 2);
    }
    SUBCASE("of a greater length, noticed later") {
        BrokerConversation other = diverging_lobby();
        other.say_many(bob, 2, "more");
        Head head = other.head();
        head.read = 2;
        fixture.send_resync({head});
        Refusal diverged = refusal(code::diverged);
        diverged.request = fixture.asked().request;
        fixture.receive(diverged);
        CHECK(fixture.lobby_state().read == 2);
        CHECK(fixture.lobby_state().number == 7);
    }
}

TEST_CASE("each divergence is reported once") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(5));
    const BrokerConversation other = lobby_of(5, "other");
    fixture.send_resync({other.head()});
    fixture.send_resync({other.head()});
    CHECK(fixture.news<Diverged>().size() == 1);
}

TEST_CASE("a page whose hash contradicts the head is reported as divergence") {
    ModelFixture fixture(options_of_ann(newest));
    fixture.join(lobby_of(5));
    const Page forged = lobby_of(5, "forged").answer(fixture.asked());
    fixture.receive(forged);
    CHECK(fixture.news<NewEntries>().empty());
    CHECK(fixture.news<Diverged>().size() == 1);
    CHECK(fixture.sent<Sync>().size() == 1);
}

TEST_CASE("an interest position that the head contradicts is reported as divergence") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(5);
    Interest position = all_after(5);
    SUBCASE("past the head") { position.after = 6; }
    SUBCASE("another hash at the head") { position.hash = lobby_of(5, "other").hash(5); }
    fixture.model.set_interest(lobby, position, fixture.now, fixture.effects);
    fixture.join(talk);
    CHECK(fixture.news<Diverged>().size() == 1);
    CHECK(fixture.asked().after == 0);
}

TEST_CASE("a conversation missing from the heads is reported as divergence") {
    ModelFixture fixture;
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say(bob, "psst");
    fixture.join({empty_lobby().head(), whisper.head()});
    fixture.send_resync({empty_lobby().head()});
    REQUIRE(fixture.news<Diverged>().size() == 1);
    CHECK(fixture.news<Diverged>()[0].conversation == whisper.id());
    fixture.forget();
    fixture.receive(Pong{{}, 1});
    CHECK(fixture.sent<Sync>().empty());
}

TEST_CASE("after three failed fetches a conversation is not fetched again on this connection") {
    ModelFixture fixture(options_of_ann(newest));
    const BrokerConversation talk = lobby_of(5);
    const BrokerConversation forged = lobby_of(5, "forged");
    fixture.join(talk);
    for (int i = 0; i < 20; ++i) {
        const auto requests = fixture.sent<History>();
        fixture.forget();
        if (!requests.empty()) fixture.receive(forged.answer(requests[0]));
        if (!fixture.sent<Sync>().empty()) fixture.send_resync({talk.head()});
    }
    CHECK(fixture.effects.empty());
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
    fixture.lose();
    fixture.join(talk);
    CHECK(fixture.sent<History>().size() == 1);  // a new connection tries again
}

TEST_SUITE_END();
