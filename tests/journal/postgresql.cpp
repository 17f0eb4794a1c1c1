/// The journal in PostgreSQL: what it refuses to open, and several journals in one database.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <thread>

#include "broker/postgresql/settings.hpp"
#include "common/wire/chain.hpp"
#include "tests/journal/every_journal.hpp"
#include "tests/postgresql/wait_until.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

/// Returns the sentence with which a journal refuses to open, or "" when it opens.
std::string refusal(const std::string& connection) {
    try {
        PostgresqlJournal journal(connection);
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

void check_says(const std::string& sentence, std::string_view part) {
    CHECK_MESSAGE(sentence.find(part) != std::string::npos, sentence);
}

/// A second broker's journal in the database of a harness.
struct SecondJournal {
    explicit SecondJournal(const PostgresqlHarness& first) : journal(first.connection()) {}
    PostgresqlJournal journal;
    Waiter waiter{journal};
};

// ---- the cost of a batch -------------------------------------------------------------------

TEST_CASE("a batch looks at its own rows, however many entries its author has") {
    PostgresqlHarness harness;
    std::uint64_t posts = 0;
    for (int batch = 0; batch < 30; ++batch) {
        std::vector<Write> writes;
        for (int i = 0; i < 50; ++i) writes.push_back(post(++posts, "text"));
        harness.commit(std::move(writes));
    }
    harness.close();  // a session that ends hands over its counts
    const auto read = [&harness] {
        return std::stoull(harness.sql(
            "SELECT sum(idx_tup_read) + sum(seq_tup_read) FROM pg_stat_user_tables AS t "
            "JOIN pg_stat_user_indexes AS i USING (relid) WHERE t.relname = 'entries'"));
    };
    test::wait_until(
        [&] {
            return harness.sql(
                       "SELECT n_tup_ins FROM pg_stat_user_tables "
                       "WHERE relname = 'entries'") == std::to_string(posts);
        },
        "the counts of the session are there");
    CHECK(read() < 10 * posts);
}

// ---- opening -------------------------------------------------------------------------------

TEST_CASE("what is wrong with the way to the database is said in a sentence") {
    const PostgresqlHarness harness;
    const std::string& good = harness.connection();
    CHECK(refusal(good) == "");
    check_says(refusal(good + " password=secret"), "The password must not be among the words");
    check_says(refusal("postgresql://u:secret@[::1/"), "cannot be read");
    CHECK(refusal("postgresql://u:secret@[::1/").find("secret") == std::string::npos);
    check_says(refusal(good + " dbname=nothere"), "\"nothere\" does not exist");
    check_says(refusal(good + " user=nobody"), "\"nobody\" does not exist");
    check_says(refusal("host=/nowhere dbname=x"), "No such file or directory");
    check_says(refusal("host=127.0.0.1 port=1 dbname=x"), "Connection refused");
}

TEST_CASE("only a socket of this machine is trusted without a verified name") {
    CHECK(postgresql::danger_of("/run/postgresql", "prefer").empty());
    CHECK(postgresql::danger_of("127.0.0.1", "disable").empty());
    CHECK(postgresql::danger_of("db.example", "verify-full").empty());
    check_says(postgresql::danger_of("db.example", "prefer"), "would trust whoever answers");
    check_says(postgresql::danger_of("db.example", "require"), "add sslmode=verify-full");
    // A false server could ask for the password, so it is not even connected to.
    check_says(refusal("host=db.example hostaddr=127.0.0.2 port=1 dbname=x"),
               "at 127.0.0.2 would trust");
    check_says(refusal("host=localhost hostaddr=127.0.0.2 port=1 dbname=x"),
               "at 127.0.0.2 would trust");
    check_says(refusal("host=/nowhere,db.example dbname=x"), "at db.example would trust");
    check_says(refusal("host=127.0.0.1 port=1 dbname=x sslmode=verify-full sslrootcert=/none"),
               "Connection refused");
}

TEST_CASE("a journal of a newer version, and tables of another program, are refused") {
    PostgresqlHarness harness;
    harness.commit({post(1, "a")});
    harness.close();
    harness.sql("UPDATE journal SET format = 99");
    check_says(refusal(harness.connection()), "newer version of Indaba (its format is 99");
    harness.sql(
        "DROP SCHEMA indaba CASCADE; CREATE SCHEMA indaba; CREATE TABLE indaba.theirs (x int)");
    check_says(refusal(harness.connection()), "belongs to another program");
    CHECK(harness.sql("SELECT count(*) FROM indaba.theirs") == "0");
    harness.sql("DROP TABLE indaba.theirs");
    CHECK(refusal(harness.connection()) == "");
}

TEST_CASE("a role needs no right but to make a schema, and a database for reading is refused") {
    const PostgresqlHarness harness;
    const std::string& good = harness.connection();
    harness.sql("DROP SCHEMA indaba CASCADE; CREATE ROLE plain LOGIN");
    const std::string plain = good + " user=plain";
    check_says(refusal(plain), "permission denied for database");
    harness.sql(
        "DO $$BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO plain', "
        "current_database()); END$$");
    CHECK(refusal(plain) == "");
    harness.sql("ALTER ROLE plain SET default_transaction_read_only = on");
    check_says(refusal(plain), "read-only");
    harness.sql("DROP OWNED BY plain; DROP ROLE plain");
}

TEST_CASE("a kind with a NUL, which PostgreSQL takes in no text, harms no other post") {
    PostgresqlHarness harness;
    Post bad = post(2, "b");
    bad.session = 2;
    bad.kind = std::string("te\0xt", 5);
    CHECK(words(harness.commit({post(1, "a"), bad, post(3, "c")})) ==
          Words{"stored 1", "not stored", "stored 2"});
    CHECK(harness.read(page_after(0)).entries.size() == 2);
}

// ---- several journals ----------------------------------------------------------------------

TEST_CASE("journals that are opened at the same time in an empty database make one journal") {
    const PostgresqlHarness harness;
    harness.sql("DROP SCHEMA indaba CASCADE");
    std::vector<std::string> ids(4);
    std::vector<std::thread> threads;
    for (std::string& id : ids)
        threads.emplace_back([&id, &harness] {
            id = to_hex(PostgresqlJournal(harness.connection()).snapshot().journal);
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(ids[0].size() == 32);
    CHECK(std::ranges::count(ids, ids[0]) == 4);
}

TEST_CASE("a post that is sent again through another journal is stored once") {
    PostgresqlHarness harness;
    SecondJournal other(harness);
    CHECK(words(harness.commit({post(1, "a")})) == Words{"stored 1"});
    CHECK(words(other.waiter.commit({post(2, "b"), post(1, "a")})) == Words{"stored 2", "again 1"});
    CHECK(words(harness.commit({post(2, "other")})) == Words{"reused"});
    Committed here, there;
    for (std::uint64_t id = 3; id < 100; ++id) {
        harness.journal().submit({post(id, "x")});
        there = other.waiter.commit({post(id, "x")});
        here = std::get<Committed>(harness.waiter().next());
        std::vector<std::string> both{words(here)[0], words(there)[0]};
        std::ranges::sort(both);
        CHECK(both == Words{"again " + std::to_string(id), "stored " + std::to_string(id)});
    }
}

TEST_CASE("two journals that write the same conversations make one chain without a hole") {
    PostgresqlHarness harness;
    SecondJournal other(harness);
    const Account ann = account(1), bob = account(2);
    for (std::uint64_t round = 0; round < 50; ++round) {
        std::vector<Write> here, there;
        for (std::uint64_t i = 0; i < 5; ++i) {
            const std::uint64_t id = 100 * round + 10 * i;
            here.push_back(post(id, "a"));
            here.push_back(whisper(id + 1, ann, bob, "b"));
            there.push_back(whisper(id + 2, bob, ann, "c"));
            there.push_back(post(id + 3, "d"));
        }
        harness.journal().submit(here);
        const Committed from_there = other.waiter.commit(there);
        const Committed from_here = std::get<Committed>(harness.waiter().next());
        for (const Committed* each : {&from_here, &from_there})
            for (const Outcome& outcome : each->outcomes)
                CHECK(std::holds_alternative<Stored>(outcome));
    }
    const Snapshot snapshot = harness.journal().snapshot();
    CHECK(lines_of(snapshot) == lines_of(other.journal.snapshot()));
    const ConversationId whispers = whisper_id(ann, bob);
    for (const ConversationId* each : {&lobby, &whispers}) {
        const ConversationId& id = *each;
        PageRequest all = page_after(0, id);
        all.limit = 1'000;
        all.max_bytes = 1'000'000;
        const PageRead page = harness.read(all);
        CHECK(page.entries.size() == 500);
        CHECK(follow(page, id) == find(snapshot, id)->hash);
    }
}

/// Returns how many races for one name or title there are; a test by hand runs more.
std::uint64_t races() {
    const char* more = std::getenv("INDABA_RACES");
    return more ? std::strtoull(more, nullptr, 10) : 100;
}

/// Submits both writes at once. Returns the words of both outcomes, sorted.
Words race(PostgresqlHarness& one, SecondJournal& other, Write first, Write second) {
    one.journal().submit({std::move(first)});
    Words both = words(other.waiter.commit({std::move(second)}));
    both.push_back(words(std::get<Committed>(one.waiter().next()))[0]);
    std::ranges::sort(both);
    return both;
}

TEST_CASE("a race for one name, or for two that look alike, has one winner") {
    PostgresqlHarness harness;
    SecondJournal other(harness);
    for (std::uint64_t i = 0; i < races(); ++i) {
        const std::string name = "name " + std::to_string(i);
        Claim here = claim(account(static_cast<std::uint8_t>(1 + i % 100)), name);
        Claim there = claim(account(static_cast<std::uint8_t>(101 + i % 100)), name);
        if (i % 2 == 1) there.folded = there.display = "look-alike of " + name;
        CHECK(race(harness, other, here, there) == Words{"stored 0", "taken"});
    }
}

TEST_CASE("a race for one title, or for two that look alike, has one winner") {
    PostgresqlHarness harness;
    SecondJournal other(harness);
    const auto creation = [](std::uint64_t id, const std::string& title,
                             const std::string& folded) {
        RoomChange change;
        change.event.what = "created";
        change.event.by = account(static_cast<std::uint8_t>(1 + id % 200));
        change.event.title = title;
        change.folded = folded;
        change.skeleton = title;
        change.limits = {1'000'000, 1'000'000, 1'000'000};
        change.announcement = post(id, "created");
        change.announcement.author = account(255);
        change.announcement.kind = "_room";
        ConversationId room;
        std::copy_n(message_id(id).bytes.begin(), room.bytes.size(), room.bytes.begin());
        change.announcement.conversation = {room, title, std::nullopt};
        return change;
    };
    for (std::uint64_t i = 0; i < races(); ++i) {
        const std::string title = "title " + std::to_string(i);
        const RoomChange here = creation(2 * i, title, title);
        const RoomChange there = creation(2 * i + 1, title, i % 2 == 1 ? "alike " + title : title);
        CHECK(race(harness, other, here, there) == Words{"stored 1", "title_taken"});
    }
}

TEST_CASE("a race for the last use of an invite has one winner") {
    PostgresqlHarness harness;
    SecondJournal other(harness);
    for (std::uint8_t i = 1; i < 100; ++i) {
        harness.commit({Invite{account(i), 1, 0}});
        const Enrolment here{account(101), account(i), 5}, there{account(102), account(i), 5};
        CHECK(race(harness, other, here, there) == Words{"not stored", "stored 0"});
    }
}

}  // namespace
}  // namespace indaba::broker
