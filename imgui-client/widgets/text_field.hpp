#pragma once
/// An editor on the screen: draws it, gives it keys, mouse, clipboard and the caret. Whoever owns
/// the field says whether it has the focus. Enter and Escape are told, not acted upon.
#include <cstddef>
#include <string_view>

#include "imgui-client/text/editor.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct TextField {
    explicit TextField(bool multi_line) : editor(multi_line) {}
    Editor editor;
    double last_key = 0;     // ImGui::GetTime() of it: the caret blinks for 5 s after, then stands
    float scroll = 0;        // pixels hidden above (multi-line) or left (single-line)
    bool wheeled = false;    // by the wheel away from the caret, until that moves
    bool overflows = false;  // higher than its area: Page Up and Page Down are its own
    bool refused_last = false;  // the last insertion was too long
};

struct FieldOptions {
    std::string_view id;
    DisplayTextView hint;  // shown while empty
    Colour text, hint_colour;
    std::size_t max_bytes;
};
struct FieldEvents {
    bool clicked = false;  // wants the focus
    bool changed = false;
    bool enter = false;
    bool escape = false;
};

/// `area` is where text may be; nothing around it is drawn.
FieldEvents text_field(TextField& field, const FieldOptions& options, const Rect& area,
                       bool focused);
/// So high would the text be at this width.
float text_height(TextField& field, float width);
/// Whether the caret blinks, so that there is more to draw; not for long after the last key.
bool caret_blinks(const TextField& field);

}  // namespace indaba::ui
