#include "common/client/replica/replica_entries.hpp"

#include <utility>
#include <variant>

#include "common/client/model/message_fold.hpp"
#include "common/client/replica/replica_rows.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::client {
namespace {

/// Returns the text with which a message was posted.
std::optional<std::string> first_text(const Entry& message) {
    if (message.erased) return std::nullopt;
    if (message.kind == kind_text) return message.body;
    const auto body = decode_referring(message.kind, message.body);
    const auto* reply = body ? std::get_if<ReplyBody>(&*body) : nullptr;
    return reply ? std::optional(reply->text) : std::nullopt;
}

template <class Body>
std::optional<Body> body_of(const Entry& entry) {
    const std::optional<ReferringBody> body = reference_of(entry);
    const Body* found = body ? std::get_if<Body>(&*body) : nullptr;
    return found ? std::optional(*found) : std::nullopt;
}

}  // namespace

ReplicaEntries::ReplicaEntries(sqlite::Connection& replica, std::int64_t shard_size)
    : index_(replica, shard_size),
      find_account_(replica, "SELECT key FROM accounts WHERE account = ?"),
      add_account_(replica, "INSERT INTO accounts (account, name) VALUES (?, '')"),
      read_(replica, select_entries()),
      add_(replica,
           "INSERT INTO entries (conversation, number, account, at, id, kind, body) "
           "VALUES (?, ?, ?, ?, ?, ?, ?)"),
      add_erased_(replica, "INSERT INTO erased (conversation, number, hash) VALUES (?, ?, ?)"),
      empty_body_(replica, "UPDATE entries SET body = x'' WHERE conversation = ? AND number = ?"),
      add_referring_(replica,
                     "INSERT INTO referring (conversation, message, number, kind) "
                     "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"),
      referring_(replica,
                 "SELECT number FROM referring WHERE conversation = ? AND message = ? "
                 "ORDER BY number"),
      referring_of_kind_(replica,
                         "SELECT number FROM referring WHERE conversation = ? AND message = ? "
                         "AND kind = ? ORDER BY number DESC"),
      next_number_(replica,
                   "SELECT number FROM entries WHERE conversation = ? AND number > ? "
                   "ORDER BY number LIMIT 1"),
      drop_entries_(replica, "DELETE FROM entries WHERE conversation = ?"),
      drop_erased_(replica, "DELETE FROM erased WHERE conversation = ?"),
      drop_referring_(replica, "DELETE FROM referring WHERE conversation = ?"),
      drop_old_entries_(replica,
                        "DELETE FROM entries WHERE conversation = ? AND number BETWEEN ? AND ?"),
      drop_old_erased_(replica,
                       "DELETE FROM erased WHERE conversation = ? AND number BETWEEN ? AND ?"),
      drop_old_referring_(replica,
                          "DELETE FROM referring WHERE conversation = ?1 "
                          "AND number BETWEEN ?2 AND ?3 AND message <= ?3") {}

// ---- reading -------------------------------------------------------------------------------

std::int64_t ReplicaEntries::key_of(const Account& account) {
    if (sqlite::Rows row = find_account_.query(account); row.next()) return row.integer(0);
    add_account_.run(account);
    sqlite::Rows row = find_account_.query(account);
    return row.next() ? row.integer(0) : 0;
}

std::vector<Entry> ReplicaEntries::read(std::int64_t conversation, std::uint64_t first,
                                        std::uint64_t last) {
    std::vector<Entry> entries;
    sqlite::Rows rows = read_.query(conversation, first, last);
    while (rows.next()) entries.push_back(entry_of(rows));
    return entries;
}

std::optional<ReplicaEntries::Stored> ReplicaEntries::find(std::int64_t conversation,
                                                           std::uint64_t number) {
    sqlite::Rows row = read_.query(conversation, number, number);
    if (!row.next()) return std::nullopt;
    return Stored{row.integer(7), entry_of(row)};
}

std::vector<std::uint64_t> ReplicaEntries::referring(std::int64_t conversation,
                                                     std::uint64_t message) {
    std::vector<std::uint64_t> numbers;
    sqlite::Rows rows = referring_.query(conversation, message);
    while (rows.next()) numbers.push_back(rows.count(0));
    return numbers;
}

/// Returns the numbers of the entries of one kind that name a message, newest first.
std::vector<std::uint64_t> ReplicaEntries::referring(std::int64_t conversation,
                                                     std::uint64_t message, std::string_view kind) {
    std::vector<std::uint64_t> numbers;
    sqlite::Rows rows = referring_of_kind_.query(conversation, message, kind);
    while (rows.next()) numbers.push_back(rows.count(0));
    return numbers;
}

std::optional<StandingMessage> ReplicaEntries::message(std::int64_t conversation,
                                                       std::uint64_t number) {
    const std::optional<Stored> stored = find(conversation, number);
    return stored ? standing(conversation, stored->entry) : std::nullopt;
}

std::optional<StandingMessage> ReplicaEntries::standing(std::int64_t conversation,
                                                        const Entry& message) {
    if (!is_message(message.kind)) return std::nullopt;
    std::optional<std::string> text = first_text(message);
    if (!text) return std::nullopt;
    for (const std::uint64_t edit : referring(conversation, message.number, kind_edit)) {
        const std::optional<Stored> newer = find(conversation, edit);
        const auto body = newer ? body_of<EditBody>(newer->entry) : std::nullopt;
        if (!body || newer->entry.account != message.account) continue;
        return StandingMessage{message, body->text, edit};
    }
    return StandingMessage{message, std::move(*text), 0};
}

