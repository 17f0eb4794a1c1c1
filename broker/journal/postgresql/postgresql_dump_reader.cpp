#include "broker/journal/postgresql/postgresql_dump_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "broker/journal/dump_rows.hpp"
#include "broker/journal/postgresql/postgresql_schema.hpp"

namespace indaba::broker {
namespace {

using postgresql::Rows;

/// A query whose rows are the records of one section, in their order.
struct Section {
    const char* sql;  // a cursor for it
    DumpRecord (*record)(const Rows& row);
};

// A LEFT JOIN reads also what belongs to an account that is missing: it is found to be damaged.
constexpr std::array people_sections{
    Section{"DECLARE section CURSOR FOR SELECT a.account, a.name, a.lobby_first, t.account "
            "FROM accounts AS a LEFT JOIN accounts AS t ON t.key = a.rebound_to "
            "WHERE a.name IS NOT NULL OR a.lobby_first IS NOT NULL OR a.rebound_to IS NOT NULL "
            "ORDER BY a.account",
            dump_rows::account_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT n.folded, n.skeleton, n.shown, a.account, n.icu, "
            "n.claimed_at FROM names AS n LEFT JOIN accounts AS a ON a.key = n.account "
            "ORDER BY n.folded",
            dump_rows::name_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT account, allowed, banned, op, at FROM standings "
            "ORDER BY account",
            dump_rows::standing_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT key, uses_left, expires_at FROM invites "
            "ORDER BY key",
            dump_rows::invite_of<Rows>},
};
constexpr std::array conversation_sections{
    Section{"DECLARE section CURSOR FOR SELECT c.id, c.room, l.account, h.account, c.number, "
            "c.hash FROM conversations AS c LEFT JOIN accounts AS l ON l.key = c.low "
            "LEFT JOIN accounts AS h ON h.key = c.high "
            "WHERE c.number > 0 OR c.room IS NOT NULL ORDER BY c.id",
            dump_rows::conversation_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT r.conversation, r.folded, r.skeleton, r.icu, "
            "r.topic, r.private, r.from_joining, r.archived, a.account, r.created_at "
            "FROM rooms AS r LEFT JOIN accounts AS a ON a.key = r.creator ORDER BY r.conversation",
            dump_rows::room_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT m.conversation, a.account, m.first, m.owner "
            "FROM members AS m LEFT JOIN accounts AS a ON a.key = m.account "
            "ORDER BY m.conversation, a.account",
            dump_rows::member_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT c.id, e.number, a.account, e.at, e.id, e.kind, "
            "e.body, e.erased, e.hash, u.number IS NOT NULL FROM entries AS e "
            "JOIN conversations AS c ON c.key = e.conversation "
            "LEFT JOIN accounts AS a ON a.key = e.account LEFT JOIN unexplained AS u "
            "ON u.conversation = e.conversation AND u.number = e.number ORDER BY c.id, e.number",
            dump_rows::entry_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT c.id, d.message, d.number FROM edits AS d "
            "JOIN conversations AS c ON c.key = d.conversation ORDER BY c.id, d.message, d.number",
            dump_rows::edit_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT c.id, r.message, r.emoji, a.account "
            "FROM reactions AS r JOIN conversations AS c ON c.key = r.conversation "
            "LEFT JOIN accounts AS a ON a.key = r.account "
            "ORDER BY c.id, r.message, r.emoji, a.account",
            dump_rows::reaction_of<Rows>},
    Section{"DECLARE section CURSOR FOR SELECT a.account, r.conversation, r.number "
            "FROM reads AS r JOIN accounts AS a ON a.key = r.account "
            "ORDER BY a.account, r.conversation",
            dump_rows::read_of<Rows>},
};

/// Finds rows that belong to no row of another table, which the sections leave out.
constexpr const char* select_rows_of_none =
    "SELECT 'entries of conversations' WHERE EXISTS (SELECT 1 FROM entries AS e WHERE NOT EXISTS "
    "(SELECT 1 FROM conversations AS c WHERE c.key = e.conversation)) UNION ALL "
    "SELECT 'edits of conversations' WHERE EXISTS (SELECT 1 FROM edits AS d WHERE NOT EXISTS "
    "(SELECT 1 FROM conversations AS c WHERE c.key = d.conversation)) UNION ALL "
    "SELECT 'reactions of conversations' WHERE EXISTS (SELECT 1 FROM reactions AS r WHERE NOT "
    "EXISTS "
    "(SELECT 1 FROM conversations AS c WHERE c.key = r.conversation)) UNION ALL "
    "SELECT 'read positions of accounts' WHERE EXISTS (SELECT 1 FROM reads AS r WHERE NOT EXISTS "
    "(SELECT 1 FROM accounts AS a WHERE a.key = r.account))";

constexpr std::size_t all_sections = people_sections.size() + conversation_sections.size();

const Section& section_at(std::size_t i) {
    return i < people_sections.size() ? people_sections[i]
                                      : conversation_sections[i - people_sections.size()];
}

DumpJournal read_dump_journal(postgresql::Connection& database) {
    DumpJournal journal;
    Rows row = database.query("SELECT id, key FROM journal");
    if (row.next()) {
        journal.id = row.bytes<JournalId>(0);
        journal.key = row.optional_bytes<Account>(1);
    }
    Rows rows = database.query("SELECT journal FROM parents ORDER BY position");
    while (rows.next()) journal.parents.push_back(rows.bytes<JournalId>(0));
    return journal;
}

void require_owners(postgresql::Connection& database) {
    Rows row = database.query(select_rows_of_none);
    if (row.next()) throw DumpFault(fmt::format("there are {} that do not exist", row.text(0)));
}

}  // namespace

PostgresqlDumpReader::PostgresqlDumpReader(std::unique_ptr<postgresql::Connection> database)
    : database_(std::move(database)) {
    check_tables(*database_);
    database_->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

std::optional<DumpRecord> PostgresqlDumpReader::next() {
    if (!rows_) {
        DumpJournal journal = read_dump_journal(*database_);
        open_section();
        return journal;
    }
    while (!rows_->next()) {
        if (rows_->size() > 0) {
            fetch();
            continue;
        }
        if (section_ + 1 == all_sections) {
            require_owners(*database_);
            return std::nullopt;
        }
        ++section_;
        database_->send("CLOSE section");
        open_section();
    }
    return section_at(section_).record(*rows_);
}

void PostgresqlDumpReader::open_section() {
    database_->send(section_at(section_).sql);
    fetch();
}

void PostgresqlDumpReader::fetch() { rows_ = database_->query("FETCH 500 FROM section"); }

}  // namespace indaba::broker
