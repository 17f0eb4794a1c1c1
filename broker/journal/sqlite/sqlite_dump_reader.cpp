#include "broker/journal/sqlite/sqlite_dump_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "broker/journal/dump_rows.hpp"
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
            dump_rows::account_of<Rows>},
    Section{"SELECT n.folded, n.skeleton, n.shown, a.account, n.icu, n.claimed_at "
            "FROM names AS n LEFT JOIN accounts AS a ON a.key = n.account ORDER BY n.folded",
            dump_rows::name_of<Rows>},
    Section{"SELECT account, allowed, banned, op, at FROM standings ORDER BY account",
            dump_rows::standing_of<Rows>},
    Section{"SELECT key, uses_left, expires_at FROM invites ORDER BY key",
            dump_rows::invite_of<Rows>},
    Section{"SELECT c.id, c.room, l.account, h.account, c.number, c.hash FROM conversations AS c "
            "LEFT JOIN accounts AS l ON l.key = c.low LEFT JOIN accounts AS h ON h.key = c.high "
            "WHERE c.number > 0 OR c.room IS NOT NULL ORDER BY c.id",
            dump_rows::conversation_of<Rows>},
    Section{"SELECT r.conversation, r.folded, r.skeleton, r.icu, r.topic, r.private, "
            "r.from_joining, r.archived, a.account, r.created_at FROM rooms AS r "
            "LEFT JOIN accounts AS a ON a.key = r.creator ORDER BY r.conversation",
            dump_rows::room_of<Rows>},
    Section{"SELECT m.conversation, a.account, m.first, m.owner FROM members AS m "
            "LEFT JOIN accounts AS a ON a.key = m.account ORDER BY m.conversation, a.account",
            dump_rows::member_of<Rows>},
    Section{select_dump_entries, dump_rows::entry_of<Rows>},
    Section{"SELECT c.id, d.message, d.number FROM conversations AS c "
            "CROSS JOIN edits AS d ON d.conversation = c.key ORDER BY c.id, d.message, d.number",
            dump_rows::edit_of<Rows>},
    Section{"SELECT c.id, r.message, r.emoji, a.account FROM conversations AS c "
            "CROSS JOIN reactions AS r ON r.conversation = c.key "
            "LEFT JOIN accounts AS a ON a.key = r.account "
            "ORDER BY c.id, r.message, r.emoji, a.account",
            dump_rows::reaction_of<Rows>},
    Section{"SELECT a.account, r.conversation, r.number FROM accounts AS a "
            "CROSS JOIN reads AS r ON r.account = a.key ORDER BY a.account, r.conversation",
            dump_rows::read_of<Rows>},
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
