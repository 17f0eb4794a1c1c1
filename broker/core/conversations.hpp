#pragma once
/// Where each conversation stands: the last entry that was delivered. Entries pass through here in
/// number order; what comes early waits until the missing ones were read from the journal.
/// The core owns it; entries stay in the journal.
#include <map>
#include <optional>
#include <vector>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

struct ConversationRecord {
    Conversation conversation;
    std::uint64_t number = 0;              // of the last entry delivered
    Hash hash{};                           // of it
    std::map<std::uint64_t, Entry> early;  // the lowest of those that wait for a gap to be filled
    std::uint64_t last_committed = 0;      // the journal has entries up to here
    bool reading_gap = false;              // the missing ones are being read
    bool has_gap() const { return last_committed > number; }
};

class Conversations {
 public:
    static constexpr std::size_t max_early = 256;  // the rest is read from the journal

    explicit Conversations(const Snapshot& snapshot);

    const ConversationRecord* find(const ConversationId& id) const;
    ConversationRecord* find(const ConversationId& id);
    /// Makes a record with nothing said yet when there is none.
    ConversationRecord& at(const Conversation& conversation);
    const std::map<ConversationId, ConversationRecord>& all() const { return records_; }
    /// Few, beside the whispers of everybody.
    const std::vector<ConversationId>& rooms() const { return rooms_; }

    /// A committed entry. It is kept until take_deliverable() returns it, or dropped if it was
    /// delivered before.
    void add_committed(ConversationRecord& record, Entry entry);
    /// The entries that can be delivered now, in order; the head moves over them.
    std::vector<Entry> take_deliverable(ConversationRecord& record);

 private:
    std::map<ConversationId, ConversationRecord> records_;
    std::vector<ConversationId> rooms_;
};

}  // namespace indaba::broker
