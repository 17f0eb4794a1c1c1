#pragma once
/// A text input: draws an editor and gives it keys, mouse, clipboard, primary selection and menu.
/// The view that owns the field decides whether it has the focus, and acts on Enter and Escape.
#include <cstddef>
#include <string_view>

#include "imgui-client/text/editor.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct TextField {
    explicit TextField(bool multi_line, bool secret = false) : editor(multi_line, secret) {}
    Editor editor;
    double last_key = 0;        // ImGui::GetTime(): the caret blinks for 5 s after the last key
    float scroll = 0;           // pixels hidden above (multi-line) or left (single-line)
    bool wheeled = false;       // the wheel has scrolled, until the caret moves
    bool overflows = false;     // higher than its area: it handles Page Up and Page Down
    bool refused_last = false;  // the last insertion was too long
    bool drag_scrolls = false;  // the mouse selects beyond the edge: frames are needed
};

struct FieldOptions {
    std::string_view id;
    DisplayTextView hint;  // drawn while the field is empty
    Colour text, hint_colour;
    std::size_t max_bytes;
};
struct FieldEvents {
    bool clicked = false;  // wants the focus
    bool changed = false;
    bool enter = false;
    bool escape = false;
};

/// Draws the text inside of `area`, without a frame, and returns what happened in this frame.
FieldEvents text_field(TextField& field, const FieldOptions& options, const Rect& area,
                       bool focused);
/// Returns the height of the text at this width, in pixels.
float text_height(TextField& field, float width);
/// Returns whether the caret still blinks and needs frames: for 5 s after the last key.
bool caret_blinks(const TextField& field);

}  // namespace indaba::ui
