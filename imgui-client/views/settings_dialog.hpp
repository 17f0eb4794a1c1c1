#pragma once
/// The settings: sections at the left, the controls of one section at the right; in a narrow window
/// one after the other. Each change applies at once, but what deletes messages asks first. Owned by
/// the screen.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/settings_state.hpp"

namespace indaba::ui {

/// Returns the state of a dialog that opens now.
SettingsState begin_settings(const ViewState& view_state);
/// Draws the dialog over `screen`. Returns false if it must close: after Escape, its cross, and a
/// click beside it.
bool draw_settings(const ViewState& view_state, const Rect& screen, SettingsState& state,
                   Intents& intents);
/// Returns the seconds until the dialog changes without input, if it does.
std::optional<double> next_settings_change(const SettingsState& state);

}  // namespace indaba::ui
