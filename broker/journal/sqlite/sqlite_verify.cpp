#include "broker/journal/sqlite/sqlite_verify.hpp"

#include <fmt/format.h>

#include <exception>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_reader.hpp"
#include "broker/journal/sqlite/sqlite_records.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"
#include "common/wire/room.hpp"

namespace indaba::broker {
namespace {

struct StoredHead {
    std::int64_t key = 0;
    ConversationId id{};
    std::uint64_t number = 0;
    Hash hash{};
};

std::string structure_problem(const sqlite::Connection& database) {
    const std::string found = database.text("PRAGMA integrity_check(1)");
    return found == "ok" ? std::string() : fmt::format("the file is damaged: {}", found);
}

std::vector<StoredHead> read_heads(sqlite::Connection& database) {
    sqlite::Statement statement(database,
                                "SELECT key, id, number, hash FROM conversations ORDER BY key");
    std::vector<StoredHead> heads;
    sqlite::Rows rows = statement.query();
    while (rows.next())
        heads.push_back(
            {rows.integer(0), rows.bytes<ConversationId>(1), rows.count(2), rows.bytes<Hash>(3)});
    return heads;
}

/// Returns false for a journal of an earlier format.
bool knows_erasures(const sqlite::Connection& database) {
    return database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'erased'") > 0;
}

/// The erasures of one conversation and its entries without a body: an erasure must cover each, and
/// what an erasure covers must have no body. In a restored journal some erasures are missing, and
/// it is recorded which.
class Erasures {
 public:
    Erasures(const StoredHead& head, sqlite::Connection& database)
        : head_(head), database_(database) {}

    void add(const Entry& entry) {
        if (entry.erased) without_body_.insert(entry.number);
        if (entry.kind != kind_erase || entry.erased) return;
        if (const auto body = decode_referring(entry.kind, entry.body))
            erased_.insert(referred_number(*body));
    }

    /// Returns a problem or "".
    std::string problem() const {
        if (without_body_.empty() && erased_.empty()) return {};
        if (!knows_erasures(database_)) return {};  // an earlier format: nothing was ever erased
        const std::map<std::uint64_t, std::uint64_t> messages = messages_of_edits();
        for (const std::uint64_t number : without_body_) {
            const auto edit = messages.find(number);
            if (!erased_.contains(edit == messages.end() ? number : edit->second) &&
                !was_unexplained(number))
                return problem_with(number, "has no body, and no erasure explains it");
        }
        for (const std::uint64_t number : erased_)
            if (!without_body_.contains(number))
                return problem_with(number, "was erased, but has a body");
        for (const auto& [number, message] : messages)
            if (erased_.contains(message) && !without_body_.contains(number))
                return problem_with(number, "is an edit of an erased message, but has a body");
        return {};
    }

 private:
    std::string problem_with(std::uint64_t number, std::string_view what) const {
        return fmt::format("conversation {}: entry {} {}", to_hex(head_.id), number, what);
    }

    /// Returns true when the journal was restored from exports that lacked the erasure.
    bool was_unexplained(std::uint64_t number) const {
        sqlite::Statement marks(database_, "SELECT 1 FROM meta WHERE name = ?");
        return marks.query(std::string_view(unexplained_erasure(head_.id, number))).next();
    }

    std::map<std::uint64_t, std::uint64_t> messages_of_edits() const {
        sqlite::Statement edits(database_,
                                "SELECT number, message FROM edits WHERE conversation = ?");
        std::map<std::uint64_t, std::uint64_t> messages;
        sqlite::Rows rows = edits.query(head_.key);
        while (rows.next()) messages[rows.count(0)] = rows.count(1);
        return messages;
    }

    const StoredHead& head_;
    sqlite::Connection& database_;
    std::set<std::uint64_t> without_body_;
    std::set<std::uint64_t> erased_;  // the numbers that erasures name
};

/// Checks one conversation from its first entry to its head. step() and end() return a problem or
/// "".
class ChainVerifier {
 public:
    ChainVerifier(const StoredHead& head, sqlite::Connection& database)
        : head_(head), erasures_(head, database) {}

    std::string step(const sqlite::Rows& row) {
        const Entry entry{row.count(0),
                          row.bytes<Account>(1),
                          row.integer(2),
                          row.bytes<MessageId>(3),
                          row.text(4),
                          row.text(5),
                          row.optional_bytes<Hash>(7)};
        if (entry.number != number_ + 1)
            return fmt::format("conversation {}: entry {} follows entry {}", to_hex(head_.id),
                               entry.number, number_);
        if (entry.erased && !entry.body.empty())
            return fmt::format("conversation {}: entry {} was erased, but has a body",
                               to_hex(head_.id), entry.number);
        hash_ = chain(hash_, head_.id, entry);
        number_ = entry.number;
        erasures_.add(entry);
        apply(entry, room_);
        if (hash_ == row.bytes<Hash>(6)) return {};
        return fmt::format("conversation {}: entry {} is not what was stored (its hash differs)",
                           to_hex(head_.id), number_);
    }

