#pragma once
/// The list of all rooms, made from the server's directory and the rooms that the model knows.
/// Pure.
#include <vector>

#include "common/client/model/model.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// Returns the rooms that the user may see: the lobby, then most members first, archived ones last.
/// An own room is shown as the model knows it, which is newer than what was `listed`.
std::vector<RoomSummary> all_rooms(const client::Model& model, const std::vector<RoomInfo>& listed);

}  // namespace indaba::ui
