/// Rebinds: the names of an account move to a new key. The promises are the same for every journal.
#include <algorithm>
#include <initializer_list>
#include <utility>

#include "common/wire/chain.hpp"
#include "tests/journal/every_journal.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;
using Numbers = std::vector<std::uint64_t>;

const Account ann = account(1), old_bob = account(2), new_bob = account(3);

const KnownAccount* find(const Snapshot& snapshot, const Account& account) {
    for (const KnownAccount& known : snapshot.accounts)
        if (known.account == account) return &known;
    return nullptr;
}

std::size_t names_of(const Snapshot& snapshot, const Account& account) {
    return static_cast<std::size_t>(
        std::count_if(snapshot.names.begin(), snapshot.names.end(),
                      [&account](const KnownName& name) { return name.account == account; }));
}

/// Commits Bob under two names, Ann, and one entry in the lobby.
template <class Harness>
void claim_names(Harness& harness) {
    Claim first = claim(old_bob, "robert");
    first.lobby_history = 0;
    harness.commit({post(1, "a"), claim(ann, "ann"), first, claim(old_bob, "bob")});
}

TEST_CASE_TEMPLATE("a rebind moves every name and keeps the last one of the retired account",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    const Rebind moved = rebind(2, old_bob, new_bob);
    CHECK(words(harness.commit({moved})) == Words{"stored 2"});
    const Words was = lines_of(harness.journal().snapshot());
    harness.reopen();

    const Snapshot snapshot = harness.journal().snapshot();
    CHECK(lines_of(snapshot) == was);
    const KnownAccount* from = find(snapshot, old_bob);
    const KnownAccount* to = find(snapshot, new_bob);
    REQUIRE(from);
    REQUIRE(to);
    CHECK(from->name == "bob");
    CHECK(from->rebound_to == new_bob);
    CHECK(from->lobby_first == 2);
    CHECK(to->name == "bob");
    CHECK_FALSE(to->rebound_to);
    CHECK(to->lobby_first == 1);
    CHECK(names_of(snapshot, old_bob) == 0);
    CHECK(names_of(snapshot, new_bob) == 2);
    CHECK(names_of(snapshot, ann) == 1);
}

TEST_CASE_TEMPLATE("a rebind to an account with a name adds to its names", Harness, EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    Claim second_key = claim(new_bob, "bob2");
    second_key.lobby_history = 0;
    const Rebind moved = rebind(2, old_bob, new_bob);
    CHECK(words(harness.commit({second_key, moved})) == Words{"stored 0", "stored 2"});
    const Snapshot snapshot = harness.journal().snapshot();
    const KnownAccount* to = find(snapshot, new_bob);
    REQUIRE(to);
    CHECK(to->name == "bob");
    CHECK(to->lobby_first == 2);
    CHECK(names_of(snapshot, new_bob) == 3);
}

TEST_CASE_TEMPLATE("a rebind is announced in the lobby, in the order of the batch", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    const Rebind moved = rebind(3, old_bob, new_bob);
    const Committed result = harness.commit({post(2, "before"), moved, post(4, "after")});
    CHECK(words(result) == Words{"stored 2", "stored 3", "stored 4"});
    const Stored& announced = std::get<Stored>(result.outcomes[1]);
    CHECK(announced.at == moved.announcement.at);
    harness.reopen();

    const PageRead page = harness.read(page_after(0));
    REQUIRE(numbers(page) == Numbers{1, 2, 3, 4});
    CHECK(page.entries[2] == Entry{3, moved.announcement.author, announced.at,
                                   moved.announcement.id, "_rebind", moved.announcement.body});
    CHECK(harness.read(page_after(3)).before == announced.hash);
    CHECK(follow(page, lobby) == find(harness.journal().snapshot(), lobby)->hash);
    CHECK(words(harness.commit({post(5, "goes on")})) == Words{"stored 5"});
}

TEST_CASE_TEMPLATE("moved names and their look-alikes belong to the new account only", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    Claim look_alike = claim(old_bob, "bоb");
    look_alike.skeleton = "bob";
    harness.commit({rebind(2, old_bob, new_bob)});
    harness.reopen();
    CHECK(words(harness.commit({claim(old_bob, "bob"), claim(old_bob, "robert"), look_alike,
                                claim(ann, "bob")})) == Words{"taken", "taken", "taken", "taken"});
    look_alike.account = new_bob;
    CHECK(words(harness.commit({claim(new_bob, "robert"), look_alike})) ==
          Words{"stored 0", "stored 0"});
}

