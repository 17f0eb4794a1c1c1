#pragma once
/// Replaces ids by what people see and type: accounts by names, conversations by titles. Pure.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/client/model/model.hpp"
#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

/// Resolves an entry that `state` holds. The result is valid until the model changes.
ResolvedEntry resolve(const client::Model& model, const client::ConversationState& state,
                      const Entry& entry);

/// Returns true for the title "lobby", in any case.
bool is_lobby(std::string_view title);

/// Returns the title of a room as people see it: "#build", "#lobby".
std::string shown_title(const std::string& title);

/// Returns the shown title of a room, or the name of the other person of a whisper.
std::string title_of(const client::Model& model, const Conversation& conversation);

/// Returns the lobby or a room of this account by its title, with or without '#', in any case;
/// one that is archived only if no other one has the title. Otherwise returns a sentence that says
/// why there is none, safe for a terminal.
std::variant<ConversationId, std::string> find_room(const client::Model& model,
                                                    std::string_view typed);

/// Returns the persons sorted by name.
std::vector<Person> by_name(const std::vector<Person>& persons);

/// Returns the people who are online, sorted by name.
std::vector<Person> people_by_name(const client::Model& model);

}  // namespace indaba::line
