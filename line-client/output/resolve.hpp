#pragma once
/// From what the model knows to what people see and type: names instead of accounts, titles instead
/// of ids. Pure.
#include <optional>
#include <string_view>
#include <vector>

#include "common/client/model/model.hpp"
#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

ResolvedEntry resolve(const client::Model& model, const Conversation& conversation,
                      const Entry& entry);

/// "#lobby", or the name of the other end.
std::string title_of(const client::Model& model, const Conversation& conversation);

/// By title, with or without '#'.
std::optional<ConversationId> find_room(const client::Model& model, std::string_view title);

/// Who is here, sorted by name.
std::vector<Person> people_by_name(const client::Model& model);

}  // namespace indaba::line
