/// The section About. See settings_sections.hpp.
#include <string>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/settings_parts.hpp"
#include "imgui-client/views/settings_sections.hpp"

namespace indaba::ui {
namespace {

/// A value that can be copied, with its title.
struct Copied {
    SettingsStop stop;
    std::string_view mark;
    DisplayTextView title;
    const std::string& value;
    DisplayText shown;
};

/// Returns the fingerprint with four groups in a line, for reading aloud.
std::string in_lines(const std::string& fingerprint) {
    std::string grouped = fingerprint;
    int spaces = 0;
    for (char& each : grouped)
        if (each == ' ' && ++spaces % 4 == 0) each = '\n';
    return grouped;
}

void line_below(Column& column) {
    column.gap(14);
    const Rect line = column.next(px(1));
    if (column.drawn) paint::hairline(line.min, {line.max.x, line.min.y}, palette().hairline);
    column.gap(14);
}

/// Draws the title, the value below it, and a button that copies the value.
void draw_copied(Column& column, const Copied& copied, SettingsState& state) {
    const Palette& p = palette();
    const float wide = px(76), before = column.y;
    Column words{column.left, column.width - wide - px(16), column.y, column.drawn, {}};
    paragraph(words, TextStyle::body, p.text, copied.title);
    words.gap(4);
    paragraph(words, TextStyle::small, p.muted, copied.shown);
    column.y = words.y;
    const Rect area{{column.left + column.width - wide, before},
                    {column.left + column.width, before + px(32)}};
    const bool focused = state.focus == copied.stop;
    if (focused) column.focused = area;
    if (!column.drawn) return;
    const bool clicked =
        button(copied.mark, area, ours("Copy"), TextStyle::small, p.chosen, p.strong, focused);
    if (clicked) state.focus = copied.stop;
    if (clicked || state.pressed == copied.stop) compat::set_clipboard(copied.value);
}

}  // namespace

SettingsStops about_stops() { return {SettingsStop::copy_home, SettingsStop::copy_fingerprint}; }

void draw_about(const AboutProgram& about, Column& column, SettingsState& state) {
    const Palette& p = palette();
    paragraph(column, TextStyle::strong, p.strong, ours("Indaba ") + display_line(about.version));
    column.gap(4);
    paragraph(column, TextStyle::small, p.muted,
              ours("Free software under the MIT License. © 2026 The Indaba authors"));
    line_below(column);
    if (!about.connection.empty()) {
        paragraph(column, TextStyle::body, p.text, display_line(about.connection));
        line_below(column);
    }
    draw_copied(
        column,
        {SettingsStop::copy_home, "copy-home", ours("Your key, settings and messages are in"),
         about.home, display_line(about.home)},
        state);
    line_below(column);
    draw_copied(
        column,
        {SettingsStop::copy_fingerprint, "copy-fingerprint", ours("The fingerprint of your key"),
         about.fingerprint, display_text(in_lines(about.fingerprint))},
        state);
}

}  // namespace indaba::ui
