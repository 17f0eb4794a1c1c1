#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using client::UnreadCount;

namespace {

/// Returns the count of a client that has all entries of `talk`, and has read them up to `read`.
UnreadCount unread_of(const BrokerConversation& talk, std::uint64_t read = 0) {
    ModelFixture client(counting_options(newest));
    Head head = talk.head();
    head.read = read;
    client.join({head});
    client.answer_all(talk);
    return client.lobby_state().unread();
}

UnreadCount exactly(std::uint64_t count, std::uint64_t mentions = 0) {
    return {count, mentions, false};
}

}  // namespace

TEST_SUITE_BEGIN("model unread");

TEST_CASE("texts, replies and kinds of later versions by others count as unread, nothing else") {
    struct Row {
        std::string why;
        Account author;
        std::string kind;
        std::string body;
        std::uint64_t count;
    };
    const std::vector<Row> rows{
        {"a text", bob, "text", "hi", 2},
        {"a reply", bob, "reply", encode(ReplyBody{1, "hi"}), 2},
        {"a later kind", bob, "file", "?", 2},
        {"an edit", bob, "edit", encode(EditBody{1, "hi"}), 1},
        {"an erasure of that text", bob, "erase", encode(EraseBody{1}), 0},
        {"a reaction", bob, "react", encode(ReactionBody{1, "a", false}), 1},
        {"an entry of the broker", bob, "_rebind", "?", 1},
        {"an own text", ann, "text", "hi", 0},
        {"an own reaction", ann, "react", encode(ReactionBody{1, "a", false}), 0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.why);
        BrokerConversation talk = lobby_of(1);
        talk.add(row.author, row.kind, row.body);
        // The broker moves the position of who posts, so an own entry comes as read.
        CHECK(unread_of(talk, row.author == ann ? 2 : 0) == exactly(row.count));
        CHECK(unread_of(talk, 2) == exactly(0));
    }
}

TEST_CASE("live entries count until they are read, and an own one reads what came before") {
    BrokerConversation talk = lobby_of(3);
    ModelFixture client(counting_options(newest));
    client.join_and_fetch(talk);
    CHECK(client.lobby_state().unread() == exactly(3));
    talk.say(bob, "@ann look");
    client.receive(talk.live(4, 4));
    CHECK(client.lobby_state().unread() == exactly(4, 1));
    client.model.mark_read(lobby, 2, client.now, client.effects);
    CHECK(client.lobby_state().unread() == exactly(2, 1));
    talk.say(ann, "yes");
    talk.say(bob, "good");
    client.receive(talk.live(5, 6));
    CHECK(client.lobby_state().unread() == exactly(1));
}

TEST_CASE("an own reaction, edit or erasure reads nothing") {
    BrokerConversation talk = lobby_of(1);
    talk.say(ann, "mine");
    talk.say_many(bob, 3);
    ModelFixture client(counting_options(newest));
    client.join_and_fetch(talk);
    client.model.mark_read(lobby, 2, client.now, client.effects);
    talk.refer(ann, ReactionBody{1, "a", false});
    talk.refer(ann, EditBody{2, "ours"});
    talk.refer(ann, EraseBody{2});
    client.receive(talk.live(6, 8));
    CHECK(client.lobby_state().read == 2);
    CHECK(client.lobby_state().unread() == exactly(3));
}

TEST_CASE("an erased message is not unread, and an edit adds or removes a mention") {
    BrokerConversation talk = lobby_of(3);
    ModelFixture client(counting_options(newest));
    client.join_and_fetch(talk);
    talk.refer(bob, EditBody{2, "for @Ann"});
    client.receive(talk.live(4, 4));
    CHECK(client.lobby_state().unread() == exactly(3, 1));
    talk.refer(bob, EditBody{2, "for cid"});
    talk.refer(bob, EraseBody{3});
    client.receive(talk.live(5, 6));
    CHECK(client.lobby_state().unread() == exactly(2));
}

TEST_CASE("mentions are of the present name, of earlier names and of all") {
    BrokerConversation talk = lobby_of(1, "@ann @all");
    talk.say(bob, "@anna");
    talk.say(bob, "@Old_Ann");
    talk.say(bob, "mail ann@example.org");
    ModelFixture client(counting_options(newest));
    client.join_and_fetch(talk);
    CHECK(client.lobby_state().unread() == exactly(4, 1));
    client.model.add_own_name("old_ann");
    CHECK(client.lobby_state().unread() == exactly(4, 2));
    client.receive(Presence{2, {}, {}, {{ann, "anna"}}});
    CHECK(client.lobby_state().unread() == exactly(4, 3));
}

TEST_CASE("a conversation of no interest is fetched by one page to count it, and not further") {
    const BrokerConversation talk = lobby_of(1'000);
    ModelFixture client(counting_options());
    Head head = talk.head();
    head.read = 10;
    client.join({head});
    CHECK(client.lobby_state().unread() == UnreadCount{0, 0, true});
    CHECK(client.asked().before == 1'001);
    client.answer_all(talk);
    CHECK(client.sent<History>().size() == 1);
    CHECK(client.lobby_state().unread() == UnreadCount{256, 0, true});
    client.model.mark_read(lobby, 900, client.now, client.effects);
    CHECK(client.lobby_state().unread() == exactly(100));
}

TEST_CASE("what is read, or may not be read, is not fetched to count it") {
    const BrokerConversation talk = lobby_of(20);
    for (const bool counts : {true, false}) {
        ModelFixture client(counts ? counting_options() : options_of_ann());
        Head head = talk.head();
        head.read = counts ? 20 : 0;
        client.join({head});
        CHECK(client.sent<History>().empty());
        CHECK(client.lobby_state().unread().count == 0);
    }
    ModelFixture newcomer(counting_options());
    Head head = talk.head();
    head.first = 21;
    newcomer.join({head});
    CHECK(newcomer.sent<History>().empty());
    CHECK(newcomer.lobby_state().unread() == exactly(0));
}

TEST_CASE("after a lost connection one page is enough to count again") {
    BrokerConversation talk = lobby_of(5);
    ModelFixture client(counting_options());
    client.join_and_fetch(talk);
    client.lose();
    talk.say_many(bob, 700);
    client.join(talk);
    client.answer_all(talk);
    CHECK(client.sent<History>().size() == 1);
    CHECK(client.lobby_state().unread() == UnreadCount{261, 0, true});
}

TEST_CASE("a broker that has no page to count is not asked for ever") {
    const BrokerConversation talk = lobby_of(5);
    ModelFixture client(counting_options());
    client.join(talk);
    for (std::size_t answered = 0; answered < client.sent<History>().size(); ++answered) {
        Page empty_page = talk.answer(client.sent<History>()[answered]);
        empty_page.entries.clear();
        client.receive(empty_page);
        REQUIRE(answered < 10);
    }
    CHECK(client.lobby_state().unread() == UnreadCount{0, 0, true});
}

TEST_CASE("a history that diverged, or was discarded, is not unread any more") {
    BrokerConversation talk = lobby_of(5, "@ann");
    ModelFixture client(counting_options(newest));
    client.join_and_fetch(talk);
    client.model.discard_up_to(lobby, 2);
    CHECK(client.lobby_state().unread() == UnreadCount{3, 3, true});
    client.lose();
    client.join(lobby_of(2, "other"));
    CHECK(client.lobby_state().unread() == UnreadCount{0, 0, true});
}

TEST_SUITE_END();
