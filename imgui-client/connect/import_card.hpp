#pragma once
/// The card "I already have a key": imports the user's key from another machine, from the file that
/// `indaba-cli key export` wrote.
#include "imgui-client/connect/form.hpp"

namespace indaba::ui {

/// Takes over the result of an import once: an error at the passphrase, or the first card again.
void apply_import_result(const ViewState& view_state, ConnectState& state);
void import_card(const ViewState& view_state, Column& column, ConnectState& state,
                 Intents& intents);
/// Requests the import if both fields have a text; called when the button is pressed.
void import_key(const ViewState& view_state, ConnectState& state, Intents& intents);
/// Draws the link to this card, below the button Join.
void import_link(Column& column, ConnectState& state);

}  // namespace indaba::ui
