#include "imgui-client/widgets/text_field.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/widgets/field_menu.hpp"

namespace indaba::ui {
namespace {

using Action = Editor::Action;

constexpr double blink_period_s = 5;
constexpr double half_blink_s = 0.53;
constexpr TextStyle style = TextStyle::body;

/// Returns the room for the caret before the first and after the last letter of a line.
float caret_margin() { return px(2); }
float wrap_width(float width) { return std::max(1.0f, width - 2 * caret_margin()); }

// ---- keys

struct KeyAction {
    KeyboardKey key;
    Action plain, with_ctrl;
};
constexpr KeyAction moving_keys[] = {
    {KeyboardKey::left, Action::left, Action::word_left},
    {KeyboardKey::right, Action::right, Action::word_right},
    {KeyboardKey::home, Action::line_begin, Action::text_begin},
    {KeyboardKey::end, Action::line_end, Action::text_end},
    {KeyboardKey::up, Action::up, Action::up},
    {KeyboardKey::down, Action::down, Action::down},
    {KeyboardKey::page_up, Action::page_up, Action::page_up},
    {KeyboardKey::page_down, Action::page_down, Action::page_down},
};
constexpr KeyAction erasing_keys[] = {
    {KeyboardKey::backspace, Action::erase_left, Action::erase_word_left},
    {KeyboardKey::del, Action::erase_right, Action::erase_word_right},
};

bool pressed(KeyboardKey key) { return compat::key_pressed(key, true); }

/// Returns whether Ctrl is held without Alt. Both together are AltGr, which types characters.
bool shortcut() { return ImGui::GetIO().KeyCtrl && !ImGui::GetIO().KeyAlt; }

/// Returns whether the field handles `key`; a key that cannot move the caret is left to other
/// views.
bool field_uses(const TextField& field, KeyboardKey key) {
    switch (key) {
        case KeyboardKey::up:
        case KeyboardKey::down:
            return field.editor.multi_line();
        case KeyboardKey::page_up:
        case KeyboardKey::page_down:
            return field.overflows && !shortcut();
        default:
            return true;
    }
}

void keys_that_move(TextField& field) {
    if (ImGui::GetIO().KeyAlt) return;
    for (const KeyAction& each : moving_keys)
        if (field_uses(field, each.key) && pressed(each.key))
            field.editor.press(shortcut() ? each.with_ctrl : each.plain, ImGui::GetIO().KeyShift);
}

void keys_that_erase(Editor& editor) {
    for (const KeyAction& each : erasing_keys) {
        // Shift+Delete cuts.
        const bool cuts = each.key == KeyboardKey::del && ImGui::GetIO().KeyShift && !shortcut();
        if (!cuts && pressed(each.key))
            editor.press(shortcut() ? each.with_ctrl : each.plain, false);
    }
}

// ---- inserted text

void insert_text(TextField& field, std::string_view text, std::size_t max_bytes) {
    if (!field.editor.insert(text, max_bytes)) field.refused_last = true;
}

/// Inserts typed characters one by one, so that undo can tell typing from pasting.
void typed_characters(TextField& field, std::size_t max_bytes) {
    if (shortcut()) return;
    for (const char32_t each : compat::typed_characters())
        insert_text(field, to_utf8(each), max_bytes);
}

/// A secret is neither copied nor cut.
void copy(const Editor& editor) {
    const auto [begin, end] = editor.selection();
    if (begin != end && !editor.secret()) compat::set_clipboard(editor.selected());
}

void cut(Editor& editor) {
    copy(editor);
    if (!editor.secret()) editor.erase_selection();
}

void run(FieldCommand command, TextField& field, std::size_t max_bytes) {
    Editor& editor = field.editor;
    switch (command) {
        case FieldCommand::undo:
            return editor.press(Action::undo, false);
        case FieldCommand::redo:
            return editor.press(Action::redo, false);
        case FieldCommand::cut:
            return cut(editor);
        case FieldCommand::copy:
            return copy(editor);
        case FieldCommand::paste:
            return insert_text(field, compat::clipboard(), max_bytes);
        case FieldCommand::select_all:
            return editor.press(Action::select_all, false);
    }
}

void shortcuts(TextField& field, std::size_t max_bytes) {
    Editor& editor = field.editor;
    const bool shift = ImGui::GetIO().KeyShift;
    if (shortcut()) {
        if (pressed(KeyboardKey::a)) editor.press(Action::select_all, false);
        if (pressed(KeyboardKey::c) || pressed(KeyboardKey::insert)) copy(editor);
        if (pressed(KeyboardKey::x)) cut(editor);
        if (pressed(KeyboardKey::v)) insert_text(field, compat::clipboard(), max_bytes);
        if (pressed(KeyboardKey::z)) editor.press(shift ? Action::redo : Action::undo, false);
        if (pressed(KeyboardKey::y)) editor.press(Action::redo, false);
    } else if (shift && !ImGui::GetIO().KeyAlt) {
        if (pressed(KeyboardKey::insert)) insert_text(field, compat::clipboard(), max_bytes);
        if (pressed(KeyboardKey::del)) cut(editor);
    }
}

void enter_or_break(TextField& field, const FieldOptions& options, bool multi_line,
                    FieldEvents& events) {
    if (!pressed(KeyboardKey::enter) && !pressed(KeyboardKey::keypad_enter)) return;
    if (multi_line && ImGui::GetIO().KeyShift)
        insert_text(field, "\n", options.max_bytes);
    else
        events.enter = compat::key_pressed(KeyboardKey::enter) ||
                       compat::key_pressed(KeyboardKey::keypad_enter);
}

void keyboard(TextField& field, const FieldOptions& options, FieldEvents& events) {
    Editor& editor = field.editor;
    typed_characters(field, options.max_bytes);
    shortcuts(field, options.max_bytes);
    keys_that_erase(editor);
    keys_that_move(field);
    enter_or_break(field, options, editor.multi_line(), events);
    events.escape = compat::key_pressed(KeyboardKey::escape);
}

// ---- the mouse

/// Offers the selection to the middle button, here and in other programs.
void offer_primary(const Editor& editor) {
    const auto [begin, end] = editor.selection();
    if (begin != end && !editor.secret()) compat::set_primary(editor.selected());
}

ImVec2 text_origin(const TextField& field, const Rect& area) {
    const float left = area.min.x + caret_margin();
    if (field.editor.multi_line()) return {left, area.min.y - field.scroll};
    const float above = std::floor((area.height() - line_height(style)) / 2);
    return {left - field.scroll, area.min.y + above};
}

void wheel(TextField& field) {
    const float lines = ImGui::GetIO().MouseWheel;
    if (!field.editor.multi_line() || lines == 0) return;
    field.scroll -= lines * 3 * line_height(style);
    field.wheeled = true;
}

/// One click places the caret, two select a word, three the line.
void press_at(Editor& editor, float x, float y) {
    const int clicks = ImGui::GetIO().MouseClickedCount[ImGuiMouseButton_Left];
    if (clicks == 2) return editor.select_word_at(x, y);
    if (clicks > 2) return editor.select_line_at(x, y);
    editor.click(x, y, ImGui::GetIO().KeyShift);
}

/// The middle button pastes the primary selection where it is pressed; the right one opens the menu
/// and keeps a selection that it is pressed in.
void other_buttons(TextField& field, const FieldOptions& options, float x, float y,
                   FieldEvents& events) {
    Editor& editor = field.editor;
    const bool middle = ImGui::IsMouseClicked(ImGuiMouseButton_Middle);
    const bool right = ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (!middle && !right) return;
    events.clicked = true;
    if (middle || !editor.is_selected_at(x, y)) editor.click(x, y, false);
    if (middle) return insert_text(field, compat::primary(), options.max_bytes);
    open_field_menu();
}

void mouse(TextField& field, const FieldOptions& options, const Rect& area, FieldEvents& events) {
    ImGui::SetCursorScreenPos(area.min);
    ImGui::InvisibleButton("##text", {std::max(1.0f, area.width()), std::max(1.0f, area.height())});
    const bool hovered = ImGui::IsItemHovered();
    if (hovered || ImGui::IsItemActive()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    if (hovered) wheel(field);

    const ImVec2 origin = text_origin(field, area), at = ImGui::GetMousePos();
    const float x = at.x - origin.x, y = at.y - origin.y;
    if (hovered) other_buttons(field, options, x, y, events);
    const bool drags =
        ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, px(3));
    field.drag_scrolls = drags && !area.has(at);
    if (ImGui::IsItemActivated()) {
        events.clicked = true;
        press_at(field.editor, x, y);
    } else if (drags) {
        field.editor.drag(x, y);
    }
    if (ImGui::IsItemDeactivated()) offer_primary(field.editor);
}

// ---- scrolling

/// Changes `scroll` so that [begin, end) of a text of `whole` pixels is inside of a view of `room`.
void keep_in_view(float& scroll, float begin, float end, float room, float whole) {
    scroll = std::min(scroll, begin);
    scroll = std::max(scroll, end - room);
    scroll = std::clamp(scroll, 0.0f, std::max(0.0f, whole - room));
}

struct CaretGeometry {
    std::size_t line = 0;
    float x = 0, y = 0;
};

float pitch_of(const Lines& lines) { return line_metrics(lines, style).pitch; }

CaretGeometry caret_geometry(const TextField& field, const Lines& lines) {
    const Caret caret = field.editor.shown_caret();
    const std::size_t line = line_of_caret(lines, caret);
    return {line, std::floor(x_of(lines[line], caret)), static_cast<float>(line) * pitch_of(lines)};
}

/// A single line without the focus shows its begin.
void scroll_to_caret(TextField& field, const Rect& area, bool focused, const Lines& lines) {
    if (!field.editor.multi_line() && !focused) {
        field.scroll = 0;
        return;
    }
    const CaretGeometry caret = caret_geometry(field, lines);
    if (!field.editor.multi_line())
        return keep_in_view(field.scroll, caret.x, caret.x, wrap_width(area.width()),
                            std::max(caret.x, width_of(lines.front())));
    const float pitch = pitch_of(lines), whole = static_cast<float>(lines.size()) * pitch;
    field.overflows = whole > area.height();
    if (field.wheeled)
        field.scroll = std::clamp(field.scroll, 0.0f, std::max(0.0f, whole - area.height()));
    else
        keep_in_view(field.scroll, caret.y, caret.y + pitch, area.height(), whole);
}

// ---- drawing

void draw_selection(const TextField& field, ImVec2 origin, const Lines& lines, std::size_t line,
                    float pitch) {
    const auto [begin, end] = field.editor.shown_selection();
    const Line& here = lines[line];
    const std::size_t next = line + 1 < lines.size() ? lines[line + 1].begin : here.end;
    if (begin >= std::max<std::size_t>(next, here.end) || end <= here.begin) return;
    const float top = origin.y + static_cast<float>(line) * pitch;
    const auto box = [&](float left, float right) {
        paint::box({{origin.x + std::floor(left), top}, {origin.x + std::ceil(right), top + pitch}},
                   palette().selection);
    };
    for (const auto& [left, right] : boxes_of(here, begin, end)) box(left, right);
    // A selected line break is drawn as 5 px.
    const float edge = x_of(here, last_caret(here));
    if (end <= here.end) return;
    here.right_to_left ? box(edge - px(5), edge) : box(edge, edge + px(5));
}

void draw_lines(const TextField& field, const FieldOptions& options, const Rect& area,
                ImVec2 origin, const Lines& lines) {
    const LineMetrics metrics = line_metrics(lines, style);
    const auto count = static_cast<float>(lines.size());
    const float first =
        std::clamp(std::floor((area.min.y - origin.y) / metrics.pitch), 0.0f, count);
    const float last = std::clamp(std::ceil((area.max.y - origin.y) / metrics.pitch), 0.0f, count);
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
        draw_selection(field, origin, lines, i, metrics.pitch);
        const float top = origin.y + static_cast<float>(i) * metrics.pitch;
        paint::line({origin.x, top + metrics.baseline}, style, options.text, field.editor.shown(),
                    lines[i], paint::Share::texts);
    }
}

void draw_caret(const TextField& field, const Rect& area, ImVec2 origin, const Lines& lines) {
    const double since_key = ImGui::GetTime() - field.last_key;
    const bool off =
        since_key < blink_period_s && std::fmod(since_key, 2 * half_blink_s) > half_blink_s;
    if (off) return;
    const CaretGeometry caret = caret_geometry(field, lines);
    // After spaces at a soft break the caret is drawn at the edge, not beyond it.
    const float width = px(1.5f), right = std::max(area.min.x, area.max.x - width);
    const float x = std::clamp(origin.x + caret.x - 1, area.min.x, right);
    const float top = origin.y + caret.y + px(1);
    paint::box({{x, top}, {x + width, top + pitch_of(lines) - px(2)}}, palette().accent);
}

void draw(TextField& field, const FieldOptions& options, const Rect& area, bool focused,
          const Lines& lines) {
    const ImVec2 origin = text_origin(field, area);
    ImGui::PushClipRect(area.min, area.max, true);
    if (field.editor.text().empty())
        paint::text_truncated(
            {origin.x, origin.y + std::floor((line_height(style) - font_size(style)) / 2)},
            area.width(), style, options.hint_colour, options.hint);
    draw_lines(field, options, area, origin, lines);
    if (focused) draw_caret(field, area, origin, lines);
    ImGui::PopClipRect();
}

}  // namespace

