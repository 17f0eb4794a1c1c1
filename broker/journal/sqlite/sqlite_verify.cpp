#include "broker/journal/sqlite/sqlite_verify.hpp"

#include <fmt/format.h>

#include <exception>

#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_reader.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/chain.hpp"

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

/// Checks one conversation from its first entry to its head. step() and end() return a problem or
/// "".
class ChainVerifier {
 public:
    explicit ChainVerifier(const StoredHead& head) : head_(head) {}

    std::string step(const sqlite::Rows& row) {
        const Entry entry{row.count(0),   row.bytes<Account>(1),
                          row.integer(2), row.bytes<MessageId>(3),
                          row.text(4),    row.text(5)};
        if (entry.number != number_ + 1)
            return fmt::format("conversation {}: entry {} follows entry {}", to_hex(head_.id),
                               entry.number, number_);
        hash_ = chain(hash_, head_.id, entry);
        number_ = entry.number;
        if (hash_ == row.bytes<Hash>(6)) return {};
        return fmt::format("conversation {}: entry {} is not what was stored (its hash differs)",
                           to_hex(head_.id), number_);
    }

    std::string end() const {
        if (number_ == head_.number && hash_ == head_.hash) return {};
        return fmt::format("conversation {}: it ends with entry {}, its head tells {}",
                           to_hex(head_.id), number_, head_.number);
    }

 private:
    const StoredHead& head_;
    std::uint64_t number_ = 0;
    Hash hash_{};
};

std::string verify_chain(sqlite::Statement& entries, const StoredHead& head, std::uint64_t& count) {
    ChainVerifier verifier(head);
    sqlite::Rows rows = entries.query(head.key);
    while (rows.next()) {
        ++count;
        if (std::string problem = verifier.step(rows); !problem.empty()) return problem;
    }
    return verifier.end();
}

void verify(sqlite::Connection& database, VerifyResult& result) {
    database.execute("BEGIN");  // a consistent view while a broker writes
    result.problem = structure_problem(database);
    if (!result.problem.empty()) return;
    // LEFT JOIN: an entry without an account must be found and not left out.
    sqlite::Statement entries(database,
                              "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, e.hash "
                              "FROM entries AS e LEFT JOIN accounts AS a ON a.key = e.account "
                              "WHERE e.conversation = ? ORDER BY e.number");
    for (const StoredHead& head : read_heads(database)) {
        ++result.conversations;
        result.problem = verify_chain(entries, head, result.entries);
        if (!result.problem.empty()) return;
    }
    if (static_cast<std::uint64_t>(database.number("SELECT count(*) FROM entries")) !=
        result.entries)
        result.problem = "there are entries of conversations that do not exist";
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
