#include "imgui-client/views/search_panel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/key_sign.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/widgets/field_menu.hpp"
#include "imgui-client/widgets/form.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_problems = 3;
constexpr std::size_t max_named_letters = 40;

// ---- measures

/// The parts of the panel. A low window has neither chips nor a footer.
struct SearchAreas {
    Rect field, list, footer;
    ImVec2 cross;
    float left = 0, right = 0;  // of the words
    float chips = 0;            // the middle of the row; 0: there is none
    float line = 0;             // below field and chips

    explicit SearchAreas(const Rect& area) {
        const bool low = area.height() < px(320);
        left = area.min.x + px(16);
        right = area.max.x - px(16);
        cross = {area.max.x - px(29), area.min.y + px(32)};
        field = {{left, area.min.y + px(14)}, {cross.x - px(24), area.min.y + px(50)}};
        chips = low ? 0 : area.min.y + px(77);
        line = area.min.y + (low ? px(58) : px(101));
        const float footer_top = std::max(line, area.max.y - (low ? 0 : px(40)));
        footer = {{area.min.x, footer_top}, area.max};
        list = {{area.min.x, line + px(1)}, {area.max.x, footer_top}};
    }
};

const FoundMessages& found_of(const ViewState& view_state) {
    static const FoundMessages nothing;
    const bool is_of_all = view_state.found && !view_state.found->in;
    return is_of_all ? *view_state.found : nothing;
}

SearchPanelState::Key key_of(const FoundMessage& message) {
    return {message.conversation, message.number};
}

void choose(const FoundMessages& found, SearchPanelState& state, std::size_t row) {
    state.chosen = row;
    state.chosen_key = key_of(found.messages[row]);
}

void go_to_chosen(const ViewState& view_state, SearchPanelState& state, Intents& intents) {
    const FoundMessages& found = found_of(view_state);
    choose(found, state, state.chosen);
    const FoundMessage& message = found.messages[state.chosen];
    intents.push_back(
        OpenMessage{view_state.connection.server, message.conversation, message.number});
    state.gone_to = true;
}

float found_row_top(std::size_t row) { return px(4) + static_cast<float>(row) * found_row_step(); }

// ---- keys

void choose_found_by_keys(const FoundMessages& found, float view, SearchPanelState& state) {
    const ImGuiIO& io = ImGui::GetIO();
    if (found.messages.empty() || field_menu_takes_keys() || io.KeyAlt || io.KeyCtrl) return;
    const std::size_t last = found.messages.size() - 1, before = state.chosen;
    const auto page = static_cast<std::size_t>(std::max(1.0f, view / found_row_step() - 1));
    std::size_t row = before;
    if (compat::key_pressed(KeyboardKey::down, true)) row += 1;
    if (compat::key_pressed(KeyboardKey::up, true)) row -= std::min(row, std::size_t{1});
    if (compat::key_pressed(KeyboardKey::page_down, true)) row += page;
    if (compat::key_pressed(KeyboardKey::page_up, true)) row -= std::min(row, page);
    row = std::min(row, last);
    if (row == before) return;
    choose(found, state, row);
}

/// Scrolls to the chosen row after it has changed.
void follow_choice(std::size_t before, float view, SearchPanelState& state) {
    if (state.chosen == before) return;
    const float top = found_row_top(state.chosen);
    scroll_into_view(state.scroll, view, state.chosen == 0 ? 0 : top, top + found_row_step());
}

// ---- above the list

/// Draws the field. Returns whether Enter was pressed in it.
bool draw_search_field(const SearchAreas& areas, bool focused, SearchPanelState& state,
                       SearchPanelEnd& end) {
    const Palette& p = palette();
    field_frame(areas.field, false, focused);
    paint::text(
        {areas.field.min.x + px(13), areas.field.centre().y - font_size(TextStyle::small) / 2},
        TextStyle::small, p.muted, icon::search);
    const Rect inside{{areas.field.min.x + px(36), areas.field.min.y},
                      {areas.field.max.x - px(12), areas.field.max.y}};
    const FieldEvents events = text_field(
        state.field,
        {"search-field", ours("Search all messages"), p.strong, p.muted, max_searched_bytes},
        inside, focused);
    end.clicked = end.clicked || events.clicked;
    if (icon_button("close-search", areas.cross, icon::close, TextStyle::body, p.muted,
                    ours("Close (Esc)")))
        end.closes = true;
    if (events.changed) state.enter_waits = false;
    return events.enter;
}

