#include "imgui-client/views/find_bar.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {
namespace {

/// Returns what was found for the text in the field; null while the answer is on its way.
const FoundMessages* answer_of(const ViewState& view_state, const FindBarState& state) {
    const FoundMessages* found = view_state.found;
    const bool asked = found && found->in == state.in && found->typed == state.field.editor.text();
    return asked && found->is_answered() ? found : nullptr;
}

void choose(const FoundMessages& found, FindBarState& state, std::size_t place) {
    state.place = place;
    state.present = found.messages[place].number;
}

/// Chooses the newest hit that is not newer than `number`, or else the oldest one.
void choose_up_to(const FoundMessages& found, FindBarState& state, std::uint64_t number) {
    if (found.messages.empty()) {
        state.present = 0;
        return;
    }
    const auto hit = std::ranges::find_if(
        found.messages, [&](const FoundMessage& each) { return each.number <= number; });
    const std::ptrdiff_t last = std::ssize(found.messages) - 1;
    choose(found, state, static_cast<std::size_t>(std::min(hit - found.messages.begin(), last)));
}

void go_to_present(FindBarState& state, MessagesView& messages) {
    state.gone_to = state.present != 0;
    if (state.gone_to) messages.jump_to(state.present);
}

/// Goes to the first hit of another text. While the user types on and has not scrolled away, it is
/// looked for from the same message.
void go_to_first(const FoundMessages& found, FindBarState& state, MessagesView& messages) {
    const auto [first, last] = messages.in_sight();
    const bool is_there = state.present >= first && state.present <= last;
    if (state.present == 0 || !is_there)
        state.from = last == 0 ? std::numeric_limits<std::uint64_t>::max() : last;
    choose_up_to(found, state, state.from);
    go_to_present(state, messages);
}

/// Finds the place of the present hit in a list that has changed. When it is there no more, the
/// next older one is chosen, and the messages stay where they are.
void keep_present(const FoundMessages& found, FindBarState& state) {
    const auto hit = std::ranges::find(found.messages, state.present, &FoundMessage::number);
    if (hit != found.messages.end()) {
        state.place = static_cast<std::size_t>(hit - found.messages.begin());
        return;
    }
    state.gone_to = false;
    choose_up_to(found, state, state.present == 0 ? state.from : state.present);
}

// ---- drawing

DisplayText count_of(const FoundMessages& found, const FindBarState& state) {
    return display_grouped(state.place + 1) + ours(" of ") +
           display_grouped(found.messages.size()) + (found.more ? ours("+") : ours(""));
}

DisplayTextView place_in_words(const ViewState& view_state) {
    if (!view_state.whisper_to) return ours("in this room");
    return *view_state.whisper_to == view_state.model->me() ? ours("in your notes")
                                                            : ours("in these whispers");
}

/// Returns why there is no hit.
DisplayText nothing_in_words(const FoundMessages& found) {
    if (!found.problems.empty()) return display_line(found.problems.front());
    if (found.no_copy) return ours("This home has no copy of these messages yet");
    return found.missing > 0 ? ours("Nothing found yet") : ours("Nothing found");
}

/// Draws what was found, from `x` to `end`.
void draw_count(const ViewState& view_state, const FindBarState& state, float x, float end,
                float middle) {
    const Palette& p = palette();
    const FoundMessages* found = answer_of(view_state, state);
    if (!found) found = view_state.found;  // of the text before, for some milliseconds
    if (!found || found->in != state.in || !found->asks) return;
    const float top = middle - font_size(TextStyle::small) / 2;
    const auto word = [&](Colour colour, DisplayTextView words) {
        x += std::ceil(paint::text_truncated({x, top}, std::max(0.0f, end - x), TextStyle::small,
                                             colour, words));
        x += px(12);
    };
    if (!found->messages.empty() && state.present != 0) {
        word(p.strong, count_of(*found, state));
        const DisplayTextView where = place_in_words(view_state);
        if (text_width(TextStyle::small, where) <= end - x) word(p.muted, where);
    } else if (found->is_answered() && found->messages.empty()) {
        word(p.muted, nothing_in_words(*found));
    }
}

FieldEvents draw_find_field(const Rect& field, bool focused, FindBarState& state) {
    const Palette& p = palette();
    field_frame(field, false, focused);
    paint::text({field.min.x + px(11), field.centre().y - font_size(TextStyle::small) / 2},
                TextStyle::small, p.muted, icon::search);
    const Rect inside{{field.min.x + px(35), field.min.y}, {field.max.x - px(10), field.max.y}};
    return text_field(
        state.field,
        {"find-field", ours("Search these messages"), p.strong, p.muted, max_searched_bytes},
        inside, focused);
}

}  // namespace

