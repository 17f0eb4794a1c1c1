/// The promises about writing and reopening, the same for every journal.
#include <algorithm>

#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/journal/every_journal.hpp"
#include "tests/support/delayed_journal.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;
using Numbers = std::vector<std::uint64_t>;

// ---- numbers, hashes, resends --------------------------------------------------------------

TEST_CASE_TEMPLATE("numbers are consecutive and each hash covers the one before", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1), bob = account(2);
    const Committed first = harness.commit({post(1, "a"), whisper(2, ann, bob, "b"), post(3, "c")});
    const Committed second = harness.commit({post(4, "d"), whisper(5, bob, ann, "e")});
    CHECK(words(first) == Words{"stored 1", "stored 1", "stored 2"});
    CHECK(words(second) == Words{"stored 3", "stored 2"});

    const PageRead page = harness.read(page_after(0));
    CHECK(numbers(page) == Numbers{1, 2, 3});
    CHECK(page.before.is_zero());
    CHECK(follow(page, lobby) == std::get<Stored>(second.outcomes[0]).hash);
    CHECK(page.entries[2] == Entry{3, ann, 1'000'004, message_id(4), "text", "d"});
}

TEST_CASE_TEMPLATE("a resent post is stored once and gets the same number, also after reopening",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    const Committed first = harness.commit({post(1, "a"), post(2, "b"), post(1, "a")});
    CHECK(words(first) == Words{"stored 1", "stored 2", "again 1"});
    harness.reopen();

    Post later = post(1, "a");
    later.at = 77;
    later.session = 9;
    const Committed again = harness.commit({later, post(3, "c")});
    CHECK(words(again) == Words{"again 1", "stored 3"});
    const Stored& was = std::get<Stored>(first.outcomes[0]);
    const Stored& is = std::get<Stored>(again.outcomes[0]);
    CHECK(is.hash == was.hash);
    CHECK(is.at == was.at);
    CHECK(numbers(harness.read(page_after(0))) == Numbers{1, 2, 3});
}

TEST_CASE_TEMPLATE("an id reused with other content is refused and the first post stays", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    Post other_kind = post(1, "a");
    other_kind.kind = "sealed";
    const Post elsewhere = whisper(1, account(1), account(2), "a");
    Post by_another = post(1, "a");
    by_another.author = account(2);
    harness.commit({post(1, "a")});
    const Committed result = harness.commit({post(1, "b"), other_kind, elsewhere, by_another});
    CHECK(words(result) == Words{"reused", "reused", "reused", "stored 2"});
    CHECK(harness.read(page_after(0)).entries.at(0).body == "a");
    CHECK(find(harness.journal().snapshot(), elsewhere.conversation.id) == nullptr);
}

TEST_CASE_TEMPLATE("bodies and kinds are read back byte for byte", Harness, EVERY_JOURNAL) {
    Harness harness;
    std::string all_bytes;
    for (int byte = 0; byte < 256; ++byte) all_bytes.push_back(static_cast<char>(byte));
    Post strange = post(2, all_bytes);
    strange.kind = "sealed";
    harness.commit({post(1, ""), strange, post(3, "'); DROP TABLE entries; --")});
    harness.reopen();
    const PageRead page = harness.read(page_after(0));
    REQUIRE(page.entries.size() == 3);
    CHECK(page.entries[0].body.empty());
    CHECK(page.entries[1].body == all_bytes);
    CHECK(page.entries[1].kind == "sealed");
    CHECK(page.entries[2].body == "'); DROP TABLE entries; --");
    const PageRead last = harness.read(page_after(2));
    CHECK(follow(last, lobby) == find(harness.journal().snapshot(), lobby)->hash);
}

// ---- failures in a batch --------------------------------------------------------------------

TEST_CASE_TEMPLATE("a failed post skips later posts of its session only", Harness, EVERY_JOURNAL) {
    Harness harness;
    Post neighbour = post(4, "of another session");
    neighbour.session = 2;
    const std::vector<Write> writes{post(1, "a"), post(2, "fails"), post(3, "c"), neighbour,
                                    claim(account(1), "ann")};
    const Committed result = harness.commit_with_failing(1, writes);
    CHECK(words(result) == Words{"stored 1", "not stored", "skipped", "stored 2", "stored 0"});
    CHECK_FALSE(std::get<NotStored>(result.outcomes[1]).why.empty());

    const Committed again = harness.commit({post(2, "fails"), post(3, "c")});
    CHECK(words(again) == Words{"stored 3", "stored 4"});
    CHECK(follow(harness.read(page_after(0)), lobby) == std::get<Stored>(again.outcomes[1]).hash);
}

