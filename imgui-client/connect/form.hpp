#pragma once
/// The parts of the dialog's cards that widgets/form.hpp does not have: the focus, fields and
/// buttons that keys reach. Included only by the cards of this folder.
#include <string>
#include <string_view>

#include "imgui-client/connect/connect_dialog.hpp"
#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {

/// The fields and buttons that Tab reaches. Each card has the first button; the other one is "I
/// already have a key", Cancel or Back. The card for importing has its fields in place of the first
/// two.
enum FocusStop { no_stop = -1, at_server, at_port, at_name, at_button, at_other_button };

void focus_on(ConnectState& state, int stop);

/// Draws the dialog's notice; takes no room if there is none.
void notice(const ViewState& view_state, Column& column);

/// A field with its label and error.
struct FormField {
    TextField& field;
    int stop;  // a FocusStop
    DisplayTextView label;
    std::string_view mark;
    DisplayTextView hint;
    std::size_t max_bytes;
    std::string& error;
};

/// Draws the label and the field below it. Returns true if Enter was pressed in the field.
bool draw_field(const ViewState& view_state, const FormField& form_field, ImVec2 at, float width,
                ConnectState& state);

/// Draws a button of a card. Returns whether a click or a key has pressed it.
bool card_button(const ConnectState& state, int stop, std::string_view id, const Rect& area,
                 DisplayTextView words, Colour surface, Colour colour);

/// The areas of a wide button and a narrow one beside it.
struct ButtonPair {
    Rect wide, narrow;
};
ButtonPair button_pair(const Rect& area);

}  // namespace indaba::ui
