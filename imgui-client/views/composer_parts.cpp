#include "imgui-client/views/composer_parts.hpp"

#include <algorithm>
#include <cmath>

#include "common/wire/text.hpp"
#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

float about_height() { return px(26); }

DisplayText author_of(const ViewState& view_state, const ComposedAbout& about) {
    const client::ConversationState* state = view_state.model->find(view_state.open);
    const Entry* entry = state ? state->held.find(about.number) : nullptr;
    return entry ? name_in_sentence(view_state.model->name_of(entry->account)) : DisplayText();
}

}  // namespace

bool is_blank_text(std::string_view text) { return leading_blanks(text) == text.size(); }

bool is_editing(const ComposerState& state) {
    return state.about && state.about->kind == ComposedAbout::Kind::edit;
}

std::optional<client::FoldedMessage> message_of(const ViewState& view_state,
                                                const ComposedAbout& about) {
    const client::ConversationState* state =
        view_state.model ? view_state.model->find(view_state.open) : nullptr;
    auto message = state ? client::folded_message(*state, about.number) : std::nullopt;
    if (message && message->erased) message.reset();
    return message;
}

bool is_archived(const ViewState& view_state) {
    return view_state.room && view_state.room->state.archived;
}

float chip_row() { return about_height() + px(6); }

void draw_composer_box(const ViewState& view_state, const Rect& box, bool focused) {
    const Palette& p = palette();
    paint::box(box, view_state.whisper_to ? p.whisper_surface : p.field, px(10));
    if (view_state.whisper_to)
        paint::frame(box, p.whisper, px(10), std::max(1.0f, px(1.5f)));
    else
        paint::frame(box, p.hairline, px(10), std::max(1.0f, px(1)));
    if (p.high_contrast && focused) paint::frame(box, p.link, px(10), px(2));
}

bool draw_chip(const ViewState& view_state, ImVec2 at, float room) {
    const Palette& p = palette();
    const DisplayText words = ours("Whisper to ") + name_in_sentence(view_state.whisper_to_name);
    const float cross = about_height(), pad = px(10);
    const float wanted = std::ceil(text_width(TextStyle::small, words)) + pad + cross;
    const float width = std::min(wanted, room);
    const Rect chip{at, {at.x + width, at.y + about_height()}};
    paint::box(chip, p.whisper_chip, about_height() / 2);
    paint::text_truncated({at.x + pad, chip.centre().y - font_size(TextStyle::small) / 2},
                          width - pad - cross, TextStyle::small, p.whisper_text, words);
    const Rect close{{chip.max.x - cross, chip.min.y}, chip.max};
    const Press press = press_area("whisper-close", close);
    if (press.hovered) {
        paint::frame(chip, p.whisper_text, about_height() / 2, std::max(1.0f, px(1)));
        tooltip(ours("Back to #lobby (Esc)"));
    }
    paint::text_centred(close, TextStyle::small, p.whisper_text, icon::close);
    return press.clicked;
}

bool draw_about(const ViewState& view_state, const ComposerState& state, ImVec2 at, float room) {
    const Palette& p = palette();
    const auto message = message_of(view_state, *state.about);
    DisplayText words = is_editing(state) ? DisplayText(ours("Edit message"))
                                          : ours("Reply to ") + author_of(view_state, *state.about);
    if (message && !is_editing(state))
        words += ours(": ") + truncated(display_line(message->text.substr(0, 400)), 80);
    const float cross = about_height();
    paint::box({at, {at.x + px(3), at.y + about_height()}}, p.link, px(1));
    paint::text_truncated(
        {at.x + px(12), at.y + (about_height() - font_size(TextStyle::small)) / 2},
        room - px(12) - cross, TextStyle::small, p.muted, words);
    const Rect close{{at.x + room - cross, at.y}, {at.x + room, at.y + cross}};
    const Press press = press_area("about-close", close);
    if (press.hovered) tooltip(ours("Cancel (Esc)"));
    paint::text_centred(close, TextStyle::small, p.muted, icon::close);
    return press.clicked;
}

bool draw_send(const ViewState& view_state, const ComposerState& state, const Rect& area) {
    const Palette& p = palette();
    const bool something = !is_blank_text(state.field.editor.text());
    const Press press = press_area("send", area);
    paint::box(area, something ? p.accent : p.chosen, area.width() / 2);
    if (press.hovered) {
        paint::frame(area, p.strong, area.width() / 2, std::max(1.0f, px(1)));
        tooltip(view_state.whisper_to ? ours("Whisper (Enter)") : ours("Send (Enter)"));
    }
    // The icon's visual centre is left of its middle.
    const Rect shifted{{area.min.x - px(2), area.min.y}, {area.max.x - px(2), area.max.y}};
    paint::text_centred(shifted, TextStyle::body, something ? p.on_accent : p.muted, icon::send);
    return press.clicked;
}

bool box_clicked(const Rect& box) {
    ImGui::SetCursorScreenPos(box.min);
    const bool clicked = ImGui::InvisibleButton(
        "##composer box", {std::max(1.0f, box.width()), std::max(1.0f, box.height())});
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    return clicked;
}

void draw_archived(const ViewState& view_state, const Rect& box) {
    const Palette& p = palette();
    paint::frame(box, p.hairline, px(10), std::max(1.0f, px(1)));
    const float middle = box.centre().y - font_size(TextStyle::small) / 2, x = box.min.x + px(24);
    paint::text({x, middle}, TextStyle::small, p.muted, icon::lock);
    DisplayText words = ours("This room is archived: it can be read, not written to.");
    if (view_state.room->is_owner(view_state.model->me()))
        words += ours(" Its menu (Ctrl+M) reopens it.");
    paint::text_truncated({x + px(24), middle}, box.max.x - x - px(40), TextStyle::small, p.muted,
                          words);
}

}  // namespace indaba::ui
