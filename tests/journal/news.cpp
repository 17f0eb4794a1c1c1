/// A broker learns by asking what others that share its journal have committed.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/journal/every_journal.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

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

TEST_CASE("own commits are no news, and those of a journal that was closed meanwhile are") {
    Two two;
    two.here.commit({post(1, "mine")});
    CHECK(two.news().empty());
    {
        PostgresqlJournal third(two.here.connection());
        Waiter waiter(third);
        waiter.commit({post(2, "of the third")});
    }
    CHECK(two.news().size() == 2);  // the lobby, and the author's read position
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
