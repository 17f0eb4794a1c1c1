/// A broker learns by asking what others that share its journal have committed.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/journal/sent_posts.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

/// Returns whom the news tell to disconnect.
std::set<Account> kicked(Waiter& waiter) {
    std::set<Account> accounts;
    for (const Kick& kick : waiter.news().kicks) CHECK(accounts.insert(kick.account).second);
    return accounts;
}

/// Two journals in one database, which both were read.
struct Two {
    Two() {
        here.journal().snapshot();
        there.snapshot();
    }
    /// Returns what `here` learns, as lines without those that every snapshot has.
    Words news() {
        const News news = here.waiter().news();
        CHECK_FALSE(news.failed);
        Words lines = lines_of(news.changed);
        std::erase(lines, "journal " + to_hex(JournalId{}));
        return lines;
    }
    Committed commit(std::vector<Write> writes) { return waiter.commit(std::move(writes)); }

    PostgresqlHarness here;
    PostgresqlJournal there{here.connection()};
    Waiter waiter{there};
};

/// Returns the lines of the snapshot that begin with one of the words.
Words lines_with(const Snapshot& snapshot, std::initializer_list<std::string_view> words) {
    Words lines = lines_of(snapshot);
    std::erase_if(lines, [&words](const std::string& line) {
        return std::ranges::none_of(words, [&line](std::string_view word) {
            return line.starts_with(word) && line[word.size()] == ' ';
        });
    });
    return lines;
}

TEST_CASE("heads, names, positions, standings and invites of others are told once") {
    Two two;
    CHECK(two.news().empty());
    const Account ann = account(1), bob = account(2);
    two.commit({post(1, "a"), whisper(2, ann, bob, "b"), claim(ann, "ann"), ReadMark{bob, lobby, 1},
                StandingChange{.account = bob, .banned = true, .at = 7}, Invite{account(9), 3, 0}});
    const Words all = lines_with(two.there.snapshot(),
                                 {"account", "name", "conversation", "read", "standing", "invite"});
    CHECK(all.size() == 9);
    CHECK(two.news() == all);
    CHECK(two.news().empty());
}

TEST_CASE("what has changed comes as it is now, and the rest does not come again") {
    Two two;
    const Account ann = account(1), bob = account(2);
    two.commit({claim(ann, "ann"), claim(bob, "bob"), post(1, "a"), whisper(2, ann, bob, "b")});
    two.news();
    two.commit({claim(ann, "anna")});
    two.commit({claim(ann, "annie"), post(3, "c")});
    const Words lines = two.news();
    CHECK(std::ranges::count(lines, "account " + to_hex(ann) + " annie from 1 rebound to -") == 1);
    CHECK(lines.size() == 1 + 3 + 1 + 1);  // the account, its names, the lobby, a read position
    two.commit({rebind(4, ann, bob)});
    const Words moved = two.news();
    CHECK(std::ranges::count(
              moved, "account " + to_hex(ann) + " annie from 1 rebound to " + to_hex(bob)) == 1);
    CHECK(std::ranges::count(moved, "account " + to_hex(bob) + " annie from 1 rebound to -") == 1);
}

TEST_CASE("own commits are told until they are passed over, and so is a journal that was closed") {
    Two two;
    const SharedBatch own = two.here.commit({post(1, "mine")}).batch.value();
    CHECK(two.news().size() == 2);  // the lobby, and the author's read position
    CHECK(two.news().empty());
    two.here.journal().pass_over(two.here.commit({post(3, "mine")}).batch.value());
    CHECK(two.news().empty());
    CHECK(own.writer == two.here.journal().writer());
    {
        PostgresqlJournal third(two.here.connection());
        Waiter waiter(third);
        waiter.commit({post(2, "of the third")});
    }
    CHECK(two.news().size() == 2);  // the lobby, and the author's read position
}

TEST_CASE(
    "a decision of another broker is told although an own one has changed the same row since") {
    Two two;
    const Account ann = account(1);
    two.commit({StandingChange{.account = ann, .banned = true, .at = 7}});
    two.here.commit({StandingChange{.account = ann, .op = true, .at = 8}});
    CHECK(two.news() ==
          Words{"standing " + to_hex(ann) + " allowed false banned true op true at 8"});
}

