#include "imgui-client/widgets/form.hpp"

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/text/text_layout.hpp"

namespace indaba::ui {

void paragraph(Column& column, TextStyle style, Colour colour, DisplayTextView text) {
    const Lines lines = lay_out(text, style, column.width);
    const Rect area = column.next(height_of(lines, style));
    if (column.drawn) paint::lines(area.min, style, colour, text, lines);
}

void error_line(Column& column, const std::string& sentence) {
    if (sentence.empty()) return;
    column.gap(6);
    paragraph(column, TextStyle::small, palette().danger_text, display_text(sentence));
}

void field_frame(const Rect& area, bool wrong, bool focused) {
    const Palette& p = palette();
    paint::box(area, p.field, px(8));
    if (focused)
        paint::focus(area, wrong ? p.danger : p.link, px(8));
    else
        paint::frame(area, wrong ? p.danger : p.edge, px(8), std::max(1.0f, px(1)));
}

FieldEvents labelled_field(const LabelledField& labelled, ImVec2 at, float width, bool focused) {
    const Palette& p = palette();
    const float count = labelled.count.empty() ? 0 : text_width(TextStyle::small, labelled.count);
    paint::text_truncated(at, width - count, TextStyle::small, p.muted, labelled.label);
    paint::text({at.x + width - count, at.y}, TextStyle::small, p.muted, labelled.count);
    const float top = at.y + px(label_height);
    const Rect box{{at.x, top}, {at.x + width, top + px(field_height)}};
    const bool active = focused && labelled.editable;
    field_frame(box, labelled.wrong, active);
    Rect inside{{box.min.x + px(12), box.min.y}, {box.max.x - px(12), box.max.y}};
    if (!labelled.icon.empty()) {
        paint::text({box.min.x + px(14), box.centre().y - font_size(TextStyle::small) / 2},
                    TextStyle::small, p.muted, labelled.icon);
        inside.min.x += px(24);
    }
    if (!labelled.editable) ImGui::BeginDisabled();
    const FieldEvents events = text_field(labelled.field, labelled.options, inside, active);
    if (!labelled.editable) ImGui::EndDisabled();
    return events;
}

void dialog_surface(const Rect& screen, const Rect& card) {
    paint::box(screen, palette().shade);
    paint::box(card, palette().card, px(12));
    paint::frame(card, palette().edge, px(12), std::max(1.0f, px(1)));
}

float scroll_card(CardScroll& scroll, float height, float room, const Rect& focused) {
    const float around = px(12);
    float& offset = scroll.offset;
    if (std::exchange(scroll.reveal, false)) {
        offset = std::max(offset, focused.max.y + around - room);
        offset = std::min(offset, focused.min.y - around);
    }
    offset -= ImGui::GetIO().MouseWheel * 3 * line_height(TextStyle::body);
    offset = std::clamp(offset, 0.0f, std::max(0.0f, height - room));
    return std::floor(offset);
}

}  // namespace indaba::ui