void open_find(const ViewState& view_state, FindBarState& state, const std::string& text) {
    if (!text.empty()) state.field.editor.set(text);
    state.field.editor.press(Editor::Action::select_all, false);
    if (state.open) return;
    state.open = true;
    state.in = view_state.open;
    state.present = 0;
    state.gone_to = false;
    state.answer.reset();
    state.version.reset();
}

void close_find(FindBarState& state, Intents& intents) {
    if (std::exchange(state.open, false)) intents.push_back(EndSearch{});
}

void follow_find(const ViewState& view_state, FindBarState& state, MessagesView& messages,
                 Intents& intents) {
    if (!state.open) return;
    if (state.in != view_state.open) return close_find(state, intents);
    const FoundMessages* found = view_state.found;
    const std::string& typed = state.field.editor.text();
    if (!found || found->in != state.in || found->typed != typed)
        intents.push_back(SearchMessages{typed, state.in});
    found = answer_of(view_state, state);
    if (!found) return;
    const bool other = std::exchange(state.answer, found->answer) != found->answer;
    const bool changed = std::exchange(state.version, found->version) != found->version;
    if (other)
        go_to_first(*found, state, messages);
    else if (changed)
        keep_present(*found, state);
}

void go_to_hit(const ViewState& view_state, FindBarState& state, int step, MessagesView& messages,
               Intents& intents) {
    const FoundMessages* found = answer_of(view_state, state);
    if (!found || found->messages.empty() || state.present == 0) return;
    const std::ptrdiff_t last = std::ssize(found->messages) - 1;
    const auto next = static_cast<std::ptrdiff_t>(state.place) + (state.gone_to ? step : 0);
    if (next > last && found->more) intents.push_back(SearchOlder{});
    if (next < 0 || next > last) return;
    choose(*found, state, static_cast<std::size_t>(next));
    state.from = state.present;
    go_to_present(state, messages);
}

float find_bar_height(const FindBarState& state) { return state.open ? px(48) : 0; }

FindBarEnd draw_find_bar(const ViewState& view_state, const Rect& area, bool focused,
                         FindBarState& state, MessagesView& messages, Intents& intents) {
    const Palette& p = palette();
    FindBarEnd end;
    paint::hairline({area.min.x, area.max.y - px(1)}, {area.max.x, area.max.y - px(1)}, p.hairline);
    const float y = std::floor(area.centre().y);
    const float right = area.max.x - px(36);
    if (icon_button("close-find", {right, y}, icon::close, TextStyle::small, p.muted,
                    ours("Close (Esc)")))
        end.closes = true;
    int step = 0;
    if (icon_button("newer-hit", {right - px(32), y}, icon::newer, TextStyle::small, p.strong,
                    ours("Newer (Shift+F3)")))
        step = -1;
    if (icon_button("older-hit", {right - px(64), y}, icon::older, TextStyle::small, p.strong,
                    ours("Older (F3)")))
        step = 1;
    const float left = area.min.x + px(21), words_end = right - px(64) - px(24);
    const float width = std::clamp(words_end - left - px(110), px(60), px(278));
    const Rect field{{left, y - px(15)}, {left + width, y + px(15)}};
    const FieldEvents events = draw_find_field(field, focused, state);
    end.clicked = events.clicked;
    if (events.enter) step = ImGui::GetIO().KeyShift ? -1 : 1;
    draw_count(view_state, state, field.max.x + px(17), words_end, y);
    if (step != 0) go_to_hit(view_state, state, step, messages, intents);
    return end;
}

}  // namespace indaba::ui
