#include "common/client/replica/replica.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <system_error>
#include <utility>

#include "common/base/path_text.hpp"
#include "common/client/model/validate.hpp"
#include "common/client/replica/replica_entries.hpp"
#include "common/client/replica/replica_file.hpp"
#include "common/client/replica/replica_rows.hpp"
#include "common/wire/chain.hpp"

namespace indaba::client {
namespace fs = std::filesystem;

struct Replica::State {
    State(const fs::path& path, const ReplicaOrigin& origin, std::int64_t words)
        : shard_size(words), file(open_replica_file(path, origin)) {
        use();
    }

    /// The statements of one connection. They are made anew after a transaction that was undone,
    /// since it may have undone a table of words.
    struct Statements {
        Statements(sqlite::Connection& replica, std::int64_t shard_size)
            : entries(replica, shard_size),
              find(replica, "SELECT key FROM conversations WHERE id = ?"),
              all(replica, select_conversations),
              one(replica, select_conversation),
              set_head(replica,
                       "INSERT INTO conversations (id, head) VALUES (?, ?) "
                       "ON CONFLICT (id) DO UPDATE SET head = excluded.head"),
              set_name(replica,
                       "INSERT INTO accounts (account, name) VALUES (?, ?) "
                       "ON CONFLICT (account) DO UPDATE SET name = excluded.name"),
              ranges(replica, select_ranges),
              add_range(replica,
                        "INSERT INTO ranges (conversation, first, last, before, hash) "
                        "VALUES (?, ?, ?, ?, ?)"),
              drop_ranges(replica, "DELETE FROM ranges WHERE conversation = ?"),
              drop(replica, "DELETE FROM conversations WHERE key = ?"),
              time_of(replica, "SELECT at FROM entries WHERE conversation = ? AND number = ?"),
              // In this order: there are few ranges, and no index of times.
              aged_range(replica,
                         "SELECT c.key, c.id, r.first, r.last, r.before FROM ranges AS r "
                         "CROSS JOIN entries AS e ON e.conversation = r.conversation "
                         "AND e.number = r.first JOIN conversations AS c ON c.key = r.conversation "
                         "WHERE e.at < ? LIMIT 1"),
              drop_range(replica, "DELETE FROM ranges WHERE conversation = ? AND first = ?"),
              shorten_range(replica,
                            "UPDATE ranges SET first = ?3, before = ?4 "
                            "WHERE conversation = ?1 AND first = ?2"),
              left_out(replica, "SELECT number, at FROM left_out WHERE conversation = ?"),
              set_left_out(replica,
                           "INSERT OR REPLACE INTO left_out (conversation, number, at) "
                           "VALUES (?, ?, ?)"),
              drop_left_out(replica, "DELETE FROM left_out WHERE conversation = ?") {}
        ReplicaEntries entries;
        sqlite::Statement find, all, one, set_head, set_name, ranges, add_range, drop_ranges, drop;
        sqlite::Statement time_of, aged_range, drop_range, shorten_range;
        sqlite::Statement left_out, set_left_out, drop_left_out;
    };

    Statements& use() {
        if (!statements) statements = std::make_unique<Statements>(file.connection, shard_size);
        return *statements;
    }

    template <class Change>
    void in_transaction(Change&& change) {
        try {
            sqlite::Transaction transaction{file.connection};
            change(use());
            if (use().entries.overwrite_deleted()) log_has_deleted = true;
            transaction.commit();
        } catch (...) {
            statements.reset();
            throw;
        }
    }

