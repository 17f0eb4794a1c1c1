/// Replies, edits, erasures and reactions: what the core refuses before the journal sees it, how it
/// answers what the journal refuses, and that an erased body does not come back.
#include <doctest/doctest.h>

#include "common/wire/codec.hpp"
#include "tests/support/orders.hpp"
#include "tests/unit/broker/core/room_requests.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

namespace {

std::string kind_of(const ReferringBody& body) {
    return std::visit([](const auto& any) { return std::string(any.kind); }, body);
}
Broadcast referring(std::uint64_t n, const ReferringBody& body) {
    return {id(n), lobby, kind_of(body), encode(body)};
}
Whisper whispered(std::uint64_t n, const std::string& to, const ReferringBody& body) {
    return {id(n), account(to), kind_of(body), encode(body)};
}

History whole_lobby() {
    History asked;
    asked.request = 1;
    asked.conversation = lobby;
    return asked;
}

/// Posts and returns the answer: "stored", or the code of the refusal.
std::string answer(Harness& broker, const std::string& client, const ToBroker& post) {
    broker.forget();
    broker.from(client, post);
    broker.commit_nothing();
    const Lines refused = broker.refused(client);
    if (refused.empty()) return broker.count<Entries>(client) > 0 ? "stored" : "nothing";
    return refused[0].substr(0, refused[0].find(' '));
}

/// Returns the entry as it is on its way to the client, in the newest message that has it.
Entry newest(Harness& broker, const std::string& client, std::uint64_t number) {
    Entry found;
    for (const Entries& entries : broker.got<Entries>(client))
        for (const Entry& entry : entries.entries)
            if (entry.number == number) found = entry;
    for (const Page& page : broker.got<Page>(client))
        for (const Entry& entry : page.entries)
            if (entry.number == number) found = entry;
    return found;
}

struct Malformed {
    const char* what;
    Broadcast post;
    std::string code;
};
std::vector<Malformed> malformed_posts() {
    const auto raw = [](std::string kind, std::string body) {
        return Broadcast{id(9), lobby, std::move(kind), std::move(body)};
    };
    return {
        {"a reply in plain text", raw("reply", "hello"), "bad_reference"},
        {"an empty body", raw("edit", ""), "bad_reference"},
        {"a map without a number", raw("erase", "\x80"), "bad_reference"},
        {"a number of another type", raw("erase", "\x81\xa2of\xa1x"), "bad_reference"},
        {"a reaction without an emoji", raw("react", "\x81\xa2of\x01"), "bad_reference"},
        {"the map of another kind", raw("edit", encode(ReferringBody(ReplyBody{1, "x"}))),
         "bad_reference"},
        {"bytes after the map", raw("erase", encode(ReferringBody(EraseBody{1})) + "x"),
         "bad_reference"},
        {"an empty reply", referring(9, ReplyBody{1, ""}), "bad_text"},
        {"an empty edit", referring(9, EditBody{1, ""}), "bad_text"},
        {"an edit that is no UTF-8", referring(9, EditBody{1, "\xff"}), "bad_reference"},
        {"a reaction of two letters", referring(9, ReactionBody{1, "ok", false}), "bad_text"},
        {"a reaction of nothing", referring(9, ReactionBody{1, "", true}), "bad_text"},
        {"a reply of more than 16 KiB", referring(9, ReplyBody{1, std::string(limit::body, 'x')}),
         "too_long"},
    };
}

}  // namespace

TEST_CASE("a body that is not what its kind demands is refused before the journal") {
    for (const auto& [what, post, code] : malformed_posts()) {
        const std::string name(what);  // clang 14 captures no structured binding
        CAPTURE(name);
        Harness broker;
        broker.join_all("ann");
        broker.say("ann", 1);
        broker.commit();
        broker.forget();
        broker.from("ann", post);
        const Lines refused = broker.refused("ann");
        REQUIRE(refused.size() == 1);
        CHECK(refused[0].starts_with(code + " 9"));
        CHECK_FALSE(refused[0].ends_with("retry"));
        broker.say("ann", 2);  // the gate stays open
        broker.commit();
        CHECK(broker.journal.entries(lobby).size() == 2);
    }
}

