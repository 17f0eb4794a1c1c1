#pragma once
/// The parts of the dialog's cards: a column, paragraphs, boxes, labelled fields, buttons. Included
/// only by the cards of this folder.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "imgui-client/connect/connect_dialog.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// The fields and buttons that Tab reaches. Each card has the first button; the other one is "I
/// already have a key", Cancel or Back. The card for importing has its fields in place of the first
/// two.
enum FocusStop { no_stop = -1, at_server, at_port, at_name, at_button, at_other_button };

void focus_on(ConnectState& state, int stop);

/// The position of the next part. A card runs once to measure its height and once to draw.
struct Column {
    float left = 0, width = 0, y = 0;
    bool drawn = false;
    Rect focused{};  // the focused field with its error

    void gap(float at_scale_1) { y += px(at_scale_1); }
    Rect next(float height) {
        const Rect area{{left, y}, {left + width, y + height}};
        y += height;
        return area;
    }
};

void paragraph(Column& column, TextStyle style, Colour colour, DisplayTextView text);
/// Draws the dialog's notice; takes no room if there is none.
void notice(const ViewState& view_state, Column& column);
/// Draws an error below a field; takes no room if the sentence is empty.
void error_line(Column& column, const std::string& sentence);

/// Draws a tinted box around the parts that `contents` puts into a column.
template <class Contents>
void boxed(Column& column, Colour surface, std::optional<Colour> frame, Contents contents) {
    Column inner{column.left + px(12), column.width - px(24), column.y + px(10)};
    contents(inner);
    const Rect box = column.next(inner.y + px(10) - column.y);
    if (!column.drawn) return;
    paint::box(box, surface, px(8));
    if (frame) paint::frame(box, *frame, px(8), std::max(1.0f, px(1)));
    Column drawn{inner.left, inner.width, box.min.y + px(10), true, {}};
    contents(drawn);
}

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

constexpr float label_height = 20, field_height = 36;

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
