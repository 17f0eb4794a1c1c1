/// Replies, edits, erasures and reactions: which entry a post may name, and what an erasure
/// deletes. The same for every journal.
#include <fmt/format.h>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/journal/every_journal.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

const Account anna = account(1), bert = account(2);

Post as_operator(Post post) {
    post.reference->may_erase_all = true;
    return post;
}
Post reading_from(std::uint64_t first, Post post) {
    post.reference->first = first;
    return post;
}
Post in_whisper(Post post) {
    post.conversation = whisper_between(anna, bert);
    return post;
}

/// Fills the lobby: #1 Ann's text, #2 Bob's reply to it, #3 Ann's edit of #1, #4 Bob's reaction, #5
/// Ann's second text, #6 its erasure.
template <class Harness>
void tell_a_story(Harness& harness) {
    const Committed told = harness.commit(
        {post(1, "first"), referring(2, bert, ReplyBody{1, "answer"}),
         referring(3, anna, EditBody{1, "better"}), referring(4, bert, ReactionBody{1, "+", false}),
         post(5, "gone"), referring(6, anna, EraseBody{5})});
    REQUIRE(words(told) ==
            Words{"stored 1", "stored 2", "stored 3", "stored 4", "stored 5", "stored 6"});
}

TEST_CASE_TEMPLATE("a post names a message of its conversation that its author may read", Harness,
                   EVERY_JOURNAL) {
    const struct {
        const char* what;
        Post post;
        std::string word;
    } cases[] = {
        {"a reply to a text", referring(9, bert, ReplyBody{1, "x"}), "stored 7"},
        {"a reply to a reply", referring(9, anna, ReplyBody{2, "x"}), "stored 7"},
        {"number 0", referring(9, bert, ReplyBody{0, "x"}), "unknown_entry"},
        {"its own number", referring(9, bert, ReplyBody{7, "x"}), "unknown_entry"},
        {"no number of SQLite", referring(9, bert, ReplyBody{~std::uint64_t{0}, "x"}),
         "unknown_entry"},
        {"another conversation's number", in_whisper(referring(9, anna, ReplyBody{1, "x"})),
         "unknown_entry"},
        {"the first readable number", reading_from(2, referring(9, anna, ReplyBody{2, "x"})),
         "stored 7"},
        {"the number before it", reading_from(2, referring(9, anna, ReplyBody{1, "x"})),
         "unknown_entry"},
        {"an own text before it", reading_from(2, referring(9, anna, EraseBody{1})),
         "unknown_entry"},
        {"a reply to an edit", referring(9, bert, ReplyBody{3, "x"}), "bad_reference"},
        {"an edit of an edit", referring(9, anna, EditBody{3, "x"}), "bad_reference"},
        {"an edit of a reaction", referring(9, bert, EditBody{4, "x"}), "bad_reference"},
        {"a reaction to a reaction", referring(9, bert, ReactionBody{4, "x", false}),
         "bad_reference"},
        {"a reply to an erasure", referring(9, bert, ReplyBody{6, "x"}), "bad_reference"},
        {"a reply to an erased message", referring(9, bert, ReplyBody{5, "x"}), "bad_reference"},
        {"an erasure of an erased message", referring(9, anna, EraseBody{5}), "bad_reference"},
        {"an edit of an erased message", referring(9, anna, EditBody{5, "x"}), "bad_reference"},
        {"an edit of an own reply", referring(9, bert, EditBody{2, "x"}), "stored 7"},
        {"an edit of another's text", referring(9, bert, EditBody{1, "x"}), "not_author"},
        {"an operator's edit of it", as_operator(referring(9, bert, EditBody{1, "x"})),
         "not_author"},
        {"an erasure of another's text", referring(9, bert, EraseBody{1}), "not_author"},
        {"an operator's erasure of it", as_operator(referring(9, bert, EraseBody{1})), "stored 7"},
    };
    for (const auto& [what, wanted, word] : cases) {
        const std::string name(what);  // clang 14 captures no structured binding
        CAPTURE(name);
        Harness harness;
        tell_a_story(harness);
        const Words was = lines_of(harness.journal().snapshot());
        CHECK(words(harness.commit({wanted, post(10, "later")})) ==
              Words{word, word == "stored 7" ? "stored 8" : "stored 7"});
        if (word != "stored 7") CHECK(lines_of(harness.journal().snapshot()).size() == was.size());
    }
}