/// Returns a message as the index has it.
std::optional<IndexedMessage> ReplicaEntries::indexed(std::int64_t conversation,
                                                      std::uint64_t number) {
    const std::optional<Stored> stored = find(conversation, number);
    std::optional<StandingMessage> message =
        stored ? standing(conversation, stored->entry) : std::nullopt;
    if (!message) return std::nullopt;
    return IndexedMessage{stored->place, key_of(message->entry.account), conversation,
                          message->entry.at, std::move(message->text)};
}

// ---- writing -------------------------------------------------------------------------------

void ReplicaEntries::add(std::int64_t conversation, const std::vector<Entry>& entries,
                         const std::vector<std::uint64_t>& deleted) {
    const std::set<std::uint64_t> changed = changed_messages(conversation, entries, deleted);
    for (const std::uint64_t number : changed)
        if (const auto message = indexed(conversation, number)) index_.remove(*message);
    for (const Entry& entry : entries) store(conversation, entry);
    for (const std::uint64_t number : deleted) delete_again(conversation, number);
    for (const Entry& entry : entries) apply(conversation, entry);
    std::vector<IndexedMessage> messages;
    for (const std::uint64_t number : changed)
        if (auto message = indexed(conversation, number)) messages.push_back(std::move(*message));
    for (const Entry& entry : entries) {
        if (changed.contains(entry.number) || !is_message(entry.kind)) continue;
        if (auto message = indexed(conversation, entry.number))
            messages.push_back(std::move(*message));
    }
    index_.add(std::move(messages));
}

/// Returns the messages whose text these entries may change or delete.
std::set<std::uint64_t> ReplicaEntries::changed_messages(
    std::int64_t conversation, const std::vector<Entry>& entries,
    const std::vector<std::uint64_t>& deleted) {
    std::set<std::uint64_t> changed;
    for (const Entry& entry : entries) {
        if (const auto edit = body_of<EditBody>(entry)) changed.insert(edit->of);
        if (const auto erasure = body_of<EraseBody>(entry)) changed.insert(erasure->of);
    }
    for (const std::uint64_t number : deleted) {
        changed.insert(number);
        const std::optional<Stored> held = find(conversation, number);
        if (const auto edit = held ? body_of<EditBody>(held->entry) : std::nullopt)
            changed.insert(edit->of);
    }
    return changed;
}

void ReplicaEntries::store(std::int64_t conversation, const Entry& entry) {
    add_.run(conversation, entry.number, key_of(entry.account), entry.at, entry.id, entry.kind,
             sqlite::Blob{entry.body});
    if (entry.erased) add_erased_.run(conversation, entry.number, *entry.erased);
    if (const std::optional<ReferringBody> body = reference_of(entry))
        add_referring_.run(conversation, referred_number(*body), entry.number, entry.kind);
}

/// Deletes a held body that the broker has deleted. If it is that of an edit, its message was
/// erased.
void ReplicaEntries::delete_again(std::int64_t conversation, std::uint64_t number) {
    const std::optional<Stored> held = find(conversation, number);
    const auto edit = held ? body_of<EditBody>(held->entry) : std::nullopt;
    erase(conversation, edit ? edit->of : number);
    delete_body(conversation, number);
}

/// Applies an erasure, and what came about a message before the message itself.
void ReplicaEntries::apply(std::int64_t conversation, const Entry& entry) {
    if (const auto erasure = body_of<EraseBody>(entry)) erase(conversation, erasure->of);
    if (is_message(entry.kind) && is_erased(conversation, entry)) erase(conversation, entry.number);
    if (const auto edit = body_of<EditBody>(entry)) {
        const std::optional<Stored> message = find(conversation, edit->of);
        if (!referring(conversation, edit->of, kind_erase).empty() ||
            (message && message->entry.erased))
            delete_body(conversation, entry.number);
    }
}

bool ReplicaEntries::is_erased(std::int64_t conversation, const Entry& message) {
    return message.erased || !referring(conversation, message.number, kind_erase).empty();
}

/// Deletes the bodies of a message and of its edits; only messages can be erased.
void ReplicaEntries::erase(std::int64_t conversation, std::uint64_t message) {
    const std::optional<Stored> held = find(conversation, message);
    if (held && !is_message(held->entry.kind)) return;
    if (held) delete_body(conversation, message);
    for (const std::uint64_t edit : referring(conversation, message, kind_edit))
        delete_body(conversation, edit);
}

void ReplicaEntries::delete_body(std::int64_t conversation, std::uint64_t number) {
    const std::optional<Stored> held = find(conversation, number);
    if (!held || held->entry.erased) return;
    add_erased_.run(conversation, number, hash_of_body(held->entry.body));
    empty_body_.run(conversation, number);
    deleted_any_ = true;
}

void ReplicaEntries::drop(std::int64_t conversation) {
    std::uint64_t number = 0;
    for (;;) {
        {
            sqlite::Rows row = next_number_.query(conversation, number);
            if (!row.next()) break;
            number = row.count(0);
        }
        if (const auto message = indexed(conversation, number)) index_.remove(*message);
    }
    for (sqlite::Statement* remove : {&drop_entries_, &drop_erased_, &drop_referring_})
        remove->run(conversation);
    deleted_any_ = true;
}

void ReplicaEntries::drop(std::int64_t conversation, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t number = first; number <= last; ++number)
        if (const auto message = indexed(conversation, number)) index_.remove(*message);
    for (sqlite::Statement* remove : {&drop_old_entries_, &drop_old_erased_, &drop_old_referring_})
        remove->run(conversation, first, last);
}

bool ReplicaEntries::overwrite_dropped() { return index_.purge_one(); }

bool ReplicaEntries::overwrite_deleted() {
    // An edit needs no purge: the texts before it stay among the entries.
    if (deleted_any_) index_.purge();
    return std::exchange(deleted_any_, false);
}

}  // namespace indaba::client
