#pragma once
/// The connect dialog: asks for server and name, shows why connecting failed, and marks a refused
/// name at its field. Keeps the typed values. Its cards for an unknown key and for importing a key
/// are trust_card and import_card.
#include <string>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/form.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct ConnectState {
    TextField server{false}, port{false}, name{false};
    int applied_version = -1;
    enum class Card { server, connecting, trust, key_file, opening_key_file };
    Card card = Card::server;
    int focus = 0;     // a FocusStop of form.hpp
    int pressed = -1;  // the button that a key presses in this frame, or none
    // errors at the fields, until the text there changes
    std::string server_error, port_error, name_error;
    std::string applied_name_error;  // the last one taken over from the view state
    // "I already have a key": another card replaces this one.
    bool importing = false;
    TextField key_file{false}, passphrase{false, true};
    std::string file_error, passphrase_error;
    int applied_import_version = 0;  // the last one taken over from the view state
    CardScroll scroll;
};

void draw_connect(const ViewState& view_state, const Rect& screen, ConnectState& state,
                  Intents& intents);

}  // namespace indaba::ui
