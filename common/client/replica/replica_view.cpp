#include "common/client/replica/replica_view.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "common/client/model/message_fold.hpp"
#include "common/client/replica/held_ranges.hpp"
#include "common/client/replica/replica_file.hpp"
#include "common/client/replica/replica_rows.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/bodies.hpp"

namespace indaba::client {
namespace {

/// A number of an entry as SQLite can hold it.
std::uint64_t storable(std::uint64_t number) {
    return std::min(number, static_cast<std::uint64_t>(highest_number));
}

/// Returns the numbers outside of `entries` that the replies among them quote.
std::set<std::uint64_t> quoted_elsewhere(const std::vector<Entry>& entries) {
    std::set<std::uint64_t> quoted;
    for (const Entry& entry : entries) {
        const std::optional<ReferringBody> body = reference_of(entry);
        const auto* reply = body ? std::get_if<ReplyBody>(&*body) : nullptr;
        if (reply && reply->to < entries.front().number) quoted.insert(reply->to);
    }
    return quoted;
}

}  // namespace

struct ReplicaView::State {
    explicit State(ReplicaFile opened)
        : file(std::move(opened)),
          all(file.connection,
              "SELECT c.key, c.id, c.head, r.last, r.hash FROM conversations AS c "
              "LEFT JOIN ranges AS r ON r.conversation = c.key AND r.first = "
              "(SELECT max(first) FROM ranges WHERE conversation = c.key) ORDER BY c.key"),
          one(file.connection, select_conversation),
          ranges(file.connection, select_ranges),
          time_of(file.connection, "SELECT at FROM entries WHERE conversation = ? AND number = ?"),
          nth_newest(file.connection,
                     "SELECT number FROM entries WHERE conversation = ? "
                     "ORDER BY number DESC LIMIT 1 OFFSET ?"),
          read(file.connection, select_entries()),
          naming(file.connection,
                 select_entries_where(
                     "e.conversation = ?1 AND e.number NOT BETWEEN ?2 AND ?3 AND e.number IN "
                     "(SELECT r.number FROM referring AS r JOIN entries AS m "
                     "ON m.conversation = r.conversation AND m.number = r.message "
                     "WHERE r.conversation = ?1 AND r.message BETWEEN ?2 AND ?3)")),
          quoted(
              file.connection,
              select_entries_where("e.conversation = ?1 AND e.number IN (SELECT ?2 UNION ALL "
                                   "SELECT r.number FROM referring AS r WHERE r.conversation = ?1 "
                                   "AND r.message = ?2 AND r.kind IN ('edit', 'erase'))")) {}

    /// Calls a function that sees one state of the file.
    template <class Reading>
    auto in_one_state(Reading&& reading) {
        file.connection.execute("BEGIN");
        try {
            auto result = reading();
            file.connection.execute("COMMIT");
            return result;
        } catch (...) {
            file.connection.roll_back();
            throw;
        }
    }

    std::optional<std::int64_t> key_of(const ConversationId& id) {
        sqlite::Rows row = one.query(id);
        return row.next() ? std::optional(row.integer(0)) : std::nullopt;
    }
    CopiedEntries copied(std::int64_t key, const ConversationId& conversation, std::uint64_t first,
                         std::uint64_t last);
    std::vector<Entry> others(std::int64_t key, const std::vector<Entry>& entries);
    bool is_before(std::int64_t key, std::uint64_t number, WallMs at);

