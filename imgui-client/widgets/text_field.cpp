#include "imgui-client/widgets/text_field.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

using Do = Editor::Do;

constexpr double blinking_s = 5;
constexpr double half_blink_s = 0.53;
constexpr Style style = Style::body;

/// Room for the caret beside the first and behind the last letter of a line.
float inset() { return px(2); }
float wrap_width(float width) { return std::max(1.0f, width - 2 * inset()); }

// ---- keys

struct KeyDo {
    Key key;
    Do plain, with_ctrl;
};
constexpr KeyDo moving_keys[] = {
    {Key::left, Do::left, Do::word_left},
    {Key::right, Do::right, Do::word_right},
    {Key::home, Do::line_begin, Do::text_begin},
    {Key::end, Do::line_end, Do::text_end},
    {Key::up, Do::up, Do::up},
    {Key::down, Do::down, Do::down},
    {Key::page_up, Do::page_up, Do::page_up},
    {Key::page_down, Do::page_down, Do::page_down},
};
constexpr KeyDo erasing_keys[] = {
    {Key::backspace, Do::erase_left, Do::erase_word_left},
    {Key::del, Do::erase_right, Do::erase_word_right},
};

bool pressed(Key key) { return compat::key_pressed(key, true); }

/// Ctrl alone: with Alt it is AltGr, which types characters.
bool shortcut() { return ImGui::GetIO().KeyCtrl && !ImGui::GetIO().KeyAlt; }

/// Others have use for keys that cannot move this caret.
bool has_use_for(const TextField& field, Key key) {
    switch (key) {
        case Key::up:
        case Key::down:
            return field.editor.multi_line();
        case Key::page_up:
        case Key::page_down:
            return field.overflows && !shortcut();
        default:
            return true;
    }
}

void keys_that_move(TextField& field) {
    if (ImGui::GetIO().KeyAlt) return;
    for (const KeyDo& each : moving_keys)
        if (has_use_for(field, each.key) && pressed(each.key))
            field.editor.press(shortcut() ? each.with_ctrl : each.plain, ImGui::GetIO().KeyShift);
}

void keys_that_erase(Editor& editor) {
    for (const KeyDo& each : erasing_keys)
        if (pressed(each.key)) editor.press(shortcut() ? each.with_ctrl : each.plain, false);
}

// ---- text that comes

void put(TextField& field, std::string_view text, std::size_t max_bytes) {
    if (!field.editor.insert(text, max_bytes)) field.refused_last = true;
}

std::string utf8(char32_t point) {
    const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
    if (point < 0x80) return {byte(point)};
    if (point < 0x800) return {byte(0xC0 | point >> 6), byte(0x80 | (point & 0x3F))};
    if (point < 0x10000)
        return {byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F)),
                byte(0x80 | (point & 0x3F))};
    return {byte(0xF0 | point >> 18), byte(0x80 | (point >> 12 & 0x3F)),
            byte(0x80 | (point >> 6 & 0x3F)), byte(0x80 | (point & 0x3F))};
}

/// One by one, so that undo can tell what was typed from what was pasted.
void typed_characters(TextField& field, std::size_t max_bytes) {
    if (shortcut()) return;
    for (const ImWchar each : ImGui::GetIO().InputQueueCharacters) {
        if (each < 0x20 || each == 0x7F) continue;
        const char32_t point = code_point_of(each).value_or(each);
        put(field, utf8(point), max_bytes);
    }
}

void copy(const Editor& editor) {
    const auto [begin, end] = editor.selection();
    if (begin != end) compat::set_clipboard(editor.selected());
}

void cut(Editor& editor) {
    copy(editor);
    editor.erase_selection();
}

void shortcuts(TextField& field, std::size_t max_bytes) {
    Editor& editor = field.editor;
    const bool shift = ImGui::GetIO().KeyShift;
    if (shortcut()) {
        if (pressed(Key::a)) editor.press(Do::select_all, false);
        if (pressed(Key::c) || pressed(Key::insert)) copy(editor);
        if (pressed(Key::x)) cut(editor);
        if (pressed(Key::v)) put(field, compat::clipboard(), max_bytes);
        if (pressed(Key::z)) editor.press(shift ? Do::redo : Do::undo, false);
        if (pressed(Key::y)) editor.press(Do::redo, false);
    } else if (shift && pressed(Key::insert)) {
        put(field, compat::clipboard(), max_bytes);
    }
}