    HeldRanges ranges_of(std::int64_t conversation) {
        return read_ranges(use().ranges, conversation);
    }
    std::optional<std::int64_t> key_of(const ConversationId& id) {
        sqlite::Rows row = use().find.query(id);
        return row.next() ? std::optional(row.integer(0)) : std::nullopt;
    }
    void drop(std::int64_t conversation) {
        use().entries.drop(conversation);
        use().drop_ranges.run(conversation);
        use().drop_left_out.run(conversation);
        use().drop.run(conversation);
    }
    LeftOut left_out_of(std::int64_t conversation) {
        sqlite::Rows row = use().left_out.query(conversation);
        return row.next() ? LeftOut{row.count(0), row.integer(1)} : LeftOut{};
    }
    void leave_out(std::int64_t conversation, const Entry& entry);
    EntriesReceived kept_part(std::int64_t conversation, const EntriesReceived& received);
    std::optional<Hash> hash_at(std::int64_t conversation, const Head& head);
    bool add(std::int64_t conversation, const EntriesReceived& received);
    std::vector<KeptConversation> read_conversations(sqlite::Rows rows);

    const std::int64_t shard_size;
    WallMs oldest = 0;  // what was said before is not kept
    ReplicaFile file;
    std::unique_ptr<Statements> statements;
    bool log_has_deleted = false;  // what was deleted since the last purge()
};

Replica::Replica(const fs::path& home, const ReplicaOrigin& origin, std::int64_t shard_size)
    : state_(std::make_unique<State>(replica_path(home, origin.journal), origin, shard_size)) {}

Replica::~Replica() = default;

bool Replica::exists(const fs::path& home, const JournalId& journal) {
    return fs::exists(replica_path(home, journal));
}

WallMs Replica::written_at(const fs::path& home, const JournalId& journal) {
    const fs::path file = replica_path(home, journal);
    WallMs latest = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code missing;
        const auto written = fs::last_write_time(with_suffix(file, suffix), missing);
        if (missing) continue;
        const auto at = std::chrono::file_clock::to_sys(written).time_since_epoch();
        latest = std::max<WallMs>(
            latest, std::chrono::duration_cast<std::chrono::milliseconds>(at).count());
    }
    return latest;
}

void Replica::remove(const fs::path& home, const JournalId& journal) {
    remove_replica_file(replica_path(home, journal));
}

const std::string& Replica::warning() const { return state_->file.warning; }

// ---- writing -------------------------------------------------------------------------------

std::vector<ConversationId> Replica::keep_heads(const std::vector<Head>& heads, bool all) {
    std::vector<ConversationId> contradicting;
    state_->in_transaction([&](State::Statements& statements) {
        std::set<ConversationId> listed;
        for (const Head& head : heads) {
            listed.insert(head.conversation.id);
            const auto key = state_->key_of(head.conversation.id);
            const auto held = key ? state_->hash_at(*key, head) : std::nullopt;
            if (held && *held != head.hash) contradicting.push_back(head.conversation.id);
            statements.set_head.run(head.conversation.id, sqlite::Blob{stored_form(head)});
        }
        if (!all) return;
        for (const KeptConversation& kept : conversations()) {
            const Conversation& each = kept.head.conversation;
            if (!each.room || each.id == lobby || listed.contains(each.id)) continue;
            if (const auto key = state_->key_of(each.id)) state_->drop(*key);
        }
    });
    return contradicting;
}

/// Returns the hash of the entry at a head, if that entry or the one after it is held. The hashes
/// inside a range are not stored: another program of the home may be some entries ahead of this
/// head, or the server was set back.
std::optional<Hash> Replica::State::hash_at(std::int64_t conversation, const Head& head) {
    constexpr std::uint64_t block = 1'000;
    for (const HeldRange& range : ranges_of(conversation)) {
        if (head.number == range.last) return range.hash;
        if (head.number + 1 < range.first || head.number > range.last) continue;
        Hash hash = range.before;
        for (std::uint64_t first = range.first; first <= head.number; first += block)
            for (const Entry& entry :
                 use().entries.read(conversation, first, std::min(head.number, first + block - 1)))
                hash = chain(hash, head.conversation.id, entry);
        return hash;
    }
    return std::nullopt;
}

