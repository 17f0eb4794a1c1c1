#pragma once
/// The entries of a replica: what is stored of one, what an erasure deletes, and which text a
/// message has. Used by replica.cpp inside its transactions. Throws sqlite::Error.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/client/replica/message_index.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// A message with the text of its author's last edit.
struct StandingMessage {
    Entry entry;
    std::string text;
    std::uint64_t edited = 0;  // the number of that edit; 0: there is none
};

class ReplicaEntries {
 public:
    explicit ReplicaEntries(sqlite::Connection& replica,
                            std::int64_t shard_size = default_shard_size);

    std::int64_t key_of(const Account& account);
    /// Returns held entries from `first` to `last`, ascending.
    std::vector<Entry> read(std::int64_t conversation, std::uint64_t first, std::uint64_t last);
    /// Returns the numbers of the held entries that name a message, ascending.
    std::vector<std::uint64_t> referring(std::int64_t conversation, std::uint64_t message);
    /// Returns nullopt when no such message is held, or it was erased.
    std::optional<StandingMessage> message(std::int64_t conversation, std::uint64_t number);

    /// Stores entries that are not held, and applies those that delete or edit others. Deletes also
    /// what came again without its body (`deleted`).
    void add(std::int64_t conversation, const std::vector<Entry>& entries,
             const std::vector<std::uint64_t>& deleted);
    /// Deletes all entries of a conversation.
    void drop(std::int64_t conversation);
    /// Deletes the entries of one held range up to `last`. Call overwrite_dropped() afterwards.
    void drop(std::int64_t conversation, std::uint64_t first, std::uint64_t last);
    /// Overwrites the words of dropped messages in one table of words. Returns false when there was
    /// none to do.
    bool overwrite_dropped();
    /// Overwrites the words of deleted messages: call it in the transaction that deletes them, so
    /// that no crash leaves them. Takes up to a second for each hundred thousand messages around
    /// them. Returns whether anything was deleted since the last call.
    bool overwrite_deleted();

 private:
    /// A held entry, and the key of its row.
    struct Stored {
        std::int64_t place = 0;
        Entry entry;
    };
    std::optional<Stored> find(std::int64_t conversation, std::uint64_t number);
    std::vector<std::uint64_t> referring(std::int64_t conversation, std::uint64_t message,
                                         std::string_view kind);
    std::optional<StandingMessage> standing(std::int64_t conversation, const Entry& message);
    std::optional<IndexedMessage> indexed(std::int64_t conversation, std::uint64_t number);
    bool is_erased(std::int64_t conversation, const Entry& message);
    std::set<std::uint64_t> changed_messages(std::int64_t conversation,
                                             const std::vector<Entry>& entries,
                                             const std::vector<std::uint64_t>& deleted);
    void store(std::int64_t conversation, const Entry& entry);
    void apply(std::int64_t conversation, const Entry& entry);
    void delete_again(std::int64_t conversation, std::uint64_t number);
    void erase(std::int64_t conversation, std::uint64_t message);
    void delete_body(std::int64_t conversation, std::uint64_t number);

    MessageIndex index_;
    sqlite::Statement find_account_, add_account_, read_, add_, add_erased_, empty_body_;
    sqlite::Statement add_referring_, referring_, referring_of_kind_;
    sqlite::Statement next_number_, drop_entries_, drop_erased_, drop_referring_;
    sqlite::Statement drop_old_entries_, drop_old_erased_, drop_old_referring_;
    bool deleted_any_ = false;
};

}  // namespace indaba::client