TEST_CASE("a post that names what its author may not is refused finally, and the next is stored") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.ordered(order(What::op, "bob"));
    broker.say("ann", 1);                                           // #1
    broker.from("ann", referring(2, ReactionBody{1, "+", false}));  // #2
    broker.from("ann", referring(3, EditBody{1, "better"}));        // #3
    broker.whisper("ann", "bob", 4);                                // ~1
    broker.commit_all();
    const struct {
        const char* what;
        const char* client;
        ToBroker post;
        std::string answer;
    } cases[] = {
        {"an unknown number", "bob", referring(10, ReplyBody{4, "x"}), "unknown_entry"},
        {"another conversation's number", "bob", whispered(11, "ann", ReplyBody{2, "x"}),
         "unknown_entry"},
        {"a conversation without entries", "bob", whispered(12, "bob", ReplyBody{1, "x"}),
         "unknown_entry"},
        {"an edit of another's", "bob", referring(13, EditBody{1, "x"}), "not_author"},
        {"an operator's erasure in a whisper", "bob", whispered(14, "ann", EraseBody{1}),
         "not_author"},
        {"an edit of a reaction", "ann", referring(15, EditBody{2, "x"}), "bad_reference"},
        {"an edit of an edit", "ann", referring(16, EditBody{3, "x"}), "bad_reference"},
        {"a reply in a whisper", "bob", whispered(17, "ann", ReplyBody{1, "x"}), "stored"},
        {"an operator's erasure in a room", "bob", referring(18, EraseBody{1}), "stored"},
        {"a reply to an erasure", "bob", referring(19, ReplyBody{4, "x"}), "bad_reference"},
        {"a reply to what was erased", "ann", referring(20, ReplyBody{1, "x"}), "bad_reference"},
    };
    for (const auto& [what, client, post, expected] : cases) {
        const std::string name(what);  // clang 14 captures no structured binding
        CAPTURE(name);
        CHECK(answer(broker, client, post) == expected);
    }
}

TEST_CASE("own words in a whisper with who was banned or has another key can be erased, no more") {
    for (const bool rebinds : {false, true}) {
        Harness broker;
        broker.join_all("ann", "bob");
        broker.whisper("ann", "bob", 1);
        broker.whisper("bob", "ann", 1);
        broker.commit_all();
        REQUIRE(broker.ordered(rebinds ? rebind("bob", "newbob") : order(What::ban, "bob")).ok);
        const std::string refused = rebinds ? "rebound" : "banned";
        CHECK(answer(broker, "ann", whispered(2, "bob", EditBody{1, "x"})) == refused);
        CHECK(answer(broker, "ann", whispered(3, "bob", EraseBody{2})) == "not_author");
        CHECK(answer(broker, "ann", whispered(4, "bob", EraseBody{1})) == "stored");
    }
}

TEST_CASE("a former operator erases own messages only") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.ordered(order(What::op, "bob"));
    broker.say("bob", 30, "own");
    broker.commit();
    broker.ordered(order(What::deop, "bob"));
    broker.say("ann", 31, "anns");
    broker.commit();
    CHECK(answer(broker, "bob", referring(32, EraseBody{2})) == "not_author");
    CHECK(answer(broker, "bob", referring(33, EraseBody{1})) == "stored");
}

TEST_CASE("a newcomer names no entry from before it may read") {
    Harness broker;
    broker.policy.history_for_new = 1;
    broker.restart();
    broker.join_all("ann");
    broker.say("ann", 1);
    broker.say("ann", 2);
    broker.commit_all();
    broker.join("bob");
    CHECK(answer(broker, "bob", referring(3, ReplyBody{1, "x"})) == "unknown_entry");
    CHECK(answer(broker, "bob", referring(4, ReplyBody{2, "x"})) == "stored");
}

TEST_CASE("the 21st different reaction is refused until another is taken off") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1);
    broker.commit();
    const auto emoji = [](std::size_t i) { return std::string(1, static_cast<char>('a' + i)); };
    for (std::size_t i = 0; i < limit::reactions; ++i)
        CHECK(answer(broker, "ann", referring(10 + i, ReactionBody{1, emoji(i), false})) ==
              "stored");
    CHECK(answer(broker, "bob", referring(40, ReactionBody{1, "z", false})) == "reactions_used_up");
    CHECK(answer(broker, "bob", referring(41, ReactionBody{1, "a", false})) == "stored");
    CHECK(answer(broker, "bob", referring(42, ReactionBody{1, "a", true})) == "stored");
    CHECK(answer(broker, "bob", referring(43, ReactionBody{1, "z", false})) == "reactions_used_up");
    CHECK(answer(broker, "ann", referring(44, ReactionBody{1, "a", true})) == "stored");
    CHECK(answer(broker, "bob", referring(45, ReactionBody{1, "z", false})) == "stored");
}

