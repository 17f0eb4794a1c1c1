#include "common/client/model/message_fold.hpp"

#include "tests/unit/common/client/model/fold_follower.hpp"

using namespace indaba;
using namespace indaba::test;
using client::earlier_texts;
using client::EntryRole;
using client::folded_message;
using client::FoldedMessage;
using client::Reaction;

namespace {

Reaction reaction(std::string emoji, std::vector<Account> accounts) {
    return {std::move(emoji), std::move(accounts)};
}
std::vector<Reaction> reactions_of(const FoldedMessage& message) {
    return {message.reactions.begin(), message.reactions.end()};
}

}  // namespace

TEST_SUITE_BEGIN("message fold");

TEST_CASE("an edit by the author replaces the text, and earlier texts are kept in order") {
    BrokerConversation talk = lobby_of(1, "one");
    talk.refer(bob, EditBody{1, "two"});
    talk.refer(cid, EditBody{1, "forged"});
    talk.refer(bob, EditBody{1, "three"});
    Follower follower;
    follower.take(talk);
    CHECK(follower.line(1) == "three edited 4 was one was two");
    CHECK(earlier_texts(follower.state, 1)[1].number == 2);
}

TEST_CASE("a reply names its message and brings its text; its edits keep that") {
    BrokerConversation talk = lobby_of(1, "question");
    talk.refer(cid, ReplyBody{1, "answer"});
    talk.refer(cid, EditBody{2, "better"});
    Follower follower;
    follower.take(talk);
    CHECK(follower.line(2) == "better edited 3 was answer to 1: question");
}

TEST_CASE("reactions stand in the order of their first emoji, and are switched on and off") {
    BrokerConversation talk = lobby_of(1);
    talk.refer(ann, ReactionBody{1, "a", false});
    talk.refer(bob, ReactionBody{1, "b", false});
    talk.refer(cid, ReactionBody{1, "a", false});
    talk.refer(cid, ReactionBody{1, "a", false});
    talk.refer(bob, ReactionBody{1, "b", true});
    talk.refer(ann, ReactionBody{1, "b", true});
    Follower follower;
    follower.take(talk, 1, 4);
    CHECK(reactions_of(follower.message(1)) ==
          std::vector{reaction("a", {ann, cid}), reaction("b", {bob})});
    CHECK(client::has_reacted(follower.state, 1, bob, "b"));
    CHECK(follower.take(talk, 5, 7) == Numbers{1});
    CHECK(reactions_of(follower.message(1)) == std::vector{reaction("a", {ann, cid})});
    CHECK_FALSE(client::has_reacted(follower.state, 1, bob, "b"));
}

TEST_CASE("reactions fold to the same, in whatever pages they come") {
    BrokerConversation talk = lobby_of(1);
    for (std::uint8_t n = 0; n < 60; ++n)
        talk.refer(account(static_cast<std::uint8_t>(n % 7)),
                   ReactionBody{1, n % 3 ? "a" : "b", n % 5 == 0});
    Follower whole;
    whole.take(talk);
    Follower pages;
    for (std::uint64_t last = 61; last > 1; last -= 12) pages.take(talk, last - 11, last);
    pages.take(talk, 1, 1);
    CHECK(pages.line(1) == whole.line(1));
}

TEST_CASE("an erasure deletes the body of the message and of its edits from memory") {
    BrokerConversation talk = lobby_of(1, "secret");
    talk.refer(bob, EditBody{1, "secret too"});
    talk.refer(cid, ReactionBody{1, "a", false});
    talk.refer(cid, ReplyBody{1, "why?"});
    talk.refer(ann, EraseBody{1});
    // Which part comes first: all, the erasure, the edit with what follows, the message.
    for (const Numbers& range : {Numbers{1, 5}, Numbers{5, 5}, Numbers{2, 5}, Numbers{1, 1}}) {
        Follower follower;
        follower.take(talk, range[0], range[1]);
        follower.take(talk);
        CHECK(follower.state.held.find(1)->body.empty());
        CHECK(follower.state.held.find(2)->body.empty());
        CHECK(follower.state.held.find(1)->erased == hash_of_body("secret"));
        CHECK(follower.line(1) == "erased by 01");
        CHECK(follower.shown[1] == "erased by 01");
        CHECK(follower.shown[4] == "why? to 1: erased");
        CHECK(follower.state.held.hash_at(5) == talk.hash(5));
    }
}

TEST_CASE("an edit of an erased message never keeps its body") {
    BrokerConversation talk = lobby_of(1, "secret");
    talk.refer(ann, EraseBody{1});
    talk.refer(bob, EditBody{1, "late"});
    Follower follower;
    follower.take(talk, 2, 3);
    CHECK(follower.state.held.find(3)->body.empty());
}

