#pragma once
/// Merges what several exports hold of one conversation, and verifies the chain of hashes against
/// the ranges that each of them tells. Pure: entries come from a function, so that they need not
/// fit into memory.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/client/replica/held_ranges.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker {

/// One export's part of a conversation.
struct ExportedPart {
    std::string file;  // for sentences
    client::HeldRanges ranges;
    std::function<std::optional<Entry>()> next;  // its entries in the order of numbers
};

struct MergedEntries {
    std::uint64_t taken = 0;     // the entries 1 to this number are in the exports
    std::uint64_t left_out = 0;  // entries in the exports that follow a missing one
};

/// Calls `use` for each entry once, in the order of numbers; `taken` is false for those that follow
/// a missing one. An entry has no body if it has none in any of the exports. Throws
/// std::runtime_error with a sentence for the operator when two exports contradict each other or
/// one of them is damaged. `name`: of the conversation, for that sentence.
MergedEntries merge_entries(const ConversationId& conversation, const std::string& name,
                            std::vector<ExportedPart> parts,
                            const std::function<void(const Entry& entry, bool taken)>& use);

}  // namespace indaba::broker
