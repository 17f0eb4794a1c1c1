#pragma once
/// Replaces ids by what people see and type: accounts by names, conversations by titles. Pure.
#include <optional>
#include <string_view>
#include <vector>

#include "common/client/model/model.hpp"
#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

/// Resolves an entry that `state` holds. The result is valid until the model changes.
ResolvedEntry resolve(const client::Model& model, const client::ConversationState& state,
                      const Entry& entry);

/// Returns the name of a room ("#lobby"), or of the other person of a whisper.
std::string title_of(const client::Model& model, const Conversation& conversation);

/// Returns the room with this title; the leading '#' may be missing.
std::optional<ConversationId> find_room(const client::Model& model, std::string_view title);

/// Returns the people who are online, sorted by name.
std::vector<Person> people_by_name(const client::Model& model);

}  // namespace indaba::line