TEST_CASE("what was told while an own rare write was being committed is told again after it") {
    Two two;
    const test::OpenConnection other = test::open_connection(two.here.connection());
    test::sql(other.get(), "BEGIN; SELECT 1 FROM indaba.journal FOR UPDATE");
    two.here.journal().submit({StandingChange{.account = account(1), .op = true, .at = 8}});
    two.commit({post(1, "a")});
    CHECK(two.news().size() == 2);  // the lobby, and the author's read position
    CHECK(two.news().empty());
    test::sql(other.get(), "COMMIT");
    CHECK(words(two.here.waiter().next_of<Committed>()) == Words{"stored 0"});
    CHECK(two.news().size() == 3);  // these, and the standing
    CHECK(two.news().empty());
}

TEST_CASE("an enrolment elsewhere is told with what is left of its invite") {
    Two two;
    two.here.commit({Invite{account(9), 3, 0}});
    two.commit({Enrolment{account(5), account(9), 8}});
    const Words lines = two.news();
    CHECK(lines == Words{"invite " + to_hex(account(9)) + " 2 until 0",
                         "standing " + to_hex(account(5)) +
                             " allowed true banned false op false "
                             "at 8"});
}

// ---- kicks ---------------------------------------------------------------------------------

TEST_CASE("a kick is told once to each broker that was there, and not to the one that ordered it") {
    Two two;
    const Account ann = account(1), bob = account(2);
    two.commit({Kick{ann}, post(1, "a"), Kick{bob}});
    PostgresqlJournal later(two.here.connection());
    later.snapshot();
    Waiter waiter(later);
    CHECK(kicked(two.here.waiter()) == std::set{ann, bob});
    CHECK(kicked(two.here.waiter()).empty());
    CHECK(kicked(two.waiter).empty());
    CHECK(kicked(waiter).empty());
    two.commit({Kick{ann}});
    CHECK(kicked(two.here.waiter()) == std::set{ann});
    CHECK(kicked(waiter) == std::set{ann});
}

TEST_CASE("a kick waits for no rare change of another broker") {
    Two two;
    const test::OpenConnection other = test::open_connection(two.here.connection());
    test::sql(other.get(), "BEGIN; SELECT 1 FROM indaba.journal FOR UPDATE");
    CHECK(words(two.commit({Kick{account(1)}})) == Words{"stored 0"});
}

// ---- batches that came from their writer ---------------------------------------------------

TEST_CASE("a batch that came from its writer is not told again, unless one before it is missing") {
    Two two;
    const SharedBatch first = two.commit({post(1, "a")}).batch.value();
    CHECK(first.writer == two.there.writer());
    two.here.journal().pass_over(first);
    CHECK(two.news().empty());
    const SharedBatch second = two.commit({post(2, "b")}).batch.value();
    two.here.journal().pass_over(two.commit({post(3, "c")}).batch.value());
    CHECK(two.news().size() == 2);  // the lobby, and the author's read position
    two.here.journal().pass_over(two.commit({post(4, "d")}).batch.value());
    two.here.journal().pass_over(second);  // an old one changes nothing
    CHECK(two.news().empty());
}

TEST_CASE("the batches of a writer form a chain, also across those that failed") {
    PostgresqlHarness harness;
    const std::int64_t writer = harness.journal().writer().value();
    CHECK(numbers_of(harness.commit({post(1, "a")})) == BatchNumbers{writer, 0, 1});
    const Committed refused = harness.commit_with_failing(0, {post(2, "b")});
    CHECK(words(refused) == Words{"not stored"});
    CHECK(numbers_of(refused) == BatchNumbers{writer, 1, 2});  // it was committed, without the post
    harness.sql("ALTER TABLE entries RENAME TO hidden");
    CHECK_FALSE(harness.commit({post(3, "c")}).batch);
    harness.sql("ALTER TABLE hidden RENAME TO entries");
    CHECK(numbers_of(harness.commit({post(3, "c")})) == BatchNumbers{writer, 2, 4});
}

TEST_CASE("news of a server that is away are tried again, and nothing is missed") {
    test::PostgresqlServer server;
    PostgresqlHarness here(server);
    here.journal().snapshot();
    PostgresqlJournal there(here.connection());
    Waiter waiter(there);
    waiter.commit({post(1, "a")});
    server.stop();
    CHECK(here.waiter().news().failed);
    server.start();
    CHECK(here.waiter().news().changed.conversations.size() == 1);
}

}  // namespace
}  // namespace indaba::broker
