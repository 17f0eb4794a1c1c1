#include "imgui-client/views/completion_list.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

float choice_height() { return px(34); }

/// Returns whether the last character typed in this frame is a colon; the field takes it after the
/// list.
bool ends_with_colon() {
    const std::u32string typed = compat::typed_characters();
    return !typed.empty() && typed.back() == U':';
}

/// Draws the face or the icon of a choice. Returns where its words begin.
float draw_sign(const Rect& row, const Completion::Choice& choice, DisplayTextView words) {
    const float x = row.min.x + px(10);
    if (choice.person) paint::avatar({x + px(11), row.centre().y}, px(11), *choice.person, words);
    const bool is_room = choice.sign != Completion::Sign::none;
    if (is_room)
        paint::text_centred({{x, row.min.y}, {x + px(22), row.max.y}}, TextStyle::body,
                            palette().muted,
                            choice.sign == Completion::Sign::room ? icon::hash : icon::lock);
    return choice.person || is_room ? x + px(30) : x;
}

/// Draws a choice; what is said about a person or a room stands at the right.
void draw_choice(const Rect& row, const Completion::Choice& choice) {
    const Palette& p = palette();
    const bool is_name = choice.person || choice.sign != Completion::Sign::none;
    const DisplayText words = is_name ? display_line(choice.words) : display_text(choice.words);
    const DisplayText hint = display_line(choice.hint);
    const float end = row.max.x - px(10);
    float at = draw_sign(row, choice, words);
    at += paint::text_truncated({at, row.centre().y - font_size(TextStyle::body) / 2}, end - at,
                                TextStyle::body, p.text, words) +
          px(10);
    if (at >= end - px(10)) return;
    const float width = text_width(TextStyle::small, hint);
    if (is_name && at + width < end) at = end - width;
    paint::text_truncated({at, row.centre().y - font_size(TextStyle::small) / 2}, end - at,
                          TextStyle::small, p.muted, hint);
}

}  // namespace

/// Replaces the completed word by the choice.
bool CompletionList::insert(Editor& editor, const Completion& completion, std::size_t choice,
                            std::size_t max_bytes) {
    const std::string text = completion.choices[choice].insert;
    const std::size_t word = editor.caret() - completion.begin;
    if (editor.text().size() - word + text.size() > max_bytes) {
        close();
        return false;
    }
    while (editor.caret() > completion.begin) {
        const std::size_t before = editor.caret();
        editor.press(Editor::Action::erase_left, false);
        if (editor.caret() == before) break;
    }
    const bool fits = editor.insert(text, max_bytes);
    close();
    version_ = editor.version();
    caret_ = editor.caret();
    return fits;
}

void CompletionList::update(const ViewState& view_state, Editor& editor, bool asked) {
    const auto [begin, end] = editor.selection();
    version_ = editor.version();
    caret_ = editor.caret();
    chosen_ = 0;
    close();
    if (begin != end) return;
    completion_ = complete(editor.text(), caret_, *view_state.model, view_state.open, asked,
                           view_state.all_rooms.rooms);
    if (closed_at_ == completion_.begin && !asked)
        completion_.choices.clear();
    else
        closed_at_ = npos_;
}

bool CompletionList::handle_keys(const ViewState& view_state, Editor& editor, bool focused,
                                 std::size_t max_bytes, bool& changed) {
    const ImGuiIO& io = ImGui::GetIO();
    if (!focused || !view_state.model || io.KeyCtrl || io.KeyAlt) {
        if (!focused) close();
        return false;
    }
    const bool colon_before = std::exchange(colon_typed_, ends_with_colon());
    if (version_ != editor.version() && colon_before) {
        const Completion emoji = complete_emoji_name(editor.text(), editor.caret());
        if (!emoji.choices.empty()) {
            changed = insert(editor, emoji, 0, max_bytes);
            return false;
        }
    }
    if (version_ != editor.version() || caret_ != editor.caret()) update(view_state, editor, false);
    const bool tab = compat::key_pressed(KeyboardKey::tab) && !io.KeyShift;
    if (!is_open()) {
        if (!tab) return false;
        update(view_state, editor, true);
        if (completion_.choices.size() == 1) changed = insert(editor, completion_, 0, max_bytes);
        return true;
    }
    const std::size_t count = completion_.choices.size();
    const bool enter =
        (compat::key_pressed(KeyboardKey::enter) || compat::key_pressed(KeyboardKey::keypad_enter));
    if (compat::key_pressed(KeyboardKey::down, true)) {
        chosen_ = (chosen_ + 1) % count;
    } else if (compat::key_pressed(KeyboardKey::up, true)) {
        chosen_ = (chosen_ + count - 1) % count;
    } else if (tab || (enter && !io.KeyShift)) {
        changed = insert(editor, completion_, chosen_, max_bytes);
    } else if (compat::key_pressed(KeyboardKey::escape)) {
        closed_at_ = completion_.begin;
        close();
    } else {
        return false;
    }
    return true;
}

bool CompletionList::draw(Editor& editor, const Rect& box, float left, std::size_t max_bytes) {
    if (!is_open()) return false;
    const Palette& p = palette();
    const float width = std::min(px(320), box.width());
    const float height = choice_height() * static_cast<float>(completion_.choices.size()) + px(12);
    const float x = std::floor(std::clamp(left, box.min.x, box.max.x - width));
    const Rect card{{x, box.min.y - height - px(6)}, {x + width, box.min.y - px(6)}};
    area_ = card;
    ImGui::PushClipRect(card.min, card.max, false);
    paint::box(card, p.card, px(8));
    paint::frame(card, p.hairline, px(8), std::max(1.0f, px(1)));
    std::optional<std::size_t> pressed;
    for (std::size_t i = 0; i < completion_.choices.size(); ++i) {
        const float y = card.min.y + px(6) + choice_height() * static_cast<float>(i);
        const Rect row{{card.min.x + px(6), y}, {card.max.x - px(6), y + choice_height()}};
        if (press_area("completion:" + std::to_string(i), row).clicked) pressed = i;
        if (i == chosen_) paint::chosen(row, px(6));
        draw_choice(row, completion_.choices[i]);
    }
    ImGui::PopClipRect();
    return pressed && insert(editor, completion_, *pressed, max_bytes);
}

}  // namespace indaba::ui