void enter_or_break(TextField& field, const FieldLook& look, bool multi_line, FieldEvents& events) {
    if (!pressed(Key::enter) && !pressed(Key::keypad_enter)) return;
    if (multi_line && ImGui::GetIO().KeyShift)
        put(field, "\n", look.max_bytes);
    else
        events.enter = compat::key_pressed(Key::enter) || compat::key_pressed(Key::keypad_enter);
}

void keyboard(TextField& field, const FieldLook& look, FieldEvents& events) {
    Editor& editor = field.editor;
    typed_characters(field, look.max_bytes);
    shortcuts(field, look.max_bytes);
    keys_that_erase(editor);
    keys_that_move(field);
    enter_or_break(field, look, editor.multi_line(), events);
    events.escape = compat::key_pressed(Key::escape);
}

// ---- the mouse

ImVec2 text_origin(const TextField& field, const Rect& place) {
    const float left = place.min.x + inset();
    if (field.editor.multi_line()) return {left, place.min.y - field.scroll};
    const float above = std::floor((place.height() - line_height(style)) / 2);
    return {left - field.scroll, place.min.y + above};
}

void wheel(TextField& field) {
    const float lines = ImGui::GetIO().MouseWheel;
    if (!field.editor.multi_line() || lines == 0) return;
    field.scroll -= lines * 3 * line_height(style);
    field.wheeled = true;
}

void mouse(TextField& field, const FieldLook& look, const Rect& place, FieldEvents& events) {
    ImGui::SetCursorScreenPos(place.min);
    ImGui::PushID(look.id.data(), look.id.data() + look.id.size());
    ImGui::InvisibleButton("##text",
                           {std::max(1.0f, place.width()), std::max(1.0f, place.height())});
    ImGui::PopID();
    const bool hovered = ImGui::IsItemHovered();
    if (hovered || ImGui::IsItemActive()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    if (hovered) wheel(field);

    const ImVec2 origin = text_origin(field, place), at = ImGui::GetMousePos();
    const float x = at.x - origin.x, y = at.y - origin.y;
    if (ImGui::IsItemActivated()) {
        events.clicked = true;
        if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left))
            field.editor.select_word_at(x, y);
        else
            field.editor.click(x, y, ImGui::GetIO().KeyShift);
    } else if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, px(3))) {
        field.editor.drag(x, y);
    }
}

// ---- scrolling

/// `begin` and `end` of the caret along the way that is scrolled, within the text.
void keep_in_view(float& scroll, float begin, float end, float room, float whole) {
    scroll = std::min(scroll, begin);
    scroll = std::max(scroll, end - room);
    scroll = std::clamp(scroll, 0.0f, std::max(0.0f, whole - room));
}

struct CaretPlace {
    std::size_t line = 0;
    float x = 0, y = 0;
};

CaretPlace caret_place(const TextField& field, const Lines& lines) {
    const Editor& editor = field.editor;
    const std::size_t line = line_of(lines, editor.caret());
    return {line, std::floor(x_of(editor.shown(), lines[line], style, editor.caret())),
            static_cast<float>(line) * line_height(style)};
}

void scroll_to_caret(TextField& field, const Rect& place, const Lines& lines) {
    const CaretPlace caret = caret_place(field, lines);
    if (!field.editor.multi_line())
        return keep_in_view(field.scroll, caret.x, caret.x, wrap_width(place.width()),
                            lines.front().width);
    const float whole = static_cast<float>(lines.size()) * line_height(style);
    field.overflows = whole > place.height();
    if (field.wheeled)
        field.scroll = std::clamp(field.scroll, 0.0f, std::max(0.0f, whole - place.height()));
    else
        keep_in_view(field.scroll, caret.y, caret.y + line_height(style), place.height(), whole);
}

// ---- drawing

