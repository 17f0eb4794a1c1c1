#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

namespace {

/// A message that no honest broker sends, and the report that it causes.
struct InvalidMessage {
    const char* description;
    ToClient message;
    const char* violation;
};
using InvalidMessages = std::vector<InvalidMessage>;

const Person endless{bob, std::string(limit::name_bytes + 1, 'x')};

/// Returns the lobby of the client under test: three entries.
BrokerConversation three_entries() { return lobby_of(3); }

/// Returns `count` live entries after the three, changed by `change`.
template <class Change>
Entries live_after_three(std::size_t count, Change change) {
    BrokerConversation talk = three_entries();
    talk.say_many(bob, count);
    Entries live = talk.live(4, 3 + count);
    change(live);
    return live;
}

template <class Change>
Heads heads_with(Change change) {
    Head head = three_entries().head();
    change(head);
    return Heads{{head}, {}, false};
}

Entries live_whisper(const Conversation& conversation) {
    BrokerConversation whisper(conversation);
    whisper.say(bob, "psst");
    return whisper.live(1, 1);
}

Conversation whisper_with_foreign_id() {
    Conversation forged = whisper_between(ann, bob);
    forged.id = whisper_id(ann, cid);
    return forged;
}

Page page_with_gap() {
    Page page{1, lobby_conversation(), {}, three_entries().from_to(1, 3), {}, false};
    page.entries.erase(page.entries.begin() + 1);
    return page;
}

Welcome welcome_with(const std::string& name) {
    Welcome welcome = ModelFixture{}.welcome();
    welcome.name = name;
    return welcome;
}

InvalidMessages with_long_name() {
    constexpr auto violation = "The broker sent a name longer than names may be.";
    return {
        {"presence: joined", Presence{2, {endless}, {}, {}}, violation},
        {"presence: named", Presence{2, {}, {}, {endless}}, violation},
        {"people", People{2, {endless}, false}, violation},
        {"heads", Heads{{}, {endless}, false}, violation},
        {"entries", live_after_three(1, [](Entries& live) { live.names = {endless}; }), violation},
        {"page", Page{1, lobby_conversation(), {}, {}, {endless}, false}, violation},
        {"known", Known{1, {{bob, endless.name, true}}, false}, violation},
        {"welcome", welcome_with(endless.name), violation},
    };
}

InvalidMessages with_invalid_conversation() {
    constexpr auto violation = "The broker sent a conversation that cannot be ours.";
    const Conversation of_others = whisper_between(bob, cid);
    return {
        {"entries of a whisper of others", live_whisper(of_others), violation},
        {"head of a whisper of others", Heads{{BrokerConversation(of_others).head()}, {}, false},
         violation},
        {"page of a whisper of others", Page{1, of_others, {}, {}, {}, false}, violation},
        {"whisper with a foreign id", live_whisper(whisper_with_foreign_id()), violation},
        {"neither room nor whisper", Heads{{Head{{lobby, {}, {}}}}, {}, false}, violation},
        {"head whose first number is 0", heads_with([](Head& head) { head.first = 0; }), violation},
        {"head with a number and no hash", heads_with([](Head& head) { head.hash = {}; }),
         violation},
    };
}

InvalidMessages with_invalid_entries() {
    constexpr auto violation = "The broker sent entries that are too long or not in order.";
    const std::string long_body(limit::body + 1, 'x');
    return {
        {"body too long",
         live_after_three(1, [&](Entries& live) { live.entries[0].body = long_body; }), violation},
        {"entry with number 0",
         live_after_three(1, [](Entries& live) { live.entries[0].number = 0; }), violation},
        {"entries with a gap",
         live_after_three(3, [](Entries& live) { live.entries.erase(live.entries.begin() + 1); }),
         violation},
        {"entries without an entry", Entries{lobby_conversation(), {}, {}}, violation},
        {"page with a gap", page_with_gap(), violation},
    };
}

InvalidMessages out_of_turn() {
    return {
        {"heads without people", heads_with([](Head&) {}), "The broker sent heads before people."},
        {"ready without heads", Ready{}, "The broker sent ready before heads."},
        {"a second welcome", ModelFixture{}.welcome(), "The broker welcomed us twice."},
        {"enrolled without enrol", Enrolled{}, "The broker enrolled us although we did not ask."},
    };
}

/// Checks that the client reported one violation and is as it was after joining.
void check_unchanged(const ModelFixture& fixture) {
    CHECK(fixture.news<ProtocolViolation>().size() == 1);
    CHECK(fixture.effects.size() == 1);
    CHECK(fixture.model.conversations().size() == 1);
    CHECK(fixture.lobby_state().number == 3);
    CHECK(fixture.people() == Names{"ann"});
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
}

void check_reported(const InvalidMessages& messages) {
    for (const InvalidMessage& invalid : messages) {
        CAPTURE(invalid.description);
        ModelFixture fixture;
        fixture.join_and_fetch(three_entries());
        fixture.receive(invalid.message);
        check_unchanged(fixture);
        REQUIRE(!fixture.news<ProtocolViolation>().empty());
        CHECK(fixture.news<ProtocolViolation>()[0].why == invalid.violation);
    }
}

}  // namespace

TEST_CASE("a message with a name that is too long is reported and changes nothing") {
    check_reported(with_long_name());
}

TEST_CASE("a message about a conversation that cannot be ours is reported and changes nothing") {
    check_reported(with_invalid_conversation());
}

TEST_CASE("entries that are too long or not in order are reported and change nothing") {
    check_reported(with_invalid_entries());
}

TEST_CASE("a message that is out of turn is reported and changes nothing") {
    check_reported(out_of_turn());
}

TEST_CASE("bytes that are not a message are reported and change nothing") {
    ModelFixture fixture;
    fixture.join_and_fetch(three_entries());
    fixture.model.on_frame("\xc1\xff", fixture.now, fixture.effects);
    check_unchanged(fixture);
}

TEST_CASE("messages before welcome are reported as violations and change nothing") {
    for (const ToClient& early : std::initializer_list<ToClient>{People{1, {{bob, "bob"}}, false},
                                                                 lobby_of(1).live(1, 1), Ready{}}) {
        ModelFixture fixture;
        fixture.open();
        fixture.forget();
        fixture.receive(early);
        CHECK(fixture.news<ProtocolViolation>().size() == 1);
        CHECK(fixture.model.conversations().empty());
        CHECK(fixture.people().empty());
    }
}

TEST_CASE("an answer that no request asked for is ignored") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    Refusal no = refusal(code::busy);
    no.request = 77;
    fixture.receive(no);
    fixture.receive(Known{77, {{bob, "bob", true}}, false});
    fixture.receive(Done{77});
    fixture.receive(Page{77, lobby_conversation(), {}, {}, {}, false});
    CHECK(fixture.effects.empty());
}

TEST_CASE("an entry whose body is exactly at the limit is accepted") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(1);
    fixture.join_and_fetch(talk);
    talk.say(bob, std::string(limit::body, 'x'));
    fixture.receive(talk.live(2, 2));
    CHECK(fixture.live_numbers() == Numbers{2});
}

TEST_CASE("an unknown message is ignored without a report") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.on_frame("\x81\xa1t\xa8sunshine", fixture.now, fixture.effects);
    CHECK(fixture.effects.empty());
}

TEST_CASE("on_frame decodes and handles a message") {
    ModelFixture fixture;
    fixture.open();
    fixture.model.on_frame(encode(ToClient{fixture.welcome()}), fixture.now, fixture.effects);
    CHECK(fixture.model.connection_state() == ConnectionState::joining);
}

TEST_SUITE_END();
