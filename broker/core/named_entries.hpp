#pragma once
/// Entries together with the names of the accounts that they mention, as clients get them.
#include <vector>

#include "broker/core/directory.hpp"

namespace indaba::broker {

/// Returns the names of the authors, of both ends of a whisper, and of the accounts that a
/// rebind or a change of a room is about.
std::vector<Person> names_for(const Conversation& conversation, const std::vector<Entry>& entries,
                              const Directory& directory);

/// Splits entries so that each part fits one frame together with the names that it mentions.
std::vector<std::vector<Entry>> split_with_names(std::vector<Entry> entries,
                                                 const Directory& directory);

}  // namespace indaba::broker