void draw_selection(const TextField& field, ImVec2 origin, const Lines& lines, std::size_t line) {
    const Editor& editor = field.editor;
    const auto [begin, end] = editor.selection();
    const Line& here = lines[line];
    const std::size_t next = line + 1 < lines.size() ? lines[line + 1].begin : here.end;
    if (begin >= std::max(next, here.end) || end <= here.begin) return;
    const float left = x_of(editor.shown(), here, style, std::clamp(begin, here.begin, here.end));
    float right = x_of(editor.shown(), here, style, std::min(end, here.end));
    if (end > here.end) right += px(5);  // the break is selected too
    const float top = origin.y + static_cast<float>(line) * line_height(style);
    paint::box({{origin.x + std::floor(left), top},
                {origin.x + std::ceil(right), top + line_height(style)}},
               palette().selection);
}

void draw_lines(const TextField& field, const FieldLook& look, const Rect& place, ImVec2 origin,
                const Lines& lines) {
    const std::string_view shown = field.editor.shown();
    const float height = line_height(style);
    const float above = std::floor((height - font_size(style)) / 2);
    const auto count = static_cast<float>(lines.size());
    const float first = std::clamp(std::floor((place.min.y - origin.y) / height), 0.0f, count);
    const float last = std::clamp(std::ceil((place.max.y - origin.y) / height), 0.0f, count);
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
        draw_selection(field, origin, lines, i);
        paint::text({origin.x, origin.y + static_cast<float>(i) * height + above}, style, look.text,
                    shown.substr(lines[i].begin, lines[i].end - lines[i].begin));
    }
}

void draw_caret(const TextField& field, const Rect& place, ImVec2 origin, const Lines& lines) {
    const double since_key = ImGui::GetTime() - field.last_key;
    const bool off =
        since_key < blinking_s && std::fmod(since_key, 2 * half_blink_s) > half_blink_s;
    if (off) return;
    const CaretPlace caret = caret_place(field, lines);
    // Behind spaces at a soft break it stands at the edge, not beyond it.
    const float width = px(1.5f), right = std::max(place.min.x, place.max.x - width);
    const float x = std::clamp(origin.x + caret.x - 1, place.min.x, right);
    const float top = origin.y + caret.y + px(1);
    paint::box({{x, top}, {x + width, top + line_height(style) - px(2)}}, palette().accent);
}

void draw(TextField& field, const FieldLook& look, const Rect& place, bool focused,
          const Lines& lines) {
    const ImVec2 origin = text_origin(field, place);
    ImGui::PushClipRect(place.min, place.max, true);
    if (field.editor.shown().empty())
        paint::text_cut(
            {origin.x, origin.y + std::floor((line_height(style) - font_size(style)) / 2)},
            place.width(), style, look.hint_colour, look.hint);
    draw_lines(field, look, place, origin, lines);
    if (focused) draw_caret(field, place, origin, lines);
    ImGui::PopClipRect();
}

}  // namespace

FieldEvents text_field(TextField& field, const FieldLook& look, const Rect& place, bool focused) {
    FieldEvents events;
    Editor& editor = field.editor;
    paint::mark(look.id, place);
    editor.lines(style, wrap_width(place.width()));
    const std::uint64_t version = editor.version();
    const auto before = std::pair{editor.caret(), editor.selection()};

    mouse(field, look, place, events);
    const bool refused_before = field.refused_last;
    field.refused_last = false;
    if (focused) keyboard(field, look, events);

    events.changed = editor.version() != version;
    if (!events.changed && refused_before) field.refused_last = true;
    if (events.changed || events.clicked ||
        before != std::pair{editor.caret(), editor.selection()}) {
        field.last_key = ImGui::GetTime();
        field.wheeled = false;
    }
    const Lines& lines = editor.lines(style, wrap_width(place.width()));
    scroll_to_caret(field, place, lines);
    draw(field, look, place, focused, lines);
    return events;
}

float text_height(TextField& field, float width) {
    const Lines& lines = field.editor.lines(style, wrap_width(width));
    return static_cast<float>(lines.size()) * line_height(style);
}

bool caret_blinks(const TextField& field) { return ImGui::GetTime() - field.last_key < blinking_s; }

}  // namespace indaba::ui
