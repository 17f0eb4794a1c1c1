#pragma once
/// "I already have a key": takes the key that somebody has on another machine, from the file that
/// indaba-cli key export wrote.
#include "imgui-client/connect/form.hpp"

namespace indaba::ui {

/// What became of an import, once.
void apply_import_result(const ViewState& view_state, ConnectState& state);
void import_card(const ViewState& view_state, Column& column, ConnectState& state,
                 Intents& intents);
/// The button was pressed by key.
void import_key(ConnectState& state, Intents& intents);
/// The way there, below the button that joins.
void import_link(Column& column, ConnectState& state);

}  // namespace indaba::ui
