/// Journals of formats 2 and 3, with all that such a journal can hold: they open, keep their
/// content and work like new ones.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "tests/journal/harness.hpp"
#include "tests/journal/old_formats.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

/// A journal of an older format. Ann, whose account is 1, and Bob have a name each, Bob is banned,
/// and one invite is left. The lobby has two texts, an edit of the first, a text and a reaction on
/// the second; Ann has whispered to Bob. In format 3 a sixth entry has erased the text 4.
class OldJournal {
 public:
    explicit OldJournal(int format) : format_(format) {
        sqlite::Connection database(directory_.journal(), sqlite::Mode::create);
        database.execute("PRAGMA journal_mode = WAL");
        database.execute(tables_of_format(format).c_str());
        database.execute(
            fmt::format("PRAGMA application_id = 1231971425; PRAGMA user_version = {}", format)
                .c_str());
        add_people(database);
        add_lobby(database);
        const Post private_text = whisper(9, account(1), account(2), "psst");
        add(database, private_text.conversation, {private_text});
    }

    const std::filesystem::path& directory() const { return directory_.path(); }
    std::filesystem::path file() const { return directory_.journal(); }
    sqlite::Connection connection() const {
        return sqlite::Connection(file(), sqlite::Mode::write);
    }
    bool has_erased() const { return format_ >= 3; }
    std::uint64_t all_entries() const { return has_erased() ? 7 : 6; }
    ConversationId whispers() const { return whisper_id(account(1), account(2)); }
    Hash head(const ConversationId& conversation) const { return heads_.at(conversation); }
    const std::vector<Entry>& entries(const ConversationId& conversation) const {
        return entries_.at(conversation);
    }

 private:
    static void add_people(sqlite::Connection& database) {
        sqlite::Statement(database, "INSERT INTO meta (name, value) VALUES ('journal', ?)")
            .run(JournalId{{7, 7}});
        sqlite::Statement insert(
            database, "INSERT INTO accounts (key, account, name, lobby_first) VALUES (?, ?, ?, 1)");
        insert.run(std::int64_t{1}, account(1), std::string_view("ann"));
        insert.run(std::int64_t{2}, account(2), std::string_view("bob"));
        database.execute(
            "INSERT INTO names VALUES ('ann', 'ann', 'ann', 1, '70', 5);"
            "INSERT INTO names VALUES ('bob', 'bob', 'bob', 2, '70', 7)");
        sqlite::Statement(database, "INSERT INTO reads VALUES (2, ?, 1)").run(lobby);
        sqlite::Statement(database, "INSERT INTO standings VALUES (?, 0, 1, 0, 8)").run(account(2));
        sqlite::Statement(database, "INSERT INTO invites VALUES (?, 3, 0)").run(account(9));
    }

    void add_lobby(sqlite::Connection& database) {
        std::vector<Post> said{post(1, "a"), post(2, "b"),
                               referring(3, account(1), EditBody{1, "a!"}), post(4, "x"),
                               referring(5, account(1), ReactionBody{2, "+", false})};
        if (has_erased()) said.push_back(referring(6, account(1), EraseBody{4}));
        add(database, lobby_conversation(), said);
        if (!has_erased()) return;
        sqlite::Statement(database, "INSERT INTO erased VALUES (1, 4, ?)").run(hash_of_body("x"));
        database.execute(
            "UPDATE entries SET body = x'' WHERE number = 4;"
            "INSERT INTO edits VALUES (1, 1, 3);"
            "INSERT INTO reactions VALUES (1, 2, '+', 1)");
        delete_body(entries_[lobby][3]);
    }

    /// Stores the posts as the entries of a conversation, by Ann.
    void add(sqlite::Connection& database, const Conversation& where,
             const std::vector<Post>& said) {
        const std::int64_t key = where.room ? 1 : 2;
        Hash head;
        std::vector<Entry>& entries = entries_[where.id];
        sqlite::Statement insert(
            database,
            "INSERT INTO entries (conversation, number, account, at, id, kind, "
            "body, hash) VALUES (?, ?, 1, ?, ?, ?, ?, ?)");
        for (const Post& was : said) {
            const Entry entry{entries.size() + 1, account(1), was.at, was.id, was.kind, was.body};
            head = chain(head, where.id, entry);
            insert.run(key, entry.number, was.at, was.id, std::string_view(was.kind),
                       sqlite::Blob{was.body}, head);
            entries.push_back(entry);
        }
        heads_[where.id] = head;
        sqlite::Statement(
            database, where.room
                          ? "INSERT INTO conversations VALUES (?, ?, '#lobby', NULL, NULL, ?, ?)"
                          : "INSERT INTO conversations VALUES (?, ?, NULL, 1, 2, ?, ?)")
            .run(key, where.id, static_cast<std::uint64_t>(entries.size()), head);
    }

