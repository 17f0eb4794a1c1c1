#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

TEST_CASE("a conversation without interest is not fetched") {
    ModelFixture fixture;
    fixture.join(lobby_of(5));
    CHECK(fixture.sent<History>().empty());
}

TEST_CASE(
    "interest in the newest page fetches it once, and later the entries missed while offline") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(600);
    fixture.join(talk);
    CHECK(fixture.asked().before == 601);
    fixture.answer_all(talk);
    CHECK(fixture.sent<History>().size() == 1);
    CHECK(fixture.fetched_numbers().front() == 345);
    fixture.lose();
    talk.say_many(bob, 700);
    fixture.forget();
    fixture.join(talk);
    CHECK(fixture.asked().after == 600);
    CHECK(fixture.asked().hash == talk.hash(600));
    // posted while the client catches up
    talk.say(bob, "live");
    fixture.receive(talk.live(1301, 1301));
    fixture.answer_all(talk);
    CHECK_FALSE(fixture.lobby_state().held.first_missing(345, 1301));
    CHECK(fixture.sent<History>().size() == 3);
}

TEST_CASE("a gap longer than max_catch_up is skipped: the newest page is fetched instead") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(10);
    fixture.join_and_fetch(talk);
    fixture.lose();
    SUBCASE("1024 missed: caught up") {
        talk.say_many(bob, 1024);
        fixture.join(talk);
        CHECK(fixture.asked().after == 10);
    }
    SUBCASE("1025 missed: the newest page") {
        talk.say_many(bob, 1025);
        fixture.join(talk);
        CHECK(fixture.asked().before == 1036);
        fixture.answer_all(talk);
        CHECK(fixture.sent<History>().size() == 1);
        // No erasure in the gap would reach the entries before it.
        CHECK(fixture.lobby_state().held.ranges().size() == 1);
        CHECK(fixture.lobby_state().held.find(10) == nullptr);
        CHECK(fixture.news<OlderEntriesDropped>().size() == 1);
    }
}

TEST_CASE("interest in a conversation with live entries fetches the page before them") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(10);
    fixture.join_and_fetch(talk);
    talk.say(bob, "live");
    fixture.receive(talk.live(11, 11));
    fixture.model.set_interest(lobby, newest, fixture.now, fixture.effects);
    CHECK(fixture.asked().before == 11);
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers().size() == 10);
    CHECK(fixture.sent<History>().size() == 1);
}

TEST_CASE(
    "interest in all entries fetches each missing entry after its position, with the hash there") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(600);
    Interest position = all_after(20);
    position.hash = talk.hash(20);
    fixture.model.set_interest(lobby, position, fixture.now, fixture.effects);
    fixture.join(talk);
    CHECK(fixture.asked().after == 20);
    CHECK(fixture.asked().hash == talk.hash(20));
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers().size() == 580);
    CHECK(fixture.fetched_numbers().front() == 21);
    CHECK_FALSE(fixture.lobby_state().held.first_missing(21, 600));
}