TEST_CASE_TEMPLATE("a bad reference does not hold up the later posts of its session", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    CHECK(words(harness.commit({in_whisper(referring(1, anna, ReplyBody{1, "x"})),
                                whisper(2, anna, bert, "hi"),
                                in_whisper(referring(3, bert, ReplyBody{1, "ho"}))})) ==
          Words{"unknown_entry", "stored 1", "stored 2"});
    harness.reopen();
    CHECK(harness.read(page_after(0, whisper_id(anna, bert))).entries.size() == 2);
}

// ---- erasing -------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("an erasure deletes the body and those of all edits and keeps the chain",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    tell_a_story(harness);
    const Hash head = lobby_hash(harness, 6);
    CHECK(words(harness.commit({referring(7, anna, EditBody{1, "best"}),
                                as_operator(referring(8, bert, EraseBody{1}))})) ==
          Words{"stored 7", "stored 8"});
    harness.reopen();
    for (const PageRequest& request : {page_after(0), page_before(9)}) {
        const PageRead page = harness.read(request);
        REQUIRE(page.entries.size() == 8);
        for (const Entry& entry : page.entries) {
            CAPTURE(entry.number);
            const bool gone =
                entry.number == 1 || entry.number == 3 || entry.number == 5 || entry.number == 7;
            CHECK(entry.erased.has_value() == gone);
            CHECK(entry.body.empty() == gone);
        }
        CHECK(page.entries[0].erased == hash_of_body("first"));
        CHECK(follow(page, lobby) == find(harness.journal().snapshot(), lobby)->hash);
    }
    CHECK(lobby_hash(harness, 6) == head);
}

TEST_CASE_TEMPLATE("a resend of an erased post is recognised and has no body", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    tell_a_story(harness);
    const Committed again =
        harness.commit({post(5, "gone"), post(5, "other"), referring(6, anna, EraseBody{5}),
                        referring(3, anna, EditBody{1, "better"})});
    CHECK(words(again) == Words{"again 5", "reused", "again 6", "again 3"});
    CHECK(std::get<Stored>(again.outcomes[0]).erased == hash_of_body("gone"));
    CHECK_FALSE(std::get<Stored>(again.outcomes[2]).erased);
    CHECK(harness.read(page_after(0)).entries[4].body.empty());
}

TEST_CASE_TEMPLATE("an erasure that could not be stored deletes nothing", Harness, EVERY_JOURNAL) {
    Harness harness;
    tell_a_story(harness);
    harness.commit_with_failing(0, {referring(9, anna, EraseBody{1})});
    const PageRead page = harness.read(page_after(0));
    CHECK(page.entries.size() == 6);
    CHECK(page.entries[0].body == "first");
    CHECK(words(harness.commit({referring(9, anna, EraseBody{1})})) == Words{"stored 7"});
}

// ---- reactions -----------------------------------------------------------------------------

Post reaction(std::uint64_t id, const Account& author, int which, bool off = false) {
    return referring(id, author, ReactionBody{1, fmt::format("{}", char('A' + which)), off});
}

TEST_CASE_TEMPLATE("at most 20 different reactions stand on a message", Harness, EVERY_JOURNAL) {
    Harness harness;
    harness.commit({post(1, "a"), post(2, "b")});
    std::vector<Write> twenty;
    for (int i = 0; i < static_cast<int>(limit::reactions); ++i)
        twenty.push_back(reaction(10 + static_cast<std::uint64_t>(i), anna, i));
    harness.commit(std::move(twenty));
    harness.reopen();
    const Words result = words(
        harness.commit({reaction(40, bert, 20), reaction(41, bert, 3), reaction(42, anna, 3, true),
                        reaction(43, bert, 20), reaction(44, bert, 25, true),
                        reaction(45, bert, 3, true), reaction(46, bert, 20), reaction(47, anna, 3),
                        referring(48, bert, ReactionBody{2, "Z", false})}));
    CHECK(result == Words{"reactions_used_up", "stored 23", "stored 24", "reactions_used_up",
                          "stored 25", "stored 26", "stored 27", "reactions_used_up", "stored 28"});
}

}  // namespace
}  // namespace indaba::broker