TEST_CASE("a held entry that comes again without its body loses it, and so do its edits") {
    BrokerConversation talk = lobby_of(1, "secret");
    talk.refer(bob, EditBody{1, "secret too"});
    Follower follower;
    follower.take(talk);
    talk.delete_body(1);
    CHECK(follower.take(talk, 1, 1) == Numbers{1});
    CHECK(follower.state.held.find(2)->body.empty());
    CHECK(follower.line(1) == "erased");
}

TEST_CASE("an edit that comes again without its body shows that its message was erased") {
    BrokerConversation talk = lobby_of(1, "secret");
    talk.refer(bob, EditBody{1, "secret too"});
    Follower follower;
    follower.take(talk);
    talk.delete_body(2);
    CHECK(follower.take(talk, 2, 2) == Numbers{1});
    CHECK(follower.state.held.find(1)->body.empty());
    CHECK(follower.state.held.find(2)->body.empty());
}

TEST_CASE("an entry whose body was deleted before it came is an erased message") {
    BrokerConversation talk = lobby_of(1, "secret");
    talk.refer(bob, ReplyBody{1, "secret too"});
    talk.refer(bob, EditBody{2, "secret three"});
    for (const std::uint64_t number : Numbers{1, 2, 3}) talk.delete_body(number);
    Follower follower;
    follower.take(talk);
    CHECK(follower.line(1) == "erased");
    CHECK(follower.line(2) == "erased");
    CHECK(client::role_of(talk.entry(3)) == EntryRole::reference);
}

TEST_CASE("only messages are erased, edited or reacted to") {
    BrokerConversation talk = empty_lobby();
    talk.add(bob, kind_rebind, "warning");
    talk.refer(cid, EraseBody{1});
    talk.refer(cid, ReactionBody{1, "a", false});
    talk.refer(cid, EraseBody{2});
    Follower follower;
    CHECK(follower.take(talk).empty());
    CHECK(follower.state.held.find(1)->body == "warning");
    CHECK_FALSE(follower.state.held.find(2)->body.empty());
    CHECK_FALSE(folded_message(follower.state, 1));
}

TEST_CASE("a body that is not valid is an entry that cannot be displayed, and folds nothing") {
    const std::string emoji(limit::reaction + 1, 'x');
    const std::string longest(limit::reaction, 'x');
    const std::vector<std::pair<std::string, std::string>> bodies{
        {"edit", ""},
        {"erase", "\x90"},
        {"react", encode(ReactionBody{1, "", false})},
        {"react", encode(ReactionBody{1, emoji, false})},
        {"reply", encode(ReplyBody{0, "of nothing"})},
        {"reply", encode(ReplyBody{2, "of itself"})},
        {"edit", encode(EditBody{3, "of the future"})},
        {"reply", encode(EraseBody{1})},
        {"erase", encode(EditBody{1, "x"}) + "x"},
    };
    for (const auto& each : bodies) {
        const std::string& kind = each.first;
        const std::string& body = each.second;
        CAPTURE(kind);
        CAPTURE(to_hex(hash_of_body(body)));
        BrokerConversation talk = lobby_of(1, "text");
        talk.add(bob, kind, body);
        Follower follower;
        CHECK(follower.take(talk, 1, 1).empty());
        CHECK(follower.take(talk, 2, 2).empty());
        CHECK(follower.line(1) == "text");
        CHECK_FALSE(folded_message(follower.state, 2));
        CHECK(client::role_of(talk.entry(2)) == EntryRole::unknown);
    }
    BrokerConversation talk = lobby_of(1, "text");
    talk.refer(bob, ReactionBody{1, longest, false});
    Follower follower;
    follower.take(talk);
    CHECK(follower.message(1).reactions.size() == 1);
}

TEST_CASE("the role of an entry") {
    BrokerConversation talk = lobby_of(1);
    talk.add(bob, "file", "later");
    talk.add(bob, "_room", "later");
    talk.refer(bob, ReplyBody{1, "x"});
    talk.refer(bob, EraseBody{1});
    using enum EntryRole;
    const std::vector<EntryRole> roles{message, unknown, broker, message, reference};
    for (std::uint64_t number = 1; number <= talk.last(); ++number)
        CHECK(client::role_of(talk.entry(number)) == roles[number - 1]);
}

TEST_CASE("the own last message is the newest that was not erased") {
    BrokerConversation talk = empty_lobby();
    Follower follower;
    CHECK_FALSE(client::last_message_of(follower.state, ann));
    talk.say(ann, "one");
    talk.refer(ann, ReplyBody{1, "two"});
    talk.say(ann, "three");
    talk.say(bob, "four");
    talk.refer(ann, ReactionBody{4, "a", false});
    talk.refer(ann, EraseBody{3});
    follower.take(talk);
    CHECK(client::last_message_of(follower.state, ann) == 2);
    CHECK(client::last_message_of(follower.state, bob) == 4);
    CHECK_FALSE(client::last_message_of(follower.state, cid));
}

