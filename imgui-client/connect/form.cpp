#include "imgui-client/connect/form.hpp"

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/text/text_layout.hpp"

namespace indaba::ui {

void focus_on(ConnectState& state, int stop) {
    state.focus = stop;
    state.reveal = true;
}

void paragraph(Column& column, TextStyle style, Colour colour, DisplayTextView text) {
    const Lines lines = lay_out(text, style, column.width);
    const Rect area = column.next(height_of(lines, style));
    if (column.drawn) paint::lines(area.min, style, colour, text, lines);
}

void notice(const ViewState& view_state, Column& column) {
    if (view_state.connect.notice.empty()) return;
    paragraph(column, TextStyle::small, palette().text, display_text(view_state.connect.notice));
    column.gap(12);
}

void error_line(Column& column, const std::string& sentence) {
    if (sentence.empty()) return;
    column.gap(6);
    paragraph(column, TextStyle::small, palette().danger_text, display_text(sentence));
}

namespace {

void draw_frame(const Rect& area, bool wrong, bool focused) {
    const Palette& p = palette();
    paint::box(area, p.field, px(8));
    if (focused)
        paint::focus(area, wrong ? p.danger : p.accent, px(8));
    else
        paint::frame(area, wrong ? p.danger : p.hairline, px(8), std::max(1.0f, px(1)));
}

}  // namespace

bool draw_field(const ViewState& view_state, const FormField& form_field, ImVec2 at, float width,
                ConnectState& state) {
    const Palette& p = palette();
    const bool editable = !view_state.connect.connecting && !view_state.connect.importing;
    const bool focused = editable && state.focus == form_field.stop;
    paint::text(at, TextStyle::small, p.muted, form_field.label);
    const float top = at.y + px(label_height);
    const Rect box{{at.x, top}, {at.x + width, top + px(field_height)}};
    draw_frame(box, !form_field.error.empty(), focused);
    const Rect inside{{box.min.x + px(12), box.min.y}, {box.max.x - px(12), box.max.y}};
    const FieldOptions options{form_field.mark, form_field.hint, editable ? p.strong : p.muted,
                               p.muted, form_field.max_bytes};
    if (!editable) ImGui::BeginDisabled();
    const FieldEvents events = text_field(form_field.field, options, inside, focused);
    if (!editable) ImGui::EndDisabled();
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