TEST_CASE("a page for the copy is fetched last, handed over, and not held") {
    client::Model::Options options = options_of_ann(newest);
    options.keeps_copy = true;
    ModelFixture fixture(options);
    BrokerConversation talk = lobby_of(1'000);
    fixture.join(talk);
    fixture.model.fetch_for_copy(lobby, 400, fixture.now, fixture.effects);
    CHECK(fixture.asked().before == 1'001);  // the newest page is under way
    fixture.answer_all(talk);
    REQUIRE(fixture.sent<History>().size() == 2);
    CHECK(fixture.sent<History>()[1].before == 400);
    CHECK_FALSE(fixture.lobby_state().held.find(399));
    const auto received = fixture.news<EntriesReceived>();
    REQUIRE(received.size() == 2);
    CHECK(received[1].before == talk.hash(received[1].entries.front().number - 1));
    CHECK(received[1].entries.back() == talk.entry(399));
    REQUIRE(fixture.news<CopyPageEnded>().size() == 1);
    CHECK(fixture.news<CopyPageEnded>()[0].fetched);
    CHECK(fixture.news<HeadsComplete>().size() == 1);
    fixture.forget();
    talk.say(bob, "live");
    fixture.receive(talk.live(1'001, 1'001));
    REQUIRE(fixture.news<EntriesReceived>().size() == 1);
    CHECK(fixture.news<EntriesReceived>()[0].before == talk.hash(1'000));
}

TEST_CASE(
    "a page for the copy is asked for again after a lost connection, and told when it is refused") {
    client::Model::Options options = options_of_ann();
    options.keeps_copy = true;
    ModelFixture fixture(options);
    BrokerConversation talk = lobby_of(1'000);
    fixture.join(talk);
    fixture.model.fetch_for_copy(lobby, 400, fixture.now, fixture.effects);
    fixture.lose();
    fixture.forget();
    fixture.join(talk);
    CHECK(fixture.asked().before == 400);
    SUBCASE("for now") {
        Refusal later = refusal(code::slow_down);
        later.retry_ms = 500;
        later.request = fixture.asked().request;
        fixture.forget();
        fixture.receive(later);
        CHECK(fixture.sent<History>().empty());
        fixture.pass(std::chrono::seconds{1});
        CHECK(fixture.asked().before == 400);
        CHECK(fixture.news<CopyPageEnded>().empty());
    }
    SUBCASE("for good") {
        Refusal never = refusal(code::bad_message);
        never.request = fixture.asked().request;
        fixture.receive(never);
        REQUIRE(fixture.news<CopyPageEnded>().size() == 1);
        CHECK_FALSE(fixture.news<CopyPageEnded>()[0].fetched);
    }
    SUBCASE("with another page") {
        Page wrong = talk.answer(fixture.asked());
        wrong.entries.pop_back();
        fixture.receive(wrong);
        REQUIRE(fixture.news<CopyPageEnded>().size() == 1);
        CHECK_FALSE(fixture.news<CopyPageEnded>()[0].fetched);
        CHECK(fixture.news<EntriesReceived>().empty());
    }
    SUBCASE("of a conversation that is gone") {
        fixture.model.fetch_for_copy(ConversationId{{1}}, 5, fixture.now, fixture.effects);
        fixture.answer_all(talk);
        const auto ended = fixture.news<CopyPageEnded>();
        REQUIRE(ended.size() == 2);
        CHECK_FALSE(ended[1].fetched);
    }
}

TEST_CASE("discarded entries are neither requested nor reported again") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    BrokerConversation talk = lobby_of(10);
    fixture.join(talk);
    fixture.answer_all(talk);
    fixture.model.discard_up_to(lobby, 7);
    CHECK(fixture.lobby_state().held.first_missing(8, 10) == std::nullopt);
    CHECK(fixture.lobby_state().held.find(7) == nullptr);
    fixture.model.discard_up_to(lobby, 10);
    CHECK(fixture.lobby_state().held.empty());
    fixture.model.discard_up_to(lobby, 10);  // harmless

    fixture.forget();
    talk.say(bob, "next");
    fixture.receive(talk.live(11, 11));
    CHECK(fixture.live_numbers() == Numbers{11});
    CHECK(fixture.lobby_state().hash == talk.hash(11));
    fixture.model.discard_up_to(lobby, 11);

    fixture.lose();
    fixture.forget();
    talk.say(bob, "missed");
    fixture.join(talk);
    CHECK(fixture.asked().after == 11);
    CHECK(fixture.asked().hash == talk.hash(11));
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers() == Numbers{12});
}

TEST_CASE("entries before `first` are never requested") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(10);
    Head head = talk.head();
    SUBCASE("the earlier part") {
        head.first = 8;
        fixture.join({head});
        CHECK(fixture.asked().after == 7);
        fixture.answer_all(talk);
        CHECK(fixture.fetched_numbers() == Numbers{8, 9, 10});
    }
    SUBCASE("all of it") {
        head.first = 11;
        fixture.join({head});
        CHECK(fixture.sent<History>().empty());
    }
}

TEST_CASE("only one history request is in flight over all conversations") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(5);
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say_many(bob, 5);
    fixture.join({talk.head(), whisper.head()});
    const History first = fixture.asked();
    fixture.model.fetch_for_copy(lobby, 3, fixture.now, fixture.effects);
    CHECK(fixture.sent<History>().size() == 1);
    const bool lobby_first = first.conversation == lobby;
    fixture.receive(lobby_first ? talk.answer(first) : whisper.answer(first));
    CHECK(fixture.sent<History>().size() == 2);
}

TEST_CASE("fetch_for_copy is served before automatic fetches") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(600);
    fixture.join(talk);
    const History automatic = fixture.asked();
    fixture.model.fetch_for_copy(lobby, 500, fixture.now, fixture.effects);
    fixture.forget();
    fixture.receive(talk.answer(automatic));
    const History wanted = fixture.asked();
    CHECK(wanted.before == 500);
    fixture.forget();
    fixture.receive(talk.answer(wanted));
    CHECK(fixture.news<CopyPageEnded>().size() == 1);
    CHECK(fixture.asked().after == 256);
}

