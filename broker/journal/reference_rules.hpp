#pragma once
/// The conditions of a post that names an earlier entry, the same for every journal.
#include <cstddef>
#include <optional>
#include <string>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// The entry that a post names, as far as the rules need it.
struct ReferredEntry {
    Account author{};
    std::string kind;
    bool is_erased = false;
};

/// Returns the reason why the post may not name the entry, else nullopt. `referred` is nullopt when
/// the conversation has no entry with that number. The post must have a reference.
std::optional<BadReference> reference_problem(const Post& post,
                                              const std::optional<ReferredEntry>& referred);

/// Returns the reason why a reaction may not be put on a message, else nullopt. `different` is how
/// many different ones stand on it; `stands` tells whether this one is among them.
std::optional<BadReference> reaction_problem(const ReactionBody& reaction, bool stands,
                                             std::size_t different);

/// Returns true if the stored entry has this body, or had it before it was deleted.
bool has_or_had_body(const std::string& stored, const std::optional<Hash>& erased,
                     const std::string& body);

}  // namespace indaba::broker