/// Draws a button for each filter, which types its beginning.
void draw_chips(const SearchAreas& areas, SearchPanelState& state, SearchPanelEnd& end) {
    constexpr std::array filters{ours("before:"), ours("after:"), ours("from:"), ours("in:"),
                                 ours("has:")};
    const Palette& p = palette();
    float x = areas.left;
    for (const DisplayTextView& filter : filters) {
        const float width = std::ceil(text_width(TextStyle::small, filter)) + px(20);
        if (areas.chips == 0 || x + width > areas.right) return;
        const Rect chip{{x, areas.chips - px(13)}, {x + width, areas.chips + px(13)}};
        const Press press = press_area("filter-" + std::string(filter.view()), chip);
        paint::box(chip, press.hovered ? p.chosen : p.field, chip.height() / 2);
        paint::frame(chip, p.edge, chip.height() / 2, std::max(1.0f, px(1)));
        paint::text_centred(chip, TextStyle::small, p.muted, filter);
        x = chip.max.x + px(7);
        if (!press.clicked) continue;
        Editor& editor = state.field.editor;
        editor.press(Editor::Action::text_end, false);
        const std::string& typed = editor.text();
        const bool apart = typed.empty() || typed.back() == ' ';
        editor.insert((apart ? "" : " ") + std::string(filter.view()), max_searched_bytes);
        end.clicked = true;
    }
}

// ---- the list

/// The lines between the field and the rows, from top to bottom.
struct Words {
    float left, right, y;

    void line(Colour colour, DisplayTextView words) {
        paint::text_truncated({left, y}, right - left, TextStyle::small, colour, words);
        y += px(22);
    }
    void paragraph(Colour colour, DisplayTextView words) {
        const Lines laid = lay_out(words, TextStyle::small, std::max(px(20), right - left));
        paint::lines({left, y}, TextStyle::small, colour, words, laid);
        y += height_of(laid, TextStyle::small) + px(4);
    }
};

DisplayText count_found(const FoundMessages& found) {
    const std::size_t count = found.messages.size();
    if (found.more) return ours("The newest ") + display_grouped(count) + ours(" messages");
    if (count == 1) return ours("1 message");
    return display_grouped(count) + ours(" messages, newest first");
}

/// Draws how many messages were found, and why there may be more of them.
void draw_summary(const FoundMessages& found, Words& words) {
    const Palette& p = palette();
    if (!found.messages.empty())
        words.line(p.muted, count_found(found));
    else if (!found.is_answered())
        words.line(p.muted, ours("Searching…"));
    for (std::size_t i = 0; i < std::min(max_problems, found.problems.size()); ++i)
        words.paragraph(p.danger_text, display_line(found.problems[i]));
    if (found.no_copy)
        words.paragraph(p.muted, ours("This home has no copy of the messages of this server yet."));
    if (found.missing == 0) return;
    words.line(p.muted, display_grouped(found.missing) +
                            (found.missing == 1 ? ours(" message is") : ours(" messages are")) +
                            ours(" still being fetched."));
}

/// Draws what can be typed.
void draw_filter_hint(Words& words, const Rect& list) {
    constexpr std::array<std::pair<DisplayTextView, DisplayTextView>, 7> filters{
        {{ours("from:ann"), ours("by a person, also from:me")},
         {ours("in:#build in:@ann"), ours("in a room, in whispers")},
         {ours("before:2026-11-20"), ours("and earlier; also yesterday")},
         {ours("after: on:"), ours("later, on a day")},
         {ours("has:link has:code"), ours("with a link, with code")},
         {ours("\"two words\""), ours("one after the other")},
         {ours("-word"), ours("without it")}}};
    const Palette& p = palette();
    words.paragraph(p.muted, ours("Finds messages in all rooms and whispers, also without a "
                                  "connection. These restrict what is found:"));
    words.y += px(4);
    float column = 0;
    for (const auto& [typed, meaning] : filters)
        column = std::max(column, std::ceil(text_width(TextStyle::small, typed)));
    column = std::min(column + px(16), (words.right - words.left) * 0.6f);
    for (const auto& [typed, meaning] : filters) {
        if (words.y + px(22) > list.max.y) return;
        const float x = words.left + column;
        paint::text_truncated({words.left, words.y}, column - px(8), TextStyle::small, p.text,
                              typed);
        paint::text_truncated({x, words.y}, words.right - x, TextStyle::small, p.muted, meaning);
        words.y += px(24);
    }
}