    ReplicaFile file;
    sqlite::Statement all, one, ranges, time_of, nth_newest, read, naming, quoted;
};

ReplicaView::ReplicaView(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReplicaView::~ReplicaView() = default;

std::unique_ptr<ReplicaView> ReplicaView::open(const std::filesystem::path& home,
                                               const ReplicaOrigin& origin) {
    std::optional<ReplicaFile> file =
        open_replica_for_reading(replica_path(home, origin.journal), origin);
    if (!file) return nullptr;
    return std::unique_ptr<ReplicaView>(new ReplicaView(std::make_unique<State>(*std::move(file))));
}

ReplicaView::Overview ReplicaView::overview() {
    return state_->in_one_state([this] {
        const sqlite::Connection& replica = state_->file.connection;
        Overview overview;
        sqlite::Rows rows = state_->all.query();
        while (rows.next()) {
            Head head = read_head(replica, rows);
            if (!rows.is_null(3) && rows.count(3) > head.number) {
                head.number = rows.count(3);
                head.hash = rows.bytes<Hash>(4);
            }
            overview.heads.push_back(std::move(head));
        }
        overview.names = read_names(replica);
        overview.bytes = static_cast<std::uint64_t>(replica.number("PRAGMA page_count") *
                                                    replica.number("PRAGMA page_size"));
        return overview;
    });
}

// ---- entries -------------------------------------------------------------------------------

CopiedEntries ReplicaView::entries(const ConversationId& conversation, std::uint64_t first,
                                   std::uint64_t last) {
    return state_->in_one_state([&] {
        const auto key = state_->key_of(conversation);
        if (!key) return CopiedEntries{conversation, first, last, {}, {}};
        return state_->copied(*key, conversation, storable(first), storable(last));
    });
}

CopiedEntries ReplicaView::newest(const ConversationId& conversation, std::uint64_t count) {
    return state_->in_one_state([&] {
        const auto key = state_->key_of(conversation);
        if (!key || count == 0) return CopiedEntries{conversation, 0, 0, {}, {}};
        sqlite::Rows row = state_->nth_newest.query(*key, storable(count) - 1);
        const std::uint64_t first = row.next() ? row.count(0) : 0;
        return state_->copied(*key, conversation, first, storable(~std::uint64_t{0}));
    });
}

CopiedEntries ReplicaView::State::copied(std::int64_t key, const ConversationId& conversation,
                                         std::uint64_t first, std::uint64_t last) {
    CopiedEntries copied{conversation, first, last, {}, {}};
    sqlite::Rows rows = read.query(key, first, last);
    while (rows.next()) copied.entries.push_back(entry_of(rows));
    if (!copied.entries.empty()) copied.others = others(key, copied.entries);
    return copied;
}

/// Returns the entries elsewhere that `entries` need; these are all that are held between their
/// numbers.
std::vector<Entry> ReplicaView::State::others(std::int64_t key, const std::vector<Entry>& entries) {
    const std::uint64_t first = entries.front().number, last = entries.back().number;
    std::map<std::uint64_t, Entry> found;
    const auto keep = [&](Entry entry) {
        const std::uint64_t number = entry.number;
        if (number < first || number > last) found.try_emplace(number, std::move(entry));
    };
    {
        sqlite::Rows rows = naming.query(key, first, last);
        while (rows.next()) keep(entry_of(rows));
    }
    for (const std::uint64_t number : quoted_elsewhere(entries)) {
        sqlite::Rows rows = quoted.query(key, number);
        while (rows.next()) keep(entry_of(rows));
    }
    std::vector<Entry> others;
    for (auto& [number, entry] : found) others.push_back(std::move(entry));
    return others;
}

// ---- times ---------------------------------------------------------------------------------

ReplicaView::Found ReplicaView::find_time(const ConversationId& conversation, WallMs at) {
    return state_->in_one_state([&] {
        Found found{conversation, at, std::nullopt, false};
        std::int64_t key = 0;
        Head head;
        {
            sqlite::Rows row = state_->one.query(conversation);
            if (!row.next()) return found;
            key = row.integer(0);
            head = read_head(state_->file.connection, row);
        }
        const HeldRanges held = read_ranges(state_->ranges, key);
        found.number = first_held(
            held, [&](std::uint64_t number) { return !state_->is_before(key, number, at); });
        // In the gap before it, or after all that are held, there may be one that is meant.
        const std::uint64_t last = held.empty() ? 0 : held.back().last;
        const std::uint64_t before = found.number ? *found.number - 1 : std::max(head.number, last);
        found.exact = before < head.first || !newest_missing(held, before, before);
        return found;
    });
}

bool ReplicaView::State::is_before(std::int64_t key, std::uint64_t number, WallMs at) {
    sqlite::Rows row = time_of.query(key, number);
    if (!row.next()) throw file.connection.damaged("an entry is missing");
    return row.integer(0) < at;
}

}  // namespace indaba::client
