#include "imgui-client/connect/connect_parts.hpp"

#include "imgui-client/text/text_layout.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {

void focus_on(ConnectState& state, int stop) {
    state.focus = stop;
    state.reveal = true;
}

std::string trimmed(std::string text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string::npos) return "";
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

void paragraph(Column& column, Style style, Colour colour, std::string_view shown) {
    for (const Line& line : lay_out(shown, style, column.width)) {
        const Rect place = column.next(line_height(style));
        if (column.drawn)
            paint::text(place.min, style, colour, shown.substr(line.begin, line.end - line.begin));
    }
}

void error_line(Column& column, const std::string& sentence) {
    if (sentence.empty()) return;
    column.gap(6);
    paragraph(column, Style::small, palette().danger_text, shown_text(sentence));
}

namespace {

void draw_frame(const Rect& place, bool wrong, bool focused) {
    const Palette& p = palette();
    paint::box(place, p.field, px(8));
    if (wrong)
        paint::frame(place, p.danger, px(8), px(2));
    else
        paint::frame(place, focused ? p.accent : p.hairline, px(8), px(focused ? 2 : 1));
}

}  // namespace

bool draw_field(const Scene& scene, const Asked& asked, ImVec2 at, float width,
                ConnectState& state) {
    const Palette& p = palette();
    const bool editable = !scene.connect.connecting;
    const bool focused = editable && state.focus == asked.stop;
    paint::text(at, Style::small, p.muted, asked.label);
    const float top = at.y + px(label_height);
    const Rect box{{at.x, top}, {at.x + width, top + px(field_height)}};
    draw_frame(box, !asked.error.empty(), focused);
    const Rect inside{{box.min.x + px(12), box.min.y}, {box.max.x - px(12), box.max.y}};
    const FieldLook look{asked.mark, asked.hint, editable ? p.strong : p.muted, p.muted,
                         asked.max_bytes};
    if (!editable) ImGui::BeginDisabled();
    const FieldEvents events = text_field(asked.field, look, inside, focused);
    if (!editable) ImGui::EndDisabled();
    if (events.clicked) state.focus = asked.stop;
    if (events.changed) asked.error.clear();
    return events.enter;
}

Pair pair_of_buttons(const Rect& place) {
    const float narrow = px(104), gap = px(12);
    return {{place.min, {place.max.x - narrow - gap, place.max.y}},
            {{place.max.x - narrow, place.min.y}, place.max}};
}

}  // namespace indaba::ui
