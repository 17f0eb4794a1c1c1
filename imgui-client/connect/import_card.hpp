#pragma once
/// The card "I already have a key": imports the user's key from another machine, from the file that
/// `indaba-cli key export` wrote.
#include "imgui-client/connect/form.hpp"

namespace indaba::ui {

/// Takes over the result of an import once: an error at its field, or the first card again.
void apply_import_result(const ViewState& view_state, ConnectState& state);
void import_card(const ViewState& view_state, Column& column, ConnectState& state,
                 Intents& intents);
/// Draws the link to this card, below the button Join.
void import_link(Column& column, ConnectState& state);

}  // namespace indaba::ui
