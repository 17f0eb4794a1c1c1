#pragma once
/// The sections of the settings dialog. Each puts its controls into a column, says which of them
/// Tab reaches, and handles the keys of the focused one. Used by settings_dialog.cpp.
#include <span>
#include <vector>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/settings_state.hpp"

namespace indaba::ui {

using SettingsStops = std::vector<SettingsStop>;

// ---- Appearance: theme and text size
SettingsStops appearance_stops();
void handle_appearance_keys(const SettingsState& state, Intents& intents);
void draw_appearance(Column& column, SettingsState& state, Intents& intents);

// ---- Local copy: its size, what is missing, and what is kept
/// Returns the state of the section when the dialog opens.
KeepChoice begin_keep_choice(const LocalCopy& copy);
/// Returns true while a choice waits for a confirmation, since it deletes messages.
bool asks_to_delete(const LocalCopy& copy, const KeepChoice& choice);
/// Takes back what was chosen and is not applied.
void cancel_keep_choice(const LocalCopy& copy, KeepChoice& choice);
SettingsStops local_copy_stops(const LocalCopy& copy, const KeepChoice& choice);
void handle_local_copy_keys(const LocalCopy& copy, SettingsState& state, Intents& intents);
void draw_local_copy(const LocalCopy& copy, Column& column, SettingsState& state, Intents& intents);

// ---- About: version, home, licence, key
SettingsStops about_stops();
void draw_about(const AboutProgram& about, Column& column, SettingsState& state);

}  // namespace indaba::ui
