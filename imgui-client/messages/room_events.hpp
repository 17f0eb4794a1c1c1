#pragma once
/// The line that tells of consecutive changes of a room. The last `_room` entry of a run has it;
/// the entries before it have no row of their own. Draws nothing.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// Returns whether the `_room` entry that follows `entry` tells of it.
bool is_told_later(const client::ConversationState& state, const Entry& entry);

/// Returns "ken, lise joined, ada set the topic: “…” · 09:12" of the run that ends with `entry`.
DisplayText room_events_line(const client::Model& model, const client::ConversationState& state,
                             const Entry& entry);

/// Returns a sentence of ours without what isolates the names in it.
std::string without_isolates(std::string_view sentence);

}  // namespace indaba::ui