void draw_no_messages(const FoundMessages& found, const Rect& list, float y) {
    const Palette& p = palette();
    y += std::min(px(60), list.height() / 8);
    const auto line = [&](TextStyle style, Colour colour, DisplayTextView words, float below) {
        const float width = std::min(list.width() - px(32), std::ceil(text_width(style, words)));
        paint::text_truncated({list.centre().x - width / 2, y}, width, style, colour, words);
        y += font_size(style) + px(below);
    };
    line(TextStyle::large, p.muted, icon::search, 12);
    line(TextStyle::strong, p.strong, ours("No messages"), 8);
    line(TextStyle::small, p.muted,
         ours("“") + truncated(display_line(found.typed), max_named_letters) + ours("” is in no"),
         4);
    line(TextStyle::small, p.muted, ours("message you may read."), 0);
}

/// Returns the line of a row, which is laid out again when something of it has changed.
const FoundLine& line_of(const FoundMessages& found, std::size_t row, float width,
                         FoundLines& known) {
    const bool current = known.version == found.version && known.width == width &&
                         known.scale == scale() && known.text_version == text_version() &&
                         known.lines.size() == found.messages.size();
    if (!current) {
        known = {found.version, text_version(), width, scale(), {}};
        known.lines.resize(found.messages.size());
    }
    std::optional<FoundLine>& line = known.lines[row];
    if (!line) line = found_line(found.messages[row], width);
    return *line;
}

/// Draws the rows in sight, and asks for older ones at their end.
void draw_found(const ViewState& view_state, const Rect& list, SearchPanelState& state,
                SearchPanelEnd& end, Intents& intents) {
    const FoundMessages& found = found_of(view_state);
    const std::size_t count = found.messages.size();
    ImGui::PushClipRect(list.min, list.max, true);
    scroll_list("found-bar", state.scroll, list, found_row_top(count) + px(4));
    auto row = static_cast<std::size_t>(std::max(0.0f, state.scroll - px(4)) / found_row_step());
    const float left = list.min.x + px(8), right = std::max(left, list.max.x - px(12));
    state.first_row = std::min(row, count - 1);
    state.first_key = key_of(found.messages[state.first_row]);
    for (; row < count; ++row) {
        const float top = list.min.y - state.scroll + found_row_top(row);
        if (top >= list.max.y) break;
        const FoundMessage& message = found.messages[row];
        const FoundLine& line = line_of(found, row, found_text_width(right - left), state.lines);
        const Rect area{{left, top}, {right, top + found_row_height()}};
        if (!draw_found_row(view_state, area, message, line, row == state.chosen)) continue;
        choose(found, state, row);
        go_to_chosen(view_state, state, intents);
        end.clicked = true;
    }
    if (row == count && found.more && !found.searching) intents.push_back(SearchOlder{});
    ImGui::PopClipRect();
}

void draw_search_footer(const SearchAreas& areas) {
    if (areas.footer.height() < px(30)) return;
    const Palette& p = palette();
    paint::hairline(areas.footer.min, {areas.footer.max.x, areas.footer.min.y}, p.hairline);
    const float y = std::floor(areas.footer.centre().y);
    const float text_top = y - font_size(TextStyle::small) / 2;
    float x = areas.left + px(4);
    const auto part = [&](DisplayTextView key, DisplayTextView words) {
        const float width =
            key_sign_width(key) + px(10) + std::ceil(text_width(TextStyle::small, words));
        if (x + width > areas.right) return;
        x = draw_key_sign(x, y, key);
        if (words.empty()) {
            x += px(4);
            return;
        }
        paint::text({x + px(10), text_top}, TextStyle::small, p.muted, words);
        x += px(10) + std::ceil(text_width(TextStyle::small, words)) + px(20);
    };
    part(ours("↑"), {});
    part(ours("↓"), ours("choose"));
    part(ours("Enter"), ours("go there"));
    part(ours("Esc"), ours("close"));
}

// ---- answers

