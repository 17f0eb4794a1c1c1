#pragma once
/// Posts that name an earlier entry, before they go to the journal, and the bodies that erasures
/// among them delete on their way to the sessions. Pure.
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "broker/journal/journal.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker {

/// Decodes the body of a post whose kind names an earlier entry into its reference. Returns the
/// final refusal if the body is not what the kind demands.
std::optional<Refusal> decode_reference(Post& post);

/// Returns the messages that the erasures among the entries name.
std::set<std::uint64_t> erased_by(const std::vector<Entry>& entries);
/// Deletes the bodies of these messages and of their edits, if they are among the entries.
void delete_bodies(std::vector<Entry>& entries, const std::set<std::uint64_t>& messages);

}  // namespace indaba::broker