TEST_CASE_TEMPLATE("a whisper that could not be stored leaves no conversation", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    const Post lost = whisper(1, account(1), account(2), "a");
    CHECK(words(harness.commit_with_failing(0, {lost})) == Words{"not stored"});
    CHECK(find(harness.journal().snapshot(), lost.conversation.id) == nullptr);
    CHECK(words(harness.commit({lost})) == Words{"stored 1"});
}

TEST_CASE_TEMPLATE("an id_reused post does not skip later posts of its session", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    harness.commit({post(1, "a"), claim(account(1), "ann")});
    const Committed result = harness.commit(
        {post(2, "b"), post(1, "other"), post(3, "c"), claim(account(2), "ann"), post(4, "d")});
    CHECK(words(result) == Words{"stored 2", "reused", "stored 3", "taken", "stored 4"});
}

TEST_CASE_TEMPLATE("an empty batch completes", Harness, EVERY_JOURNAL) {
    Harness harness;
    CHECK(harness.commit({}).outcomes.empty());
}

// ---- names ---------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("a name and its look-alikes belong to one account permanently", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1), eve = account(2);
    Claim look_alike = claim(eve, "anп");
    look_alike.skeleton = "ann";
    CHECK(words(harness.commit({claim(ann, "ann"), claim(eve, "ann")})) ==
          Words{"stored 0", "taken"});
    harness.commit({claim(ann, "anna")});
    harness.reopen();
    CHECK(words(harness.commit({claim(eve, "ann"), look_alike, claim(eve, "eve")})) ==
          Words{"taken", "taken", "stored 0"});
}

TEST_CASE_TEMPLATE("an account may claim its own earlier names and their look-alikes", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1);
    Claim look_alike = claim(ann, "anп");
    look_alike.skeleton = "ann";
    Claim capital = claim(ann, "ann");
    capital.display = "Ann";
    CHECK(words(harness.commit({claim(ann, "ann"), claim(ann, "anna"), look_alike, capital})) ==
          Words{"stored 0", "stored 0", "stored 0", "stored 0"});
    harness.reopen();
    const Snapshot snapshot = harness.journal().snapshot();
    REQUIRE(snapshot.accounts.size() == 1);
    CHECK(snapshot.accounts[0].name == "Ann");
    CHECK(snapshot.names.size() == 3);
}

TEST_CASE_TEMPLATE("the first number an account may read is set by its first claim", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    Claim first = claim(account(1), "ann");
    first.lobby_history = 0;
    Claim second = claim(account(1), "anna");
    harness.commit({post(1, "an account may post before it has a name"), first});
    harness.commit({second});
    const Snapshot snapshot = harness.journal().snapshot();
    REQUIRE(snapshot.accounts.size() == 1);
    CHECK(snapshot.accounts[0].lobby_first == 2);
    CHECK(snapshot.accounts[0].name == "anna");
}

TEST_CASE_TEMPLATE("what an account may read is counted from the place of its claim", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    Claim newcomer = claim(account(2), "bob");
    newcomer.lobby_history = 1;
    Rebind moved = rebind(9, account(2), account(3));
    moved.lobby_history = 0;
    harness.commit({post(1, "a")});
    const Committed result =
        harness.commit({post(2, "b"), newcomer, post(3, "c"), moved, post(4, "d")});
    CHECK(std::get<Stored>(result.outcomes[1]).lobby_first == 2);
    CHECK(std::get<Stored>(result.outcomes[3]).lobby_first == 4);
    CHECK(std::get<Stored>(result.outcomes[3]).number == 4);
    harness.reopen();
    for (const KnownAccount& known : harness.journal().snapshot().accounts)
        CHECK(known.lobby_first == (known.account == account(2) ? 2 : 4));
}

TEST_CASE_TEMPLATE("a refused claim changes nothing", Harness, EVERY_JOURNAL) {
    Harness harness;
    harness.commit({claim(account(1), "ann"), claim(account(2), "bob")});
    const Words was = lines_of(harness.journal().snapshot());
    CHECK(words(harness.commit({claim(account(2), "ann"), claim(account(3), "bob")})) ==
          Words{"taken", "taken"});
    CHECK(lines_of(harness.journal().snapshot()) == was);
}

// ---- read positions ------------------------------------------------------------------------

TEST_CASE_TEMPLATE("a stored post moves its author's read position", Harness, EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1);
    const auto said_by = [](const Account& author, std::uint64_t id) {
        Post said = post(id, "hi");
        said.author = author;
        return said;
    };
    harness.commit({said_by(ann, 1), said_by(account(2), 2)});
    harness.commit({said_by(ann, 3), ReadMark{ann, lobby, 1}});
    harness.reopen();
    for (const ReadMark& mark : harness.journal().snapshot().reads)
        CHECK(mark.number == (mark.account == ann ? 3 : 2));
    CHECK(harness.journal().snapshot().reads.size() == 2);
}