void Replica::keep_names(const std::vector<Person>& people) {
    state_->in_transaction([&](State::Statements& statements) {
        for (const Person& person : people) statements.set_name.run(person.account, person.name);
    });
}

std::vector<ConversationId> Replica::add(const std::vector<EntriesReceived>& received) {
    std::set<ConversationId> contradicting;
    state_->in_transaction([&](State::Statements&) {
        for (const EntriesReceived& each : received) {
            const auto key = state_->key_of(each.conversation);
            if (!key || contradicting.contains(each.conversation) || each.entries.empty()) continue;
            const bool begins_too_old = each.entries.front().at < state_->oldest;
            const bool fits = begins_too_old ? state_->add(*key, state_->kept_part(*key, each))
                                             : state_->add(*key, each);
            if (!fits) contradicting.insert(each.conversation);
        }
    });
    return {contradicting.begin(), contradicting.end()};
}

/// Returns false when the entries contradict those that are held.
bool Replica::State::add(std::int64_t conversation, const EntriesReceived& received) {
    if (received.entries.empty()) return true;
    if (!is_dense(received.entries)) return false;
    AddedRange added{received.entries.front().number, {received.before}};
    for (const Entry& entry : received.entries)
        added.hashes.push_back(chain(added.hashes.back(), received.conversation, entry));
    const HeldRanges held = ranges_of(conversation);
    const std::optional<HeldRanges> joined = with_range(held, added);
    if (!joined) return false;
    std::vector<Entry> fresh;
    std::vector<std::uint64_t> deleted;
    std::vector<Entry> ours = use().entries.read(conversation, added.first, added.last());
    auto known = ours.begin();
    for (const Entry& entry : received.entries) {
        known = std::find_if(known, ours.end(),
                             [&](const Entry& each) { return each.number >= entry.number; });
        if (known == ours.end() || known->number != entry.number) {
            fresh.push_back(entry);
            continue;
        }
        if (!is_same_entry(*known, entry)) return false;
        if (entry.erased && !known->erased) deleted.push_back(entry.number);
    }
    use().entries.add(conversation, fresh, deleted);
    if (*joined == held) return true;
    use().drop_ranges.run(conversation);
    for (const HeldRange& range : *joined)
        use().add_range.run(conversation, range.first, range.last, range.before, range.hash);
    return true;
}

// ---- old entries ---------------------------------------------------------------------------

void Replica::keep_since(WallMs oldest) { state_->oldest = oldest; }

/// Remembers the newest entry that was left out, unless a newer one is remembered that is too old
/// by today's limit as well.
void Replica::State::leave_out(std::int64_t conversation, const Entry& entry) {
    const LeftOut known = left_out_of(conversation);
    if (known.number >= entry.number && known.at < oldest) return;
    use().set_left_out.run(conversation, entry.number, entry.at);
}

/// Returns the entries without those at their beginning that are too old to be kept.
EntriesReceived Replica::State::kept_part(std::int64_t conversation,
                                          const EntriesReceived& received) {
    EntriesReceived kept{received.conversation, received.before, {}};
    for (const Entry& entry : received.entries) {
        if (kept.entries.empty() && entry.at < oldest) {
            kept.before = chain(kept.before, received.conversation, entry);
            leave_out(conversation, entry);
        } else {
            kept.entries.push_back(entry);
        }
    }
    return kept;
}

std::optional<ConversationId> Replica::drop_before(WallMs at) {
    constexpr std::uint64_t block = 1'000;
    std::optional<ConversationId> from;
    state_->in_transaction([&](State::Statements& statements) {
        std::int64_t key = 0;
        HeldRange range;
        {
            sqlite::Rows row = statements.aged_range.query(at);
            if (!row.next()) return;
            key = row.integer(0);
            from = row.bytes<ConversationId>(1);
            range = {row.count(2), row.count(3), row.bytes<Hash>(4), {}};
        }
        std::vector<Entry> old = statements.entries.read(
            key, range.first, std::min(range.last, range.first + block - 1));
        old.erase(std::ranges::find_if(old, [&](const Entry& each) { return each.at >= at; }),
                  old.end());
        for (const Entry& entry : old) range.before = chain(range.before, *from, entry);
        const std::uint64_t last = old.back().number;
        statements.entries.drop(key, range.first, last);
        if (last == range.last)
            statements.drop_range.run(key, range.first);
        else
            statements.shorten_range.run(key, range.first, last + 1, range.before);
        state_->leave_out(key, old.back());
        state_->log_has_deleted = true;
    });
    return from;
}