TEST_CASE("posts that name an entry count for the rate limits like all posts") {
    AccountLimits limits = no_limits();
    limits.posts = {2, 1};
    Harness broker({}, limits);
    broker.join_all("ann");
    broker.say("ann", 1);
    broker.commit();
    CHECK(answer(broker, "ann", referring(2, ReactionBody{1, "+", false})) == "stored");
    CHECK(answer(broker, "ann", referring(3, ReactionBody{1, "+", true})) == "slow_down");
}

// ---- erased bodies -----------------------------------------------------------------------------

TEST_CASE("an erasure is delivered, and what it erased has no body from then on") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1, "secret");
    broker.from("ann", referring(2, EditBody{1, "secret too"}));
    broker.commit_all();
    CHECK(answer(broker, "ann", referring(3, EraseBody{1})) == "stored");
    CHECK(newest(broker, "bob", 3).kind == "erase");
    broker.forget();
    broker.from("bob", whole_lobby());
    broker.finish_reads();
    const Page page = *broker.last<Page>("bob");
    REQUIRE(page.entries.size() == 3);
    CHECK(page.entries[0].body.empty());
    CHECK(page.entries[0].erased == hash_of_body("secret"));
    CHECK(page.entries[1].body.empty());
    CHECK(page.entries[1].erased.has_value());
}

TEST_CASE("a resend of an erased post is answered without its body") {
    Harness broker;
    broker.join_all("ann");
    broker.say("ann", 1, "secret");
    broker.commit();
    CHECK(answer(broker, "ann", referring(2, EraseBody{1})) == "stored");
    broker.forget();
    broker.say("ann", 1, "secret");
    broker.commit();
    const Entry entry = newest(broker, "ann", 1);
    CHECK(entry.id == id(1));
    CHECK(entry.body.empty());
    CHECK(entry.erased == hash_of_body("secret"));
}

TEST_CASE("what is erased in its own commit is delivered without its body") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("bob", 9);  // the others wait for its commit
    broker.say("ann", 1, "secret");
    broker.from("ann", referring(2, EditBody{2, "secret too"}));
    broker.from("ann", referring(3, EraseBody{2}));
    broker.commit_all();
    const std::vector<Entry> entries = broker.got<Entries>("bob").back().entries;
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].erased == hash_of_body("secret"));
    CHECK(entries[0].body.empty());
    CHECK(entries[1].erased.has_value());
    CHECK(entries[2] == broker.journal.entries(lobby)[3]);
}

TEST_CASE("a page that was read before an erasure and is sent after it has no erased body") {
    for (const bool beside_a_room_change : {false, true}) {
        Harness broker;
        broker.join_all("ann", "bob");
        broker.say("ann", 1, "secret");
        broker.from("ann", referring(2, EditBody{1, "secret too"}));
        broker.say("ann", 3, "stays");
        broker.commit_all();
        broker.forget();
        broker.from("bob", whole_lobby());
        broker.journal.finish_reads();
        const std::vector<JournalEvent> late = broker.journal.completed();
        broker.say("bob", 5);  // what follows is stored by one commit, after this one
        broker.from("ann", referring(4, EraseBody{1}));
        if (beside_a_room_change) broker.from("bob", creation("cooks"));
        broker.commit_all();
        Effects effects;
        REQUIRE(late.size() == 1);
        broker.core().on_page(std::get<PageRead>(late[0]), broker.now, effects);
        const Page* page = nullptr;
        for (const Effect& effect : effects)
            if (const Send* sent = std::get_if<Send>(&effect))
                page = std::get_if<Page>(&sent->outgoing->message());
        REQUIRE(page);
        REQUIRE(page->entries.size() == 3);
        CHECK(page->entries[0].erased == hash_of_body("secret"));
        CHECK(page->entries[0].body.empty());
        CHECK(page->entries[1].body.empty());
        CHECK(page->entries[2].body == "stays");
    }
}

TEST_CASE("missing entries that were erased meanwhile are delivered without their bodies") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.journal.plan_fault({Fault::Kind::unknown_stored});
    broker.say("ann", 1, "secret");
    broker.commit();
    CHECK(broker.refused("ann") == Lines{"disk_failing 1 retry"});
    broker.say("ann", 1, "secret");
    broker.from("ann", referring(2, EraseBody{1}));
    broker.commit_all();
    broker.finish_reads();
    CHECK(newest(broker, "bob", 1).erased == hash_of_body("secret"));
    CHECK(newest(broker, "bob", 2).kind == "erase");
}