/// Finds the row of the chosen message in a list that has changed.
void keep_choice(const FoundMessages& found, SearchPanelState& state) {
    if (!state.chosen_key) return;
    const auto at = std::ranges::find(found.messages, *state.chosen_key, key_of);
    if (at != found.messages.end())
        state.chosen = static_cast<std::size_t>(at - found.messages.begin());
    else
        state.chosen_key.reset(), state.gone_to = false;
}

/// Keeps the first row in sight where it is, unless that is the first one of the list: what comes
/// above it is seen there.
void keep_scroll(const FoundMessages& found, SearchPanelState& state) {
    if (!state.first_key || state.scroll <= px(4)) return;
    const auto at = std::ranges::find(found.messages, *state.first_key, key_of);
    if (at == found.messages.end()) return;
    const std::ptrdiff_t rows =
        (at - found.messages.begin()) - static_cast<std::ptrdiff_t>(state.first_row);
    state.scroll += static_cast<float>(rows) * found_row_step();
    state.first_row = static_cast<std::size_t>(at - found.messages.begin());
}

}  // namespace

void follow_search(const ViewState& view_state, SearchPanelState& state, Intents& intents) {
    const FoundMessages& found = found_of(view_state);
    const std::string& typed = state.field.editor.text();
    if (state.open && (!view_state.found || view_state.found->in || found.typed != typed))
        intents.push_back(SearchMessages{typed});
    const bool other = std::exchange(state.answer, found.answer) != found.answer;
    const bool changed = std::exchange(state.version, found.version) != found.version;
    if (other) {
        state.chosen = 0, state.scroll = 0, state.gone_to = false;
        state.chosen_key.reset();
    } else if (changed) {
        keep_scroll(found, state);
        keep_choice(found, state);
    }
    state.chosen = std::min(state.chosen, found.messages.empty() ? 0 : found.messages.size() - 1);
}

void open_search(SearchPanelState& state, const std::string& text) {
    state.open = true;
    if (!text.empty()) state.field.editor.set(text);
    state.field.editor.press(Editor::Action::select_all, false);
}

void close_search(SearchPanelState& state, Intents& intents) {
    state.open = state.gone_to = state.enter_waits = false;
    state.chosen_key.reset();
    state.lines = {};
    intents.push_back(EndSearch{});
}

void go_to_found(const ViewState& view_state, SearchPanelState& state, int step, Intents& intents) {
    const FoundMessages& found = found_of(view_state);
    if (found.messages.empty() || !found.is_answered()) return;
    const auto last = static_cast<std::ptrdiff_t>(found.messages.size()) - 1;
    const auto next = static_cast<std::ptrdiff_t>(state.chosen) + (state.gone_to ? step : 0);
    if (next > last && found.more) intents.push_back(SearchOlder{});
    if (next < 0 || next > last) return;
    state.chosen = static_cast<std::size_t>(next);
    go_to_chosen(view_state, state, intents);
}

SearchPanelEnd draw_search_panel(const ViewState& view_state, const Rect& area, bool focused,
                                 SearchPanelState& state, Intents& intents) {
    SearchPanelEnd end;
    const FoundMessages& found = found_of(view_state);
    const SearchAreas areas(area);
    const bool answered = found.typed == state.field.editor.text() && found.is_answered();
    if (draw_search_field(areas, focused, state, end)) state.enter_waits = true;
    draw_chips(areas, state, end);
    paint::hairline({area.min.x, areas.line}, {area.max.x, areas.line}, palette().hairline);
    ImGui::PushClipRect(areas.list.min, areas.list.max, true);
    Words words{areas.left + px(4), areas.right - px(4), areas.list.min.y + px(11)};
    draw_summary(found, words);
    const Rect list{{areas.list.min.x, std::min(words.y, areas.list.max.y)}, areas.list.max};
    const std::size_t before = state.chosen;
    if (focused) choose_found_by_keys(found, list.height(), state);
    if (std::exchange(state.enter_waits, state.enter_waits && !answered) && answered &&
        !found.messages.empty())
        go_to_chosen(view_state, state, intents);
    follow_choice(before, list.height(), state);
    if (!found.messages.empty())
        draw_found(view_state, list, state, end, intents);
    else if (!found.asks)
        draw_filter_hint(words, areas.list);
    else if (found.is_answered() && found.problems.empty() && !found.no_copy)
        draw_no_messages(found, list, words.y);
    ImGui::PopClipRect();
    draw_search_footer(areas);
    return end;
}

}  // namespace indaba::ui
