#include "common/client/model/referring_post.hpp"

#include "tests/unit/common/client/model/fold_follower.hpp"

using namespace indaba;
using namespace indaba::test;
using client::ImpossibleWish;
using client::MessageWish;

namespace {

/// Returns the body that ann posts, or the sentence that says why not.
struct Wisher {
    Wisher() {
        talk.refer(cid, ReactionBody{1, "+", false});
        talk.say(ann, "mine");
        talk.say(bob, "gone");
        talk.refer(bob, EraseBody{4});
        talk.refer(ann, ReactionBody{1, "+", false});
        follower.take(talk);
        follower.state.number = 9;  // 7 to 9 are not held
    }
    ReferringBody body(const MessageWish& wish) const {
        const auto made = client::referring_body(follower.state, ann, outbox, wish);
        REQUIRE(std::holds_alternative<ReferringBody>(made));
        return std::get<ReferringBody>(made);
    }
    std::string sentence(const MessageWish& wish) const {
        const auto made = client::referring_body(follower.state, ann, outbox, wish);
        const auto* impossible = std::get_if<ImpossibleWish>(&made);
        return impossible ? impossible->sentence : "possible";
    }

    BrokerConversation talk = lobby_of(1);
    Follower follower;
    std::vector<client::OutboxRow> outbox;
};

}  // namespace

TEST_SUITE_BEGIN("referring post");

TEST_CASE("a wish about a message becomes a body; without a number it is the own last message") {
    const Wisher ann_wishes;
    CHECK(ann_wishes.body({kind_reply, 1, "yes"}) == ReferringBody(ReplyBody{1, "yes"}));
    CHECK(ann_wishes.body({kind_edit, 3, "new"}) == ReferringBody(EditBody{3, "new"}));
    CHECK(ann_wishes.body({kind_edit, std::nullopt, "new"}) == ReferringBody(EditBody{3, "new"}));
    CHECK(ann_wishes.body({kind_erase, std::nullopt, ""}) == ReferringBody(EraseBody{3}));
    CHECK(ann_wishes.body({kind_erase, 1, ""}) == ReferringBody(EraseBody{1}));  // as an operator
    CHECK(ann_wishes.body({kind_edit, 8, "?"}) == ReferringBody(EditBody{8, "?"}));  // not held
}

TEST_CASE("while the own last message has no number, the one before is not taken for it") {
    Wisher ann_wishes;
    client::OutboxRow row;
    row.kind = kind_text;
    row.to = bob;
    ann_wishes.outbox = {row};  // a whisper: of another conversation
    CHECK(ann_wishes.sentence({kind_edit, std::nullopt, "new"}) == "possible");
    row.to.reset();
    row.room = lobby;
    ann_wishes.outbox = {row};
    CHECK(ann_wishes.sentence({kind_edit, std::nullopt, "new"}).starts_with("Your last message"));
    CHECK(ann_wishes.sentence({kind_erase, std::nullopt, ""}).starts_with("Your last message"));
    CHECK(ann_wishes.sentence({kind_edit, 3, "new"}) == "possible");
    ann_wishes.outbox[0].kind = kind_react;
    CHECK(ann_wishes.sentence({kind_edit, std::nullopt, "new"}) == "possible");
}

TEST_CASE("the same reaction again takes it off") {
    const Wisher ann_wishes;
    CHECK(ann_wishes.body({kind_react, 1, "+"}) == ReferringBody(ReactionBody{1, "+", true}));
    CHECK(ann_wishes.body({kind_react, 1, "-"}) == ReferringBody(ReactionBody{1, "-", false}));
    CHECK(ann_wishes.body({kind_react, 3, "+"}) == ReferringBody(ReactionBody{3, "+", false}));
}

TEST_CASE("the same reaction again takes off one that is not sent yet") {
    Wisher ann_wishes;
    const auto unsent = [](const ReactionBody& body) {
        client::OutboxRow row;
        row.room = lobby;
        client::set_body(row, body);
        return row;
    };
    ann_wishes.outbox = {unsent({3, "+", false}), unsent({3, "-", false}), unsent({1, "+", true})};
    CHECK(ann_wishes.body({kind_react, 3, "+"}) == ReferringBody(ReactionBody{3, "+", true}));
    CHECK(ann_wishes.body({kind_react, 1, "+"}) == ReferringBody(ReactionBody{1, "+", false}));
    ann_wishes.outbox.push_back(unsent({3, "+", true}));
    CHECK(ann_wishes.body({kind_react, 3, "+"}) == ReferringBody(ReactionBody{3, "+", false}));
    ann_wishes.outbox[0].to = ann_wishes.outbox[3].to = bob;  // whispers
    CHECK(ann_wishes.body({kind_react, 3, "+"}) == ReferringBody(ReactionBody{3, "+", false}));
}

TEST_CASE("a wish that cannot be fulfilled is answered by a sentence") {
    const Wisher ann_wishes;
    CHECK(ann_wishes.sentence({kind_reply, 10, "x"}) == "There is no message 10 here.");
    CHECK(ann_wishes.sentence({kind_reply, 0, "x"}) == "There is no message 0 here.");
    CHECK(ann_wishes.sentence({kind_react, 2, "+"}) ==
          "Number 2 is not a message: nothing was sent.");
    CHECK(ann_wishes.sentence({kind_reply, 4, "x"}) == "Message 4 was deleted: nothing was sent.");
    CHECK(ann_wishes.sentence({kind_edit, 1, "x"}) ==
          "Message 1 is not yours: it was not changed.");
    CHECK(ann_wishes.sentence({kind_react, 1, std::string(limit::reaction, 'x')}) == "possible");
    CHECK(ann_wishes.sentence({kind_react, 1, std::string(limit::reaction + 1, 'x')}) ==
          "A reaction is one emoji: nothing was sent.");
    // With the number and the map around it, a text may be a little shorter than in a `text`.
    const std::size_t around = encode(ReplyBody{1, std::string(1'000, 'x')}).size() - 1'000;
    const std::string longest(limit::body - around, 'x');
    CHECK(ann_wishes.sentence({kind_reply, 1, longest}) == "possible");
    CHECK(ann_wishes.sentence({kind_reply, 1, longest + "x"}).starts_with("The text is too long"));
    const client::ConversationState empty{lobby_conversation()};
    const auto none = client::referring_body(empty, ann, {}, {kind_edit, std::nullopt, "x"});
    CHECK(std::get<ImpossibleWish>(none).sentence ==
          "None of the last messages here is yours: give a message's number.");
}

TEST_SUITE_END();
