#include "common/client/replica/replica_rows.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "common/client/replica/replica_file.hpp"

namespace indaba::client {

const char* const select_ranges =
    "SELECT first, last, before, hash FROM ranges WHERE conversation = ? ORDER BY first";
const char* const select_conversations = "SELECT key, id, head FROM conversations ORDER BY key";
const char* const select_conversation = "SELECT key, id, head FROM conversations WHERE id = ?";

std::string select_entries_where(std::string_view condition) {
    return fmt::format(
        "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, "
        "CASE WHEN length(e.body) = 0 THEN (SELECT x.hash FROM erased AS x "
        "WHERE x.conversation = e.conversation AND x.number = e.number) END, e.place "
        "FROM entries AS e JOIN accounts AS a ON a.key = e.account WHERE {} ORDER BY e.number",
        condition);
}

std::string select_entries() {
    return select_entries_where("e.conversation = ? AND e.number BETWEEN ? AND ?");
}

Entry entry_of(const sqlite::Rows& row) {
    return {row.count(0),
            row.bytes<Account>(1),
            row.integer(2),
            row.bytes<MessageId>(3),
            row.text(4),
            row.text(5),
            row.optional_bytes<Hash>(6)};
}

HeldRanges read_ranges(sqlite::Statement& ranges, std::int64_t conversation) {
    HeldRanges held;
    sqlite::Rows rows = ranges.query(conversation);
    while (rows.next())
        held.push_back({rows.count(0), rows.count(1), rows.bytes<Hash>(2), rows.bytes<Hash>(3)});
    return held;
}

Head read_head(const sqlite::Connection& replica, const sqlite::Rows& row) {
    std::optional<Head> head = stored_head(row.text(2));
    if (!head || head->conversation.id != row.bytes<ConversationId>(1))
        throw replica.damaged("a conversation cannot be read");
    return std::move(*head);
}

std::map<Account, std::string> read_names(const sqlite::Connection& replica) {
    sqlite::Statement statement(replica, "SELECT account, name FROM accounts WHERE name <> ''");
    std::map<Account, std::string> names;
    sqlite::Rows rows = statement.query();
    while (rows.next()) names[rows.bytes<Account>(0)] = rows.text(1);
    return names;
}

}  // namespace indaba::client
