#pragma once
/// The dialog that asks for server and name, says FAILED TO CONNECT with the reason, and marks a
/// refused name at its field. Keeps what was typed.
#include <string>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct ConnectState {
    TextField server{false}, port{false}, name{false};
    int applied_version = -1;
    int focus = 0;  // server, port, name, the button
    // Stand at the fields until what is typed there changes.
    std::string server_error, port_error, name_error;
    std::string applied_name_error;  // of the view state, already applied
    // "I already have a key": another card replaces this one.
    bool importing = false;
    TextField key_file{false}, passphrase{false};
    std::string file_error, passphrase_error;
    int applied_import_version = 0;  // of the view state, already applied
    bool trust_focused = false;      // Enter alone trusts nobody: Tab comes first
    float scroll = 0;                // when the card is higher than the window
    bool reveal = false;             // what has the focus is to be scrolled to
};

void draw_connect(const ViewState& view_state, const Rect& screen, ConnectState& state,
                  Intents& intents);

}  // namespace indaba::ui