    int format_;
    TemporaryDirectory directory_;
    std::map<ConversationId, Hash> heads_;
    std::map<ConversationId, std::vector<Entry>> entries_;
};

void check_verified(const OldJournal& old, std::uint64_t entries) {
    const VerifyResult verified = verify_journal(old.file());
    CHECK_MESSAGE(verified.problem.empty(), verified.problem);
    CHECK(verified.entries == entries);
}

TEST_CASE("a journal of format 2 or 3 opens and keeps everything") {
    for (const int format : {2, 3}) {
        INFO("format " << format);
        const OldJournal old(format);
        check_verified(old, old.all_entries());
        SqliteJournal journal(old.directory());
        Waiter waiter(journal);
        const Snapshot snapshot = journal.snapshot();
        CHECK(snapshot.accounts.size() == 2);
        CHECK(snapshot.names.size() == 2);
        REQUIRE(snapshot.standings.size() == 1);
        CHECK(snapshot.standings[0].banned);
        REQUIRE(snapshot.invites.size() == 1);
        CHECK(snapshot.invites[0].uses_left == 3);
        CHECK(snapshot.reads.size() == 1);
        CHECK(snapshot.rooms.empty());
        for (const ConversationId& id : {lobby, old.whispers()}) {
            REQUIRE(find(snapshot, id));
            CHECK(find(snapshot, id)->hash == old.head(id));
            const PageRead page = waiter.read(page_after(0, id));
            CHECK(page.entries == old.entries(id));
            CHECK(follow(page, id) == old.head(id));
        }
        check_verified(old, old.all_entries());
    }
}

TEST_CASE("a migrated journal of format 2 or 3 has the same tables as a new one") {
    for (const int format : {2, 3}) {
        const OldJournal old(format);
        { const SqliteJournal journal(old.directory()); }
        CHECK(old.connection().number("PRAGMA user_version") == 4);
        const SqliteHarness fresh;
        CHECK(tables(old.connection()) == tables(fresh.other_connection()));
    }
}

TEST_CASE("a journal of format 2 or 3 works like a new one once opened") {
    for (const int format : {2, 3}) {
        INFO("format " << format);
        const OldJournal old(format);
        {
            SqliteJournal journal(old.directory());
            Waiter waiter(journal);
            RoomChange room;
            room.event = {.what = "created",
                          .by = account(1),
                          .account = {},
                          .from = {},
                          .title = "cooks",
                          .topic = {}};
            room.announcement = post(20, encode(room.event));
            room.announcement.author = account(255);
            room.announcement.kind = kind_room;
            room.announcement.conversation = {
                .id = ConversationId{{5}}, .room = "cooks", .between = {}};
            room.folded = room.skeleton = "cooks";
            CHECK(words(waiter.commit(
                      {post(2, "b"), post(4, "x"), referring(10, account(1), EraseBody{1}),
                       referring(11, account(1), ReplyBody{4, "to what was erased"}), room})) ==
                  (old.has_erased()
                       ? Words{"again 2", "again 4", "stored 7", "bad_reference", "stored 1"}
                       : Words{"again 2", "again 4", "stored 6", "stored 7", "stored 1"}));
            const PageRead page = waiter.read(page_after(0));
            CHECK(page.entries[0].erased == hash_of_body("a"));
            // An older broker stored an edit without reading it, so it does not belong to a
            // message.
            CHECK(page.entries[2].erased.has_value() == old.has_erased());
        }
        check_verified(old, 9);
        SqliteJournal again(old.directory());
        const Snapshot snapshot = again.snapshot();
        REQUIRE(snapshot.rooms.size() == 1);
        CHECK(snapshot.rooms[0].state.members.contains(account(1)));
    }
}

}  // namespace
}  // namespace indaba::broker
