#pragma once
/// The head of each conversation: its last delivered entry. Entries pass through here in the order
/// of their numbers; an early one waits until the missing ones were read from the journal. Entries
/// stay in the journal. Delivery owns it.
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "broker/core/directory.hpp"
#include "broker/core/room_record.hpp"
#include "broker/journal/journal.hpp"

namespace indaba::broker {

struct ConversationRecord {
    Conversation conversation;
    std::uint64_t number = 0;              // of the last delivered entry
    Hash hash{};                           // of the last delivered entry
    std::map<std::uint64_t, Entry> early;  // the lowest of those that wait for a missing entry
    std::uint64_t last_committed = 0;      // the journal has entries up to here
    bool reading_gap = false;              // the missing entries are being read
    std::optional<std::chrono::milliseconds> gap_since{};  // when deliver() found entries missing
    std::optional<RoomRecord> room{};                      // absent for the lobby and for whispers
    Digest part{};  // of a room, to the digests of its members
    bool has_gap() const { return last_committed > number; }
};

class Conversations {
 public:
    static constexpr std::size_t max_early = 256;  // later ones are read from the journal again

    explicit Conversations(const Snapshot& snapshot);

    const ConversationRecord* find(const ConversationId& id) const;
    /// Returns null if there is no such conversation, or if `reader` may not read it.
    const ConversationRecord* find_readable(const ConversationId& id, const Account& reader) const;
    /// Returns the record of a conversation that exists, such as the lobby.
    ConversationRecord& at(const ConversationId& id) { return records_.at(id); }
    /// Returns the record, and makes an empty one if there is none.
    ConversationRecord& at(const Conversation& conversation);
    const std::map<ConversationId, ConversationRecord>& all() const { return records_; }
    /// Returns the rooms other than the lobby; they are few beside the whispers.
    const std::vector<ConversationId>& rooms() const { return rooms_; }
    /// Returns the rooms other than the lobby that the account is a member of.
    const std::set<ConversationId>& rooms_of(const Account& account) const;
    /// Returns the whispers in which something was delivered to the account or from it.
    const std::set<ConversationId>& whispers_of(const Account& account) const;
    /// Returns the digest over the heads of the lobby and of the account's rooms and whispers.
    Digest digest_of(const Account& account) const;

    /// Keeps a committed entry until take_deliverable() returns it. Drops it if it was delivered.
    void add_committed(ConversationRecord& record, Entry entry);
    /// Returns the entries that can be delivered now, in order, and moves the head past them.
    std::vector<Entry> take_deliverable(ConversationRecord& record);
    /// Applies a `_room` entry that was taken, and returns whose membership it changed.
    RoomRecord::Change apply(const Entry& entry, ConversationRecord& record);
    /// Note that an account has a joined session, or none.
    void set_online(const Account& account);
    void set_offline(const Account& account);

 private:
    struct Whispers {
        std::set<ConversationId> ids;
        Digest digest{};
    };
    void update_digests(ConversationRecord& record, const Digest& change);

    std::map<ConversationId, ConversationRecord> records_;
    std::vector<ConversationId> rooms_;
    Digest lobby_digest_{};
    std::map<Account, std::set<ConversationId>> joined_;  // rooms other than the lobby
    std::map<Account, Whispers> whispers_;
};

/// Returns the number of the first entry that an account which may read the conversation may read.
std::uint64_t first_readable(const Account& account, const ConversationRecord& record,
                             const Directory& directory);

}  // namespace indaba::broker