TEST_CASE("discarded entries no longer fold, and what names a discarded message is kept") {
    BrokerConversation talk = lobby_of(2, "one");
    talk.refer(bob, EditBody{1, "two"});
    talk.refer(bob, ReactionBody{1, "a", false});
    talk.refer(bob, ReactionBody{1, "b", false});
    Follower follower;
    follower.take(talk);
    follower.state.held.discard_up_to(4);
    follower.state.fold.discard_up_to(4);
    follower.take(talk, 1, 2);
    CHECK(follower.line(1) == "one b02");
    follower.take(talk);
    CHECK(follower.line(1) == "two edited 3 was one a02 b02");
}

TEST_CASE("the model tells of new entries, and then of the messages that these change") {
    BrokerConversation talk = lobby_of(3, "one");
    ModelFixture client(options_of_ann(newest));
    client.join_and_fetch(talk);
    talk.refer(cid, ReplyBody{1, "answer"});
    talk.refer(bob, EditBody{1, "two"});
    talk.refer(cid, ReactionBody{2, "a", false});
    client.receive(talk.live(4, 6));
    REQUIRE(client.effects.size() == 2);
    CHECK(std::get<client::NewEntries>(client.effects[0]).numbers == Numbers{4, 5, 6});
    CHECK(std::get<client::MessagesChanged>(client.effects[1]).numbers == Numbers{1, 2});
    CHECK(std::get<client::MessagesChanged>(client.effects[1]).conversation == lobby);
    CHECK(folded_message(client.lobby_state(), 1)->text == "two");
}

TEST_CASE("the deletion of an own text, or of one that may be own, is told to the store") {
    BrokerConversation talk = lobby_of(2);
    talk.say(ann, "mine");
    talk.refer(bob, EraseBody{1});
    talk.refer(ann, EraseBody{3});
    talk.refer(cid, EraseBody{2});
    ModelFixture client(options_of_ann(newest));
    BrokerConversation start = lobby_of(2);
    start.say(ann, "mine");
    client.join_and_fetch(start);
    const std::vector<std::size_t> told{0, 1, 0};
    for (std::uint64_t number = 4; number <= 6; ++number) {
        client.forget();
        client.receive(talk.live(number, number));
        CHECK(client.news<client::OwnTextErased>().size() == told[number - 4]);
    }
    ModelFixture newcomer(options_of_ann());  // holds no message
    newcomer.join(talk);
    BrokerConversation more = talk;
    more.refer(bob, EraseBody{2});
    newcomer.receive(more.live(7, 7));
    CHECK(newcomer.news<client::OwnTextErased>().size() == 1);
}

TEST_CASE("an own text that comes without its body is told to the store, after its receipt") {
    BrokerConversation talk = lobby_of(1);
    talk.say(ann, "mine", message_id(7));
    talk.say(bob, "another's");
    talk.delete_body(3);
    for (const bool live : {false, true}) {
        BrokerConversation erased = talk;
        client::Model::Options options = options_of_ann(newest);
        options.outbox = {{message_id(7), lobby, {}, "text", "mine"}};
        ModelFixture client(options);
        if (live) client.join_and_fetch(lobby_of(1));
        erased.delete_body(2);
        client.forget();
        if (live) {
            client.receive(erased.live(2, 3));
        } else {
            client.join(erased);
            client.answer_all(erased);
        }
        std::string order;
        for (const auto& effect : client.effects) {
            if (std::holds_alternative<client::OutboxDone>(effect)) order += "done ";
            if (std::holds_alternative<client::OwnTextErased>(effect)) order += "erased ";
        }
        CHECK(order == "done erased ");
    }
}

TEST_CASE("a resent entry without its body is the same entry, and its body is deleted") {
    BrokerConversation talk = lobby_of(2, "secret");
    ModelFixture client(options_of_ann(newest));
    client.join_and_fetch(talk);
    talk.delete_body(2);
    client.receive(talk.live(2, 2));
    CHECK(client.news<client::Diverged>().empty());
    REQUIRE(client.news<client::MessagesChanged>().size() == 1);
    CHECK(client.lobby_state().held.find(2)->body.empty());
    CHECK(folded_message(client.lobby_state(), 2)->erased);
    // A copy that was sent before the erasure does not bring the body back.
    client.receive(lobby_of(2, "secret").live(2, 2));
    CHECK(client.news<client::Diverged>().empty());
    CHECK(client.lobby_state().held.find(2)->body.empty());
}

TEST_CASE("a divergence and a discard take the fold with the entries") {
    BrokerConversation talk = lobby_of(2, "one");
    talk.refer(bob, EditBody{1, "two"});
    ModelFixture client(options_of_ann(newest));
    client.join_and_fetch(talk);
    client.model.discard_up_to(lobby, 3);
    CHECK_FALSE(client.lobby_state().fold.find(1));
    client.receive(talk.live(3, 3));
    BrokerConversation other = lobby_of(4, "other");
    client.lose();
    client.join(other);
    CHECK_FALSE(client.lobby_state().fold.find(1));
}

TEST_SUITE_END();
