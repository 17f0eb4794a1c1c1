#pragma once
/// The heads that a home has seen of one journal, kept in its store. With them every program of the
/// home notices that the server was set back to an older copy while none of them ran
/// (Model::compare).
///
/// A warning is repeated, as OpenSSH repeats that of a changed host key, until a person has seen
/// it: `chat` prints it, the window pins it until it is dismissed, and both keep the new heads
/// then. `tail` keeps heads as well, but not those of a conversation that it warned of: often
/// nobody reads what it prints. `send`, `history` and `who` keep nothing.
#include <optional>
#include <set>
#include <vector>

#include "common/client/home/store.hpp"
#include "common/client/model/model.hpp"

namespace indaba::client {

/// Returns the last entry of each conversation that the home has seen: the kept head or a read
/// position beyond it. In a store of an older version, which has no heads, the positions of its
/// tails count, too.
std::vector<SeenEntry> seen_entries(const Store& store);
/// Returns those of the store of `journal`, if the home has one; it makes none.
std::vector<SeenEntry> seen_entries(const std::filesystem::path& home, const JournalId& journal);

/// Keeps what the home has seen as its heads, so that a later read position does not hide it.
void keep_seen_entries(Store& store, const std::vector<SeenEntry>& seen);
/// Keeps the model's present heads. Those of the conversations in `warned_of` stay as they are.
void keep_heads(Store& store, const Model& model, const std::set<ConversationId>& warned_of);

}  // namespace indaba::client