TEST_CASE_TEMPLATE("a reaction, an edit and an erasure do not move their author's read position",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    const auto own = [](std::uint64_t id, std::string kind) {
        Post said = post(id, "hi");
        said.author = account(1);
        said.kind = std::move(kind);
        return said;
    };
    std::uint64_t id = 0;
    for (const char* kind : {"text", "react", "edit", "erase"}) harness.commit({own(++id, kind)});
    harness.reopen();
    REQUIRE(harness.journal().snapshot().reads.size() == 1);
    CHECK(harness.journal().snapshot().reads[0].number == 1);
    harness.commit({own(++id, "later")});
    CHECK(harness.journal().snapshot().reads[0].number == 5);
}

TEST_CASE_TEMPLATE("a read mark never decreases", Harness, EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1);
    harness.commit({ReadMark{ann, lobby, 5}, ReadMark{ann, lobby, 3}});
    harness.commit({ReadMark{ann, lobby, 4}, ReadMark{account(2), lobby, 1}});
    harness.reopen();
    const std::vector<ReadMark> reads = harness.journal().snapshot().reads;
    REQUIRE(reads.size() == 2);
    const auto anns = std::find_if(reads.begin(), reads.end(),
                                   [&ann](const ReadMark& mark) { return mark.account == ann; });
    REQUIRE(anns != reads.end());
    CHECK(anns->number == 5);
    CHECK(words(harness.commit({ReadMark{ann, lobby, 6}})) == Words{"stored 0"});
}

// ---- opening again -------------------------------------------------------------------------

TEST_CASE_TEMPLATE("a new journal has a random id and the empty lobby", Harness, EVERY_JOURNAL) {
    Harness harness;
    const Snapshot snapshot = harness.journal().snapshot();
    CHECK_FALSE(snapshot.journal.is_zero());
    REQUIRE(snapshot.conversations.size() == 1);
    CHECK(snapshot.conversations[0].conversation == lobby_conversation());
    CHECK(snapshot.conversations[0].number == 0);
    CHECK(snapshot.conversations[0].hash.is_zero());
}

TEST_CASE_TEMPLATE("a whisper's conversation carries its two accounts", Harness, EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1), zoe = account(200);
    harness.commit({whisper(1, zoe, ann, "hi"), whisper(2, ann, ann, "a note to myself")});
    harness.reopen();
    const Snapshot snapshot = harness.journal().snapshot();
    const KnownConversation* to_ann = find(snapshot, whisper_id(ann, zoe));
    REQUIRE(to_ann);
    CHECK(to_ann->conversation == whisper_between(ann, zoe));
    const KnownConversation* notes = find(snapshot, whisper_id(ann, ann));
    REQUIRE(notes);
    CHECK(notes->conversation.between == Between{ann, ann});
}

TEST_CASE_TEMPLATE("a reopened journal has the same snapshot", Harness, EVERY_JOURNAL) {
    Harness harness;
    const Account ann = account(1), bob = account(2);
    post_ten(harness);
    harness.commit({claim(ann, "ann"), claim(bob, "bob"), claim(ann, "anna"),
                    whisper(11, ann, bob, "hi"), ReadMark{bob, lobby, 4}});
    const Words was = lines_of(harness.journal().snapshot());
    const Hash hash = lobby_hash(harness, 10);
    harness.reopen();
    CHECK(lines_of(harness.journal().snapshot()) == was);
    CHECK(lobby_hash(harness, 10) == hash);
    CHECK(words(harness.commit({post(12, "goes on")})) == Words{"stored 11"});
    CHECK(harness.read(page_after(10)).before == hash);
}

// ---- delayed -------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("a delayed journal completes nothing until it is released", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    DelayedJournal late(harness.journal());
    int wakes = 0;
    late.on_wake([&wakes] { ++wakes; });

    late.submit({post(1, "late")});
    harness.let_end();
    CHECK(late.completed().empty());
    CHECK(wakes == 0);

    CHECK(late.release_results() == 1);
    late.read(page_after(0));
    harness.let_end();
    CHECK(late.release_results() == 1);
    CHECK(wakes == 1);  // no second wake until completed() is called

    const std::vector<JournalEvent> events = late.completed();
    REQUIRE(events.size() == 2);
    CHECK(words(std::get<Committed>(events[0])) == Words{"stored 1"});
    CHECK(numbers(std::get<PageRead>(events[1])) == Numbers{1});
}

}  // namespace
}  // namespace indaba::broker
