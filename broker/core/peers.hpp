#pragma once
/// The messages between the brokers that share a journal. They may be lost, late or repeated: what
/// is missing is read from the journal, and the people of a broker are told anew.
#include <cstdint>
#include <variant>
#include <vector>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

struct ToldEntry {
    Conversation conversation;
    Entry entry;
};

/// A batch that its writer has committed.
struct ToldBatch {
    SharedBatch batch;
    bool is_whole = true;            // false: it changed more than what follows; News tell it
    std::vector<ToldEntry> entries;  // posts
    std::vector<ReadMark> reads;     // positions
};

/// The people who are online at one broker, or the changes from its version before.
struct ToldPeople {
    std::int64_t writer = 0;
    std::uint64_t version = 0;
    bool is_everybody = false;  // `online` has them all, and `offline` nobody
    std::vector<Account> online;
    std::vector<Account> offline;
};

using PeerMessage = std::variant<ToldBatch, ToldPeople>;

}  // namespace indaba::broker
