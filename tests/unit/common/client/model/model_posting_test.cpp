#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

TEST_CASE("a post is sent at once when ready, to a room or to an account") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    CHECK(fixture.said() == Bodies{"one"});
    OutboxRow whisper = fixture.row(2, "psst");
    whisper.to = bob;
    fixture.model.post(whisper, fixture.now, fixture.effects);
    REQUIRE(fixture.sent<Whisper>().size() == 1);
    CHECK(fixture.sent<Whisper>()[0].account == bob);
    CHECK(fixture.model.outbox().size() == 2);
}

TEST_CASE("every ready sends all posts without a receipt again, in order") {
    ModelFixture fixture;
    fixture.post(1, "one");
    fixture.post(2, "two");
    CHECK(fixture.effects.empty());
    fixture.join(empty_lobby());
    CHECK(fixture.said() == Bodies{"one", "two"});
    fixture.lose();
    fixture.post(3, "three");
    fixture.forget();
    fixture.join(empty_lobby());
    CHECK(fixture.said() == Bodies{"one", "two", "three"});
    fixture.forget();
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.said() == Bodies{"one", "two", "three"});
}

TEST_CASE("the own entry that comes back is the receipt") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(2);
    fixture.join_and_fetch(talk);
    fixture.post(1, "one");
    fixture.forget();
    SUBCASE("live") {
        talk.say(ann, "one", id(1));
        fixture.receive(talk.live(3, 3));
    }
    SUBCASE("in a page, after a lost connection") {
        fixture.lose();
        talk.say(ann, "one", id(1));
        fixture.join(talk);
        fixture.answer_all(talk);
    }
    SUBCASE("as the answer to a resend, far below the head") {
        fixture.lose();
        talk.say(ann, "one", id(1));
        talk.say_many(bob, 2000);
        fixture.join(talk);
        fixture.receive(talk.live(3, 3));
        CHECK_FALSE(fixture.lobby_state().held.find(3));
        CHECK(fixture.sent<Sync>().empty());
    }
    SUBCASE("behind a hole") {
        talk.say_many(bob, 4);
        talk.say(ann, "one", id(1));
        fixture.receive(talk.live(7, 7));
    }
    REQUIRE(fixture.news<Receipt>().size() == 1);
    CHECK(fixture.news<Receipt>()[0].id == id(1));
    CHECK(fixture.news<Receipt>()[0].conversation == lobby);
    REQUIRE(fixture.news<OutboxDone>().size() == 1);
    CHECK(fixture.model.outbox().empty());
}

TEST_CASE("an entry of another account with our message id is not a receipt") {
    ModelFixture fixture;
    BrokerConversation talk = empty_lobby();
    fixture.join_and_fetch(talk);
    fixture.post(1, "one");
    talk.say(bob, "one", id(1));
    fixture.receive(talk.live(1, 1));
    CHECK(fixture.news<Receipt>().empty());
    CHECK(fixture.model.outbox().size() == 1);
}

TEST_CASE("a final refusal removes the post from the outbox and reports the reason") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.refuse(1, code::bad_text);
    REQUIRE(fixture.news<PostRefused>().size() == 1);
    CHECK(fixture.news<PostRefused>()[0].row == fixture.row(1, "one"));
    CHECK(fixture.news<PostRefused>()[0].code == code::bad_text);
    CHECK(fixture.news<OutboxDone>().size() == 1);
    CHECK(fixture.model.outbox().empty());
}

TEST_CASE("a post refused with retry_ms: all posts are sent again in order after that time") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(1, code::busy, 300);
    fixture.refuse(2, code::retry_order);
    fixture.post(3, "three");
    CHECK(fixture.said().empty());
    fixture.pass(299ms);
    CHECK(fixture.said().empty());
    fixture.pass(1ms);
    CHECK(fixture.said() == Bodies{"one", "two", "three"});
    CHECK(fixture.news<PostRefused>().empty());
    fixture.post(4, "four");
    CHECK(fixture.said() == Bodies{"one", "two", "three", "four"});
}