FieldEvents text_field(TextField& field, const FieldOptions& options, const Rect& area,
                       bool focused) {
    FieldEvents events;
    Editor& editor = field.editor;
    paint::mark(options.id, area);
    editor.lines(style, wrap_width(area.width()));
    const std::uint64_t version = editor.version();
    const auto before = std::pair{editor.caret(), editor.selection()};

    ImGui::PushID(options.id.data(), options.id.data() + options.id.size());
    mouse(field, options, area, events);
    const bool refused_before = field.refused_last;
    field.refused_last = false;
    const auto selected = editor.selection();
    if (focused && field_menu_takes_keys())
        events = {events.clicked, false, false, false};
    else if (focused)
        keyboard(field, options, events);
    if (selected != editor.selection()) offer_primary(editor);
    if (const auto command = draw_field_menu(editor)) run(*command, field, options.max_bytes);
    ImGui::PopID();

    events.changed = editor.version() != version;
    if (!events.changed && refused_before) field.refused_last = true;
    if (events.changed || events.clicked ||
        before != std::pair{editor.caret(), editor.selection()}) {
        field.last_key = ImGui::GetTime();
        field.wheeled = false;
    }
    const Lines& lines = editor.lines(style, wrap_width(area.width()));
    scroll_to_caret(field, area, focused, lines);
    draw(field, options, area, focused, lines);
    return events;
}

float text_height(TextField& field, float width) {
    const Lines& lines = field.editor.lines(style, wrap_width(width));
    return height_of(lines, style);
}

bool caret_blinks(const TextField& field) {
    return ImGui::GetTime() - field.last_key < blink_period_s;
}

}  // namespace indaba::ui
