#include "imgui-client/connect/form.hpp"

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {

void focus_on(ConnectState& state, int stop) {
    state.focus = stop;
    state.scroll.reveal = true;
}

void notice(const ViewState& view_state, Column& column) {
    if (view_state.connect.notice.empty()) return;
    paragraph(column, TextStyle::small, palette().text, display_text(view_state.connect.notice));
    column.gap(12);
}

bool draw_field(const ViewState& view_state, const FormField& form_field, ImVec2 at, float width,
                ConnectState& state) {
    const Palette& p = palette();
    const bool editable = !view_state.connect.connecting && !view_state.connect.importing;
    const LabelledField labelled{form_field.field,
                                 form_field.label,
                                 {form_field.mark, form_field.hint, editable ? p.strong : p.muted,
                                  p.muted, form_field.max_bytes},
                                 !form_field.error.empty(),
                                 editable};
    const FieldEvents events = labelled_field(labelled, at, width, state.focus == form_field.stop);
    if (events.clicked) state.focus = form_field.stop;
    if (events.changed) form_field.error.clear();
    return events.enter;
}

bool card_button(const ConnectState& state, int stop, std::string_view id, const Rect& area,
                 DisplayTextView words, Colour surface, Colour colour) {
    const bool clicked =
        button(id, area, words, TextStyle::strong, surface, colour, state.focus == stop);
    return clicked || state.pressed == stop;
}

ButtonPair button_pair(const Rect& area) {
    const float narrow = px(104), gap = px(12);
    return {{area.min, {area.max.x - narrow - gap, area.max.y}},
            {{area.max.x - narrow, area.min.y}, area.max}};
}

}  // namespace indaba::ui