TEST_CASE("the reason of a delay is reported once, until a receipt or the loss of the connection") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(1);
    fixture.join_and_fetch(talk);
    fixture.post(1, "one");
    fixture.refuse(1, code::not_stored, 300);
    fixture.refuse(1, code::not_stored, 300);
    REQUIRE(fixture.news<PostsDelayed>().size() == 1);
    CHECK(fixture.news<PostsDelayed>()[0].code == code::not_stored);
    fixture.refuse(1, code::busy, 300);
    CHECK(fixture.news<PostsDelayed>().size() == 2);
    CHECK(fixture.news<PostsResumed>().empty());
    SUBCASE("receipt") {
        talk.say(ann, "one", id(1));
        fixture.receive(talk.live(2, 2));
    }
    SUBCASE("loss") { fixture.lose(); }
    CHECK(fixture.news<PostsResumed>().size() == 1);
}

TEST_CASE("retry_ms received before ready does not set a deadline") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    Refusal later = refusal(code::busy);
    later.id = id(7);
    later.retry_ms = 0;
    fixture.receive(later);
    fixture.model.on_time(fixture.now, fixture.effects);
    CHECK(*fixture.model.next_deadline() > fixture.now.steady);
}

TEST_CASE("after several refusals all posts are sent again after the longest retry_ms") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(1, code::not_stored, 1000);
    fixture.refuse(2, code::not_stored, 200);
    fixture.pass(999ms);
    CHECK(fixture.said().empty());
    fixture.pass(1ms);
    CHECK(fixture.said() == Bodies{"one", "two"});
}

TEST_CASE("a refusal that is neither final nor has retry_ms is ignored") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(2, code::retry_order);
    fixture.refuse(9, code::bad_text);  // not in the outbox
    CHECK(fixture.effects.empty());
    CHECK(fixture.model.outbox().size() == 2);
}

TEST_CASE(
    "a refusal with retry_ms for a post that left the outbox resends the others after that time") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(2, "two");
    fixture.forget();
    fixture.refuse(1, code::busy, 300);  // a resent post whose receipt has come
    fixture.pass(300ms);
    CHECK(fixture.said() == Bodies{"two"});
}

TEST_CASE("retry_order for the first post: the client reconnects, which opens the gate") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.post(1, "one");  // the gate waits for an earlier post whose receipt has come
    fixture.forget();
    fixture.refuse(1, code::retry_order);
    CHECK(fixture.news<Reconnect>().size() == 1);
    CHECK(fixture.model.outbox().size() == 1);
}

TEST_CASE("a read position only moves forward and is sent every two seconds at most") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(10));
    fixture.model.mark_read(lobby, 4, fixture.now, fixture.effects);
    CHECK(fixture.lobby_state().read == 4);
    fixture.model.mark_read(lobby, 3, fixture.now, fixture.effects);
    fixture.model.mark_read(lobby, 6, fixture.now, fixture.effects);
    fixture.model.mark_read(lobby, 99, fixture.now, fixture.effects);
    CHECK(fixture.lobby_state().read == 10);
    REQUIRE(fixture.sent<Read>().size() == 1);
    fixture.pass(1'999ms);
    CHECK(fixture.sent<Read>().size() == 1);
    fixture.pass(1ms);
    REQUIRE(fixture.sent<Read>().size() == 2);
    CHECK(fixture.sent<Read>()[1].number == 10);
}

TEST_CASE("own messages, also from another device, are read and do not count as unread") {
    ModelFixture fixture(counting_options(newest));
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    talk.say(bob, "hello");
    fixture.receive(talk.live(4, 4));
    CHECK(fixture.lobby_state().unread() == UnreadCount{4, 0, false});
    talk.say(ann, "from the other device", id(9));
    fixture.receive(talk.live(5, 5));
    CHECK(fixture.lobby_state().unread() == UnreadCount{});
    CHECK(fixture.lobby_state().read == 5);
}

TEST_CASE("a read position that could not be sent while offline is sent after the next ready") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(10);
    fixture.join_and_fetch(talk);
    fixture.lose();
    fixture.model.mark_read(lobby, 7, fixture.now, fixture.effects);
    CHECK(fixture.sent<Read>().empty());
    fixture.join(talk);
    REQUIRE(fixture.sent<Read>().size() == 1);
    CHECK(fixture.sent<Read>()[0].number == 7);
    CHECK(fixture.lobby_state().read == 7);
}

TEST_SUITE_END();