    /// Returns the state of the room that its entries make.
    const RoomState& room() const { return room_; }

    std::string end() {
        if (number_ == head_.number && hash_ == head_.hash) return erasures_.problem();
        return fmt::format("conversation {}: it ends with entry {}, its head tells {}",
                           to_hex(head_.id), number_, head_.number);
    }

 private:
    const StoredHead& head_;
    Erasures erasures_;
    std::uint64_t number_ = 0;
    Hash hash_{};
    RoomState room_;
};

using StoredRooms = std::map<ConversationId, RoomState>;

/// Returns the rooms and members that the journal has beside the entries that made them.
StoredRooms read_stored_rooms(sqlite::Connection& database) {
    StoredRooms rooms;
    if (!has_current_format(database)) return rooms;
    for (KnownRoom& known : read_rooms(database)) rooms[known.id] = std::move(known.state);
    return rooms;
}

/// Checks a room against the state that its entries make. A conversation without them is no room.
std::string room_problem(const ConversationId& id, const RoomState& proven,
                         const StoredRooms& stored) {
    const auto found = stored.find(id);
    if ((found == stored.end() ? RoomState{} : found->second) == proven) return {};
    return fmt::format("conversation {}: its members, title or topic are not what its entries say",
                       to_hex(id));
}

/// Compares what keeps titles apart with the titles. Results of another ICU version are not
/// compared: it may fold otherwise.
std::string folded_titles_problem(sqlite::Connection& database) {
    if (!has_current_format(database)) return {};
    sqlite::Statement statement(database,
                                "SELECT r.conversation, c.room, r.folded, r.skeleton FROM rooms "
                                "AS r JOIN conversations AS c ON c.id = r.conversation "
                                "WHERE r.icu = ?");
    sqlite::Rows rows = statement.query(icu_version());
    while (rows.next()) {
        const auto title = validate_title(rows.text(1));
        const auto* valid = std::get_if<Name>(&title);
        if (!valid || valid->folded != rows.text(2) || valid->skeleton != rows.text(3))
            return fmt::format("conversation {}: its folded title is not that of its title",
                               to_hex(rows.bytes<ConversationId>(0)));
    }
    return {};
}

std::string verify_chain(sqlite::Connection& database, sqlite::Statement& entries,
                         const StoredHead& head, const StoredRooms& rooms, std::uint64_t& count) {
    ChainVerifier verifier(head, database);
    sqlite::Rows rows = entries.query(head.key);
    while (rows.next()) {
        ++count;
        if (std::string problem = verifier.step(rows); !problem.empty()) return problem;
    }
    if (std::string problem = verifier.end(); !problem.empty()) return problem;
    return room_problem(head.id, verifier.room(), rooms);
}

/// Returns the query of a conversation's entries; its last column is the hash of a deleted body.
std::string entries_query(const sqlite::Connection& database) {
    const bool has_erased = knows_erasures(database);
    // LEFT JOIN: an entry without an account must be found and not left out.
    return fmt::format(
        "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, e.hash, {} FROM entries AS e "
        "LEFT JOIN accounts AS a ON a.key = e.account {} "
        "WHERE e.conversation = ? ORDER BY e.number",
        has_erased ? "x.hash" : "NULL",
        has_erased ? "LEFT JOIN erased AS x ON x.conversation = e.conversation "
                     "AND x.number = e.number"
                   : "");
}

void verify(sqlite::Connection& database, VerifyResult& result) {
    database.execute("BEGIN");  // a consistent view while a broker writes
    result.problem = structure_problem(database);
    if (!result.problem.empty()) return;
    sqlite::Statement entries(database, entries_query(database));
    const StoredRooms rooms = read_stored_rooms(database);
    for (const StoredHead& head : read_heads(database)) {
        ++result.conversations;
        result.problem = verify_chain(database, entries, head, rooms, result.entries);
        if (!result.problem.empty()) return;
    }
    if (static_cast<std::uint64_t>(database.number("SELECT count(*) FROM entries")) !=
        result.entries)
        result.problem = "there are entries of conversations that do not exist";
    if (result.problem.empty()) result.problem = folded_titles_problem(database);
    if (result.problem.empty()) read_conversations(database);  // throws when one is damaged
}

}  // namespace

VerifyResult verify_journal(const std::filesystem::path& file) {
    VerifyResult result;
    try {
        SqliteReader reader(file);
        verify(reader.database(), result);
        if (!result.problem.empty() && reader.is_outdated()) return verify_journal(file);
    } catch (const std::exception& error) {
        result.problem = error.what();
    }
    return result;
}

}  // namespace indaba::broker
