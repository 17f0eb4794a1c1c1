#pragma once
/// "I already have a key": takes the key that somebody has on another machine, from the file that
/// indaba-cli key export wrote.
#include "imgui-client/connect/connect_parts.hpp"

namespace indaba::ui {

/// What became of an import, once.
void take_import(const Scene& scene, ConnectState& state);
void import_card(const Scene& scene, Column& column, ConnectState& state, Intents& intents);
/// The button was pressed by key.
void import_key(ConnectState& state, Intents& intents);
/// The way there, below the button that joins.
void import_link(Column& column, ConnectState& state);

}  // namespace indaba::ui
