#pragma once
/// Entries of one conversation out of the own copy, for display: the model shows them where it
/// holds nothing that came from the broker. Read by a ReplicaReader, passed to
/// Model::show_copied(). Pure.
#include <cstdint>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba::client {

struct CopiedEntries {
    ConversationId conversation{};
    std::uint64_t first = 0, last = 0;  // the numbers that are to be shown
    std::vector<Entry> entries;         // of these, ascending; there may be gaps
    /// Entries elsewhere that these need: what answers, edits, deletes or reacts to them, the
    /// messages that they quote, and what edits or deletes those. Ascending.
    std::vector<Entry> others;
};

}  // namespace indaba::client