TEST_CASE("ready cancels the history request in flight, and it is sent again") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(300);
    fixture.join_and_fetch(talk);
    fixture.model.fetch_for_copy(lobby, 200, fixture.now, fixture.effects);
    const History overtaken = fixture.asked();
    fixture.forget();
    fixture.send_resync({talk.head()});
    CHECK(fixture.asked().before == 200);
    CHECK(fixture.asked().request != overtaken.request);
    fixture.receive(talk.answer(overtaken));
    CHECK(fixture.news<CopyPageEnded>().empty());
    fixture.answer_all(talk);
    CHECK(fixture.news<CopyPageEnded>().size() == 1);
}

TEST_CASE("a refused history request is not repeated at once") {
    ModelFixture fixture(options_of_ann(newest));
    fixture.join(lobby_of(5));
    Refusal no = refusal(code::unknown_conversation);
    no.request = fixture.asked().request;
    SUBCASE("finally: not asked again by itself") {
        fixture.forget();
        fixture.receive(no);
        fixture.pass(5s);
        CHECK(fixture.sent<History>().empty());
    }
    SUBCASE("for the moment: asked again after its time") {
        fixture.forget();
        no.code = code::busy;
        no.retry_ms = 700;
        fixture.receive(no);
        CHECK(fixture.sent<History>().empty());
        fixture.pass(700ms);
        CHECK(fixture.sent<History>().size() == 1);
    }
}

TEST_CASE("a page for the copy that was refused for the moment is asked for again after its time") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(300);
    fixture.join_and_fetch(talk);
    fixture.model.fetch_for_copy(lobby, 301, fixture.now, fixture.effects);
    Refusal no = refusal(code::busy);
    no.request = fixture.asked().request;
    no.retry_ms = 700;
    fixture.forget();
    fixture.receive(no);
    CHECK(fixture.news<CopyPageEnded>().empty());
    CHECK(fixture.sent<History>().empty());
    fixture.pass(700ms);
    REQUIRE(fixture.sent<History>().size() == 1);
    fixture.answer_all(talk);
    REQUIRE(fixture.news<CopyPageEnded>().size() == 1);
    CHECK(fixture.news<CopyPageEnded>()[0].fetched);
}

TEST_CASE("a page for the copy that was refused for good is reported with the sentence") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(300));
    fixture.model.fetch_for_copy(lobby, 301, fixture.now, fixture.effects);
    Refusal no = refusal(code::not_operator);
    no.sentence = "The journal is damaged.";
    no.request = fixture.asked().request;
    fixture.receive(no);
    REQUIRE(fixture.news<CopyPageEnded>().size() == 1);
    CHECK_FALSE(fixture.news<CopyPageEnded>()[0].fetched);
    CHECK(fixture.news<CopyPageEnded>()[0].sentence == "The journal is damaged.");
}

TEST_CASE("a page that does not match the request is rejected") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(600);
    fixture.join(talk);
    History other = fixture.asked();
    other.after = 10;
    fixture.receive(talk.answer(other));
    CHECK(fixture.news<ProtocolViolation>().size() == 1);
    CHECK(fixture.news<NewEntries>().empty());
}

TEST_SUITE_END();