bool Replica::overwrite_dropped() {
    bool any = false;
    state_->in_transaction(
        [&](State::Statements& statements) { any = statements.entries.overwrite_dropped(); });
    return any;
}

void Replica::drop(const ConversationId& conversation) {
    state_->in_transaction([&](State::Statements&) {
        if (const auto key = state_->key_of(conversation)) state_->drop(*key);
    });
}

void Replica::purge() {
    // The write-ahead log has the rows as they were. Its file is emptied, unless another process
    // reads it at this moment: then the next call or the end of the last process does it.
    if (std::exchange(state_->log_has_deleted, false))
        state_->file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

// ---- reading -------------------------------------------------------------------------------

std::vector<KeptConversation> Replica::State::read_conversations(sqlite::Rows rows) {
    std::vector<KeptConversation> kept;
    while (rows.next()) {
        const std::int64_t key = rows.integer(0);
        KeptConversation each{read_head(file.connection, rows), ranges_of(key), 0,
                              left_out_of(key)};
        if (!each.ranges.empty()) {
            sqlite::Rows row = use().time_of.query(key, each.ranges.back().first);
            if (row.next()) each.oldest_at = row.integer(0);
        }
        kept.push_back(std::move(each));
    }
    return kept;
}

std::vector<KeptConversation> Replica::conversations() {
    return state_->read_conversations(state_->use().all.query());
}

std::optional<KeptConversation> Replica::conversation(const ConversationId& id) {
    std::vector<KeptConversation> found = state_->read_conversations(state_->use().one.query(id));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Entry> Replica::entries(const ConversationId& conversation, std::uint64_t first,
                                    std::uint64_t last) {
    const auto key = state_->key_of(conversation);
    return key ? state_->use().entries.read(*key, first, last) : std::vector<Entry>();
}

std::vector<std::uint64_t> Replica::referring(const ConversationId& conversation,
                                              std::uint64_t message) {
    const auto key = state_->key_of(conversation);
    return key ? state_->use().entries.referring(*key, message) : std::vector<std::uint64_t>();
}

std::map<Account, std::string> Replica::names() { return read_names(state_->file.connection); }

std::uint64_t Replica::count_entries() {
    return static_cast<std::uint64_t>(
        state_->file.connection.number("SELECT count(*) FROM entries"));
}

std::uint64_t Replica::bytes() {
    const sqlite::Connection& replica = state_->file.connection;
    return static_cast<std::uint64_t>(replica.number("PRAGMA page_count") *
                                      replica.number("PRAGMA page_size"));
}

// ---- exporting -----------------------------------------------------------------------------

void Replica::export_to(const fs::path& file) {
    sqlite::Connection& replica = state_->file.connection;
    make_replica_file(file, origin_of(replica));
    sqlite::Statement(replica, "ATTACH ? AS exported").run(to_utf8(file));
    try {
        sqlite::Transaction transaction{replica};
        for (const char* table :
             {"accounts", "conversations", "ranges", "entries", "erased", "referring"})
            replica.execute(fmt::format("INSERT INTO exported.{0} SELECT * FROM main.{0}", table));
        transaction.commit();
    } catch (...) {
        replica.roll_back();
        replica.execute("DETACH exported");
        fs::remove(file);
        throw;
    }
    replica.execute("DETACH exported");
}

}  // namespace indaba::client
