#pragma once
/// The lists of the window made from a model: whispers for the left column, people for the right
/// one. Pure: the workspace calls these when something in them has changed.
#include <vector>

#include "common/client/model/model.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

struct PeopleLists {
    std::vector<Person> online;   // the own account first, then by name
    std::vector<Person> offline;  // partners of whispers who are away, by name
};

/// Returns the whispers, the most recent first; of equal age, unread ones first.
std::vector<WhisperSummary> whisper_list(const client::Model& model);
PeopleLists people_lists(const client::Model& model, const std::vector<WhisperSummary>& whispers);

}  // namespace indaba::ui
