#include "broker/journal/postgresql/postgresql_pages.hpp"

#include <algorithm>
#include <limits>

#include "broker/journal/page_rules.hpp"

namespace indaba::broker {
namespace {

constexpr const char* ascending =
    "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, e.erased FROM entries AS e "
    "JOIN accounts AS a ON a.key = e.account "
    "WHERE e.conversation = (SELECT key FROM conversations WHERE id = $1) "
    "AND e.number BETWEEN $2 AND $3 ORDER BY e.number LIMIT $4";
constexpr const char* descending =
    "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, e.erased FROM entries AS e "
    "JOIN accounts AS a ON a.key = e.account "
    "WHERE e.conversation = (SELECT key FROM conversations WHERE id = $1) "
    "AND e.number BETWEEN $2 AND $3 ORDER BY e.number DESC LIMIT $4";

void fill(postgresql::Rows rows, const PageRequest& request, PageRead& page) {
    PageFiller filler(request, page);
    while (rows.next()) {
        Entry entry{rows.count(0),   rows.bytes<Account>(1),
                    rows.integer(2), rows.bytes<MessageId>(3),
                    rows.text(4),    rows.text(5)};
        entry.erased = rows.optional_bytes<Hash>(6);
        if (!filler.add(std::move(entry))) break;
    }
    filler.finish();
}

/// Returns the hash of an entry, or zeros when there is none, as before the first.
Hash hash_of(postgresql::Connection& database, const ConversationId& id, std::uint64_t number) {
    postgresql::Rows row = database.query(
        "SELECT hash FROM entries WHERE number = $2 "
        "AND conversation = (SELECT key FROM conversations WHERE id = $1)",
        id, number);
    return row.next() ? row.bytes<Hash>(0) : Hash{};
}

}  // namespace

PageRead read_page(postgresql::Connection& database, const PageRequest& request) {
    PageRead page;
    page.token = request.token;
    const NumberRange range = requested_range(request, std::numeric_limits<std::int64_t>::max());
    // One more than fits tells whether there are more.
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    const std::uint64_t limit = std::min(request.limit, most) + 1;
    fill(database.query(request.before ? descending : ascending, request.conversation, range.low,
                        range.high, limit),
         request, page);
    if (!page.entries.empty())
        page.before = hash_of(database, request.conversation, page.entries.front().number - 1);
    else if (request.after)
        page.before = hash_of(database, request.conversation, *request.after);
    return page;
}

}  // namespace indaba::broker
