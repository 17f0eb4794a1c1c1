#include "broker/journal/sqlite/sqlite_dump_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"

namespace indaba::broker {
namespace {

using sqlite::Rows;

DumpJournal read_dump_journal(const sqlite::Connection& database) {
    DumpJournal journal;
    sqlite::Statement id(database, "SELECT value FROM meta WHERE name = 'journal'");
    if (Rows row = id.query(); row.next()) journal.id = row.bytes<JournalId>(0);
    sqlite::Statement parents(database, "SELECT journal FROM parents ORDER BY position");
    Rows rows = parents.query();
    while (rows.next()) journal.parents.push_back(rows.bytes<JournalId>(0));
    journal.key = key_of_journal(database);
    return journal;
}

std::optional<std::string> optional_text(const Rows& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.text(column));
}

DumpRecord account_of(const Rows& row) {
    std::optional<std::uint64_t> lobby_first;
    if (!row.is_null(2)) lobby_first = row.count(2);
    return DumpAccount{row.bytes<Account>(0), optional_text(row, 1), lobby_first,
                       row.optional_bytes<Account>(3)};
}
DumpRecord name_of(const Rows& row) {
    return DumpName{row.text(0),           row.text(1), row.text(2),
                    row.bytes<Account>(3), row.text(4), row.integer(5)};
}
DumpRecord standing_of(const Rows& row) {
    return DumpStanding{row.bytes<Account>(0), row.integer(1) != 0, row.integer(2) != 0,
                        row.integer(3) != 0, row.integer(4)};
}
DumpRecord invite_of(const Rows& row) {
    return DumpInvite{row.bytes<Account>(0), row.count(1), row.integer(2)};
}
DumpRecord conversation_of(const Rows& row) {
    Conversation conversation{row.bytes<ConversationId>(0), optional_text(row, 1), {}};
    if (!row.is_null(2)) conversation.between = {row.bytes<Account>(2), row.bytes<Account>(3)};
    return DumpConversation{std::move(conversation), row.count(4), row.bytes<Hash>(5)};
}
DumpRecord room_of(const Rows& row) {
    return DumpRoom{.id = row.bytes<ConversationId>(0),
                    .folded = row.text(1),
                    .skeleton = row.text(2),
                    .icu = row.text(3),
                    .topic = row.text(4),
                    .is_private = row.integer(5) != 0,
                    .from_joining = row.integer(6) != 0,
                    .archived = row.integer(7) != 0,
                    .creator = row.bytes<Account>(8),
                    .created_at = row.integer(9)};
}
DumpRecord member_of(const Rows& row) {
    return DumpMember{row.bytes<ConversationId>(0), row.bytes<Account>(1), row.count(2),
                      row.integer(3) != 0};
}
DumpRecord entry_of(const Rows& row) {
    Entry entry{row.count(1),
                row.bytes<Account>(2),
                row.integer(3),
                row.bytes<MessageId>(4),
                row.text(5),
                row.text(6),
                row.optional_bytes<Hash>(7)};
    return DumpEntry{row.bytes<ConversationId>(0), std::move(entry), row.bytes<Hash>(8),
                     row.integer(9) != 0};
}
DumpRecord edit_of(const Rows& row) {
    return DumpEdit{row.bytes<ConversationId>(0), row.count(1), row.count(2)};
}
DumpRecord reaction_of(const Rows& row) {
    return DumpReaction{row.bytes<ConversationId>(0), row.count(1), row.text(2),
                        row.bytes<Account>(3)};
}
DumpRecord read_of(const Rows& row) {
    return DumpRead{row.bytes<Account>(0), row.bytes<ConversationId>(1), row.count(2)};
}

/// A query whose rows are the records of one section, in their order.
struct Section {
    std::string_view sql;
    DumpRecord (*record)(const Rows& row);
};

/// The name in `meta` is that of unexplained_erasure().
constexpr std::string_view select_dump_entries =
    "SELECT c.id, e.number, a.account, e.at, e.id, e.kind, e.body, x.hash, e.hash, "
    "CASE WHEN x.hash IS NOT NULL THEN EXISTS (SELECT 1 FROM meta "
    "WHERE name = 'erased ' || lower(hex(c.id)) || ' ' || e.number) ELSE 0 END "
    "FROM conversations AS c CROSS JOIN entries AS e ON e.conversation = c.key "
    "LEFT JOIN accounts AS a ON a.key = e.account "
    "LEFT JOIN erased AS x ON x.conversation = e.conversation AND x.number = e.number "
    "ORDER BY c.id, e.number";

// A CROSS JOIN takes its tables in this order, so that indexes sort and not SQLite. What belongs to
// an account that is missing is read, and found to be damaged: LEFT JOIN.
constexpr std::array sections{
    Section{"SELECT a.account, a.name, a.lobby_first, t.account FROM accounts AS a "
            "LEFT JOIN accounts AS t ON t.key = a.rebound_to WHERE a.name IS NOT NULL "
            "OR a.lobby_first IS NOT NULL OR a.rebound_to IS NOT NULL ORDER BY a.account",
            account_of},
    Section{"SELECT n.folded, n.skeleton, n.shown, a.account, n.icu, n.claimed_at "
            "FROM names AS n LEFT JOIN accounts AS a ON a.key = n.account ORDER BY n.folded",
            name_of},
    Section{"SELECT account, allowed, banned, op, at FROM standings ORDER BY account", standing_of},
    Section{"SELECT key, uses_left, expires_at FROM invites ORDER BY key", invite_of},
    Section{"SELECT c.id, c.room, l.account, h.account, c.number, c.hash FROM conversations AS c "
            "LEFT JOIN accounts AS l ON l.key = c.low LEFT JOIN accounts AS h ON h.key = c.high "
            "WHERE c.number > 0 OR c.room IS NOT NULL ORDER BY c.id",
            conversation_of},
    Section{"SELECT r.conversation, r.folded, r.skeleton, r.icu, r.topic, r.private, "
            "r.from_joining, r.archived, a.account, r.created_at FROM rooms AS r "
            "LEFT JOIN accounts AS a ON a.key = r.creator ORDER BY r.conversation",
            room_of},
    Section{"SELECT m.conversation, a.account, m.first, m.owner FROM members AS m "
            "LEFT JOIN accounts AS a ON a.key = m.account ORDER BY m.conversation, a.account",
            member_of},
    Section{select_dump_entries, entry_of},
    Section{"SELECT c.id, d.message, d.number FROM conversations AS c "
            "CROSS JOIN edits AS d ON d.conversation = c.key ORDER BY c.id, d.message, d.number",
            edit_of},
    Section{"SELECT c.id, r.message, r.emoji, a.account FROM conversations AS c "
            "CROSS JOIN reactions AS r ON r.conversation = c.key "
            "LEFT JOIN accounts AS a ON a.key = r.account "
            "ORDER BY c.id, r.message, r.emoji, a.account",
            reaction_of},
    Section{"SELECT a.account, r.conversation, r.number FROM accounts AS a "
            "CROSS JOIN reads AS r ON r.account = a.key ORDER BY a.account, r.conversation",
            read_of},
};

}  // namespace

SqliteDumpReader::SqliteDumpReader(const std::filesystem::path& file) : reader_(file) {
    if (!has_current_format(reader_.database()))
        throw std::runtime_error(
            fmt::format("{} was written by an earlier version of Indaba. Start the broker on it "
                        "once, which brings it up to date.",
                        file.string()));
    reader_.database().execute("BEGIN");
}

std::optional<DumpRecord> SqliteDumpReader::next() {
    if (section_ == 0 && !cursor_) {
        cursor_.emplace(reader_.database(), sections[0].sql);
        return read_dump_journal(reader_.database());
    }
    while (!cursor_->rows.next()) {
        if (section_ + 1 == sections.size()) return std::nullopt;
        cursor_.reset();
        cursor_.emplace(reader_.database(), sections[++section_].sql);
    }
    return sections[section_].record(cursor_->rows);
}

void SqliteDumpReader::require_valid() const {
    if (reader_.is_outdated()) throw std::runtime_error("A broker has just started. Try again.");
}

}  // namespace indaba::broker