TEST_CASE_TEMPLATE("a retired account claims no name, and leaves the name free", Harness,
                   EVERY_JOURNAL) {
    for (const bool in_one_commit : {true, false}) {
        Harness harness;
        claim_names(harness);
        std::vector<Write> writes{rebind(2, old_bob, new_bob)};
        if (!in_one_commit) harness.commit(std::exchange(writes, {}));
        writes.emplace_back(claim(old_bob, "star"));
        CHECK(words(harness.commit(writes)).back() == "not stored");
        harness.reopen();
        const Snapshot snapshot = harness.journal().snapshot();
        CHECK(find(snapshot, old_bob)->name == "bob");
        CHECK(names_of(snapshot, old_bob) == 0);
        CHECK(words(harness.commit({claim(ann, "star")})) == Words{"stored 0"});
    }
}

TEST_CASE_TEMPLATE("a rebind whose announcement cannot be stored moves nothing", Harness,
                   EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    const Words was = lines_of(harness.journal().snapshot());
    const Committed failed = harness.commit_with_failing(0, {rebind(2, old_bob, new_bob)});
    CHECK(words(failed) == Words{"not stored"});
    CHECK(lines_of(harness.journal().snapshot()) == was);

    // The message id of the announcement was already used, by another or by the same text.
    const Rebind moved = rebind(3, old_bob, new_bob);
    Rebind other = moved;
    other.announcement.body = "another";
    CHECK(words(harness.commit({moved.announcement, other, moved, post(4, "goes on")})) ==
          Words{"stored 2", "reused", "reused", "stored 3"});
    CHECK(find(harness.journal().snapshot(), new_bob) == nullptr);
    CHECK_FALSE(find(harness.journal().snapshot(), old_bob)->rebound_to);

    CHECK(words(harness.commit({rebind(5, old_bob, new_bob)})) == Words{"stored 4"});
    const PageRead page = harness.read(page_after(0));
    CHECK(follow(page, lobby) == find(harness.journal().snapshot(), lobby)->hash);
}

TEST_CASE_TEMPLATE("an impossible rebind is refused with its own sentence and changes nothing",
                   Harness, EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    const Account nobody = account(77);
    harness.commit({rebind(2, old_bob, new_bob), ReadMark{nobody, lobby, 1}});
    const Words was = lines_of(harness.journal().snapshot());
    const Committed refused = harness.commit({rebind(3, nobody, account(78)),   // has no name
                                              rebind(4, old_bob, account(78)),  // retired already
                                              rebind(5, ann, old_bob),  // a retired one gets it
                                              rebind(6, ann, ann)});
    CHECK(words(refused) == Words{"not stored", "not stored", "not stored", "not stored"});
    Words sentences;
    for (const Outcome& outcome : refused.outcomes)
        sentences.push_back(std::get<NotStored>(outcome).why);
    std::sort(sentences.begin(), sentences.end());
    CHECK_FALSE(sentences.front().empty());
    CHECK(std::adjacent_find(sentences.begin(), sentences.end()) == sentences.end());
    CHECK(lines_of(harness.journal().snapshot()) == was);
}

TEST_CASE_TEMPLATE("a moved name can be moved again", Harness, EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    const Account newest = account(4);
    CHECK(words(harness.commit({rebind(2, old_bob, new_bob), rebind(3, new_bob, newest)})) ==
          Words{"stored 2", "stored 3"});
    harness.reopen();
    const Snapshot snapshot = harness.journal().snapshot();
    CHECK(find(snapshot, old_bob)->rebound_to == new_bob);
    CHECK(find(snapshot, new_bob)->rebound_to == newest);
    CHECK(find(snapshot, newest)->name == "bob");
    CHECK(names_of(snapshot, newest) == 2);
}

TEST_CASE_TEMPLATE("posts and read marks of the old account stay with it", Harness, EVERY_JOURNAL) {
    Harness harness;
    claim_names(harness);
    harness.commit({whisper(2, old_bob, ann, "hi"), ReadMark{old_bob, lobby, 1}});
    harness.commit({rebind(3, old_bob, new_bob)});
    const Snapshot snapshot = harness.journal().snapshot();
    CHECK(find(snapshot, whisper_id(ann, old_bob)));
    CHECK_FALSE(find(snapshot, whisper_id(ann, new_bob)));
    const auto marks_of = [&](const Account& account) {
        return std::ranges::count(snapshot.reads, account, &ReadMark::account);
    };
    CHECK(marks_of(old_bob) == 2);  // of the lobby, and of the whisper that he said
    CHECK(marks_of(new_bob) == 0);
    const PageRead page = harness.read(page_after(0, whisper_id(ann, old_bob)));
    REQUIRE(page.entries.size() == 1);
    CHECK(page.entries[0].account == old_bob);
}

}  // namespace
}  // namespace indaba::broker
