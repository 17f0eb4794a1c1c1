#include "imgui-client/views/settings_dialog.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/help.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/views/settings_sections.hpp"
#include "imgui-client/widgets/field_menu.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

struct SectionWords {
    DisplayTextView title, sign;
    std::string_view mark;
};
constexpr std::array section_words{
    SectionWords{ours("Appearance"), icon::appearance, "section:appearance"},
    SectionWords{ours("Keys"), icon::keyboard, "section:keys"},
    SectionWords{ours("Local copy"), icon::disk, "section:local-copy"},
    SectionWords{ours("About"), icon::about, "section:about"}};

const SectionWords& words_of(SettingsSection section) {
    return section_words[static_cast<std::size_t>(section)];
}

// ---- measures

/// The parts of the dialog. In a narrow window the sections and the pane have the same place.
struct SettingsAreas {
    Rect card, sections, pane, contents, footer;
    float padding = 0;
    bool narrow = false;

    explicit SettingsAreas(const Rect& screen) {
        const float width = std::min(px(880), screen.width() - px(16));
        const float height = std::min(px(632), screen.height() - px(16));
        const ImVec2 corner{std::floor(screen.centre().x - width / 2),
                            std::floor(screen.centre().y - height / 2)};
        card = {corner, {corner.x + width, corner.y + height}};
        narrow = width < px(640);
        padding = narrow ? px(16) : px(32);
        sections = pane = card;
        if (!narrow) sections.max.x = pane.min.x = card.min.x + px(216);
        const float head = height < px(360) ? px(52) : px(67);
        contents = {{pane.min.x + padding, pane.min.y + head}, {pane.max.x, pane.max.y - px(12)}};
        contents.max.y = std::max(contents.min.y, contents.max.y);
        footer = {{contents.min.x, pane.max.y - px(44)}, {pane.max.x - padding, pane.max.y}};
    }
    float head_middle() const { return (pane.min.y + contents.min.y) / 2 + px(3); }
    float width() const { return pane.max.x - padding - contents.min.x; }
};

// ---- keys

SettingsStops settings_stops(const ViewState& view_state, const SettingsState& state) {
    if (!state.shows_section()) return {SettingsStop::sections};
    SettingsStops reached;
    switch (state.section) {
        case SettingsSection::appearance:
            reached = appearance_stops();
            break;
        case SettingsSection::keys:
            reached = {SettingsStop::key_list};
            break;
        case SettingsSection::local_copy:
            reached = local_copy_stops(view_state.local_copy, state.keep);
            break;
        case SettingsSection::about:
            reached = about_stops();
            break;
    }
    reached.insert(reached.begin(), SettingsStop::sections);
    return reached;
}

void show_section(const ViewState& view_state, SettingsSection section, SettingsState& state) {
    if (section != state.section) {
        state.scroll = 0;
        cancel_keep_choice(view_state.local_copy, state.keep);
    }
    state.section = section;
}

/// Chooses a section by arrows. In a narrow window Enter shows it, and Enter on Back leaves it.
void handle_section_keys(const ViewState& view_state, SettingsState& state) {
    const bool enter = enter_pressed() || compat::key_pressed(KeyboardKey::space);
    if (state.narrow && state.entered) {
        if (enter) state.entered = false;
        return;
    }
    const bool forth = enter || compat::key_pressed(KeyboardKey::right);
    if (forth && state.narrow) {
        state.entered = true;
        return;
    }
    if (forth) return state.focus_on(settings_stops(view_state, state)[1]);
    const auto last = static_cast<int>(settings_sections.size()) - 1;
    int next = static_cast<int>(state.section);
    if (compat::key_pressed(KeyboardKey::down, true)) ++next;
    if (compat::key_pressed(KeyboardKey::up, true)) --next;
    if (compat::key_pressed(KeyboardKey::home)) next = 0;
    if (compat::key_pressed(KeyboardKey::end)) next = last;
    show_section(view_state, settings_sections[static_cast<std::size_t>(std::clamp(next, 0, last))],
                 state);
}

void handle_settings_keys(const ViewState& view_state, SettingsState& state, Intents& intents) {
    state.pressed = SettingsStop::none;
    const SettingsStops reached = settings_stops(view_state, state);
    if (std::ranges::find(reached, state.focus) == reached.end()) state.focus = reached.front();
    const ImGuiIO& io = ImGui::GetIO();
    if (field_menu_takes_keys() || io.KeyCtrl || io.KeyAlt) return;
    if (compat::key_pressed(KeyboardKey::tab, true))
        return state.focus_on(
            next_stop(std::span<const SettingsStop>(reached), static_cast<int>(state.focus)));
    if (state.focus == SettingsStop::sections) return handle_section_keys(view_state, state);
    if (enter_pressed() || compat::key_pressed(KeyboardKey::space)) state.pressed = state.focus;
    if (state.section == SettingsSection::appearance) handle_appearance_keys(state, intents);
    if (state.section == SettingsSection::local_copy)
        handle_local_copy_keys(view_state.local_copy, state, intents);
}

/// Returns whether Escape closes the dialog, and not only what is on top in it.
bool escape_closes(const ViewState& view_state, SettingsState& state) {
    if (field_menu_open() || !compat::key_pressed(KeyboardKey::escape)) return false;
    if (asks_to_delete(view_state.local_copy, state.keep)) {
        cancel_keep_choice(view_state.local_copy, state.keep);
        state.focus_on(SettingsStop::keep);
        return false;
    }
    if (!state.narrow || !state.entered) return true;
    state.entered = false;
    state.focus = SettingsStop::sections;
    return false;
}

// ---- the sections

/// Draws one row. Returns true if it was clicked.
bool draw_section_row(const Rect& row, SettingsSection section, const SettingsState& state) {
    const Palette& p = palette();
    const SectionWords& shown = words_of(section);
    const bool chosen = section == state.section;
    const Press press = press_area(shown.mark, row);
    if (chosen)
        paint::chosen(row, px(8));
    else if (press.hovered)
        paint::box(row, p.hover, px(8));
    if (chosen && state.focus == SettingsStop::sections) paint::focus(row, p.link, px(8));
    const Rect sign{{row.min.x + px(6), row.min.y}, {row.min.x + px(38), row.max.y}};
    paint::text_centred(sign, TextStyle::small, chosen ? p.link : p.muted, shown.sign);
    const float x = row.min.x + px(44);
    paint::text_truncated({x, row.centre().y - font_size(TextStyle::body) / 2},
                          row.max.x - px(8) - x, TextStyle::body, chosen ? p.strong : p.muted,
                          shown.title);
    return press.clicked;
}

void draw_sections(const ViewState& view_state, const SettingsAreas& areas, SettingsState& state) {
    const Palette& p = palette();
    const Rect& area = areas.sections;
    const float corner = px(12);
    if (!areas.narrow) {
        ImGui::GetWindowDrawList()->AddRectFilled({area.min.x + px(1), area.min.y + px(1)},
                                                  {area.max.x, area.max.y - px(1)}, p.side, corner,
                                                  ImDrawFlags_RoundCornersLeft);
        paint::hairline({area.max.x - px(1), area.min.y + px(1)},
                        {area.max.x - px(1), area.max.y - px(1)}, p.hairline);
    }
    paint::text({area.min.x + px(21), areas.head_middle() - font_size(TextStyle::large) / 2},
                TextStyle::large, p.strong, ours("Settings"));
    float y = areas.contents.min.y;
    for (const SettingsSection section : settings_sections) {
        const Rect row{{area.min.x + px(8), y}, {area.max.x - px(8), y + px(36)}};
        y += px(38);
        if (row.max.y > area.max.y || !draw_section_row(row, section, state)) continue;
        show_section(view_state, section, state);
        state.focus = SettingsStop::sections;
        state.entered = true;
    }
}

// ---- the pane of a section

/// Draws the title, in a narrow window with Back before it.
void draw_section_head(const SettingsAreas& areas, SettingsState& state) {
    const Palette& p = palette();
    float x = areas.contents.min.x;
    const float y = areas.head_middle();
    if (areas.narrow) {
        const ImVec2 centre{x + px(10), y};
        if (icon_button("settings-back", centre, icon::back, TextStyle::body, p.muted,
                        ours("All settings (Esc)"))) {
            state.entered = false;
            state.focus = SettingsStop::sections;
        }
        const float half = px(16);
        if (state.focus == SettingsStop::sections)
            paint::focus({{centre.x - half, y - half}, {centre.x + half, y + half}}, p.link, px(8));
        x += px(34);
    }
    paint::text_truncated({x, y - font_size(TextStyle::large) / 2},
                          areas.card.max.x - areas.padding - px(28) - x, TextStyle::large, p.strong,
                          words_of(state.section).title);
}

void put_section(const ViewState& view_state, Column& column, SettingsState& state,
                 Intents& intents) {
    column.gap(8);
    if (state.section == SettingsSection::appearance) draw_appearance(column, state, intents);
    if (state.section == SettingsSection::local_copy)
        draw_local_copy(view_state.local_copy, column, state, intents);
    if (state.section == SettingsSection::about) draw_about(view_state.about, column, state);
    column.gap(12);
}

/// Draws the controls of a section, scrolled to the focused one after a key.
void draw_section_contents(const ViewState& view_state, const SettingsAreas& areas,
                           SettingsState& state, Intents& intents) {
    const Rect& area = areas.contents;
    Column measured{area.min.x, areas.width(), 0};
    put_section(view_state, measured, state, intents);
    const float view = area.height(), around = px(12);
    if (std::exchange(state.reveal, false))
        scroll_into_view(state.scroll, view, measured.focused.min.y - around,
                         measured.focused.max.y + around);
    // Frames reach beyond the column.
    ImGui::PushClipRect({area.min.x - px(8), area.min.y}, area.max, true);
    scroll_list("settings-bar", state.scroll, {area.min, {area.max.x - px(2), area.max.y}},
                measured.y);
    Column drawn{area.min.x, areas.width(), area.min.y - state.scroll, true, {}};
    put_section(view_state, drawn, state, intents);
    ImGui::PopClipRect();
    const bool fits = area.min.y + measured.y < areas.footer.min.y;
    if (state.section == SettingsSection::appearance && fits)
        paint::text_truncated(
            {areas.footer.min.x, areas.footer.centre().y - px(4) - font_size(TextStyle::small) / 2},
            areas.footer.width(), TextStyle::small, palette().muted,
            ours("Applies at once. Kept in settings.toml."));
}

void draw_keys_section(const SettingsAreas& areas, const SettingsState& state) {
    const bool focused = state.focus == SettingsStop::key_list;
    const Rect& area = areas.contents;
    const Rect list{{area.min.x, area.min.y + px(6)}, {area.max.x - px(6), area.max.y}};
    draw_key_list(list, areas.padding, focused);
    if (focused)
        paint::focus(
            {{area.min.x - px(10), area.min.y - px(2)}, {area.max.x - px(3), area.max.y + px(4)}},
            palette().link, px(8));
}

}  // namespace

SettingsState begin_settings(const ViewState& view_state) {
    SettingsState state;
    state.keep = begin_keep_choice(view_state.local_copy);
    return state;
}

std::optional<double> next_settings_change(const SettingsState& state) {
    constexpr double caret = 0.53, figures = 1;
    if (state.focus == SettingsStop::days && caret_blinks(state.keep.days)) return caret;
    if (state.section == SettingsSection::local_copy) return figures;
    return std::nullopt;
}

bool draw_settings(const ViewState& view_state, const Rect& screen, SettingsState& state,
                   Intents& intents) {
    const SettingsAreas areas(screen);
    state.narrow = areas.narrow;
    if (escape_closes(view_state, state)) return false;
    handle_settings_keys(view_state, state, intents);
    dialog_surface(screen, areas.card);
    if (!areas.narrow || !state.entered) draw_sections(view_state, areas, state);
    if (state.shows_section()) {
        draw_section_head(areas, state);
        if (state.section == SettingsSection::keys)
            draw_keys_section(areas, state);
        else
            draw_section_contents(view_state, areas, state, intents);
    }
    paint::frame(areas.card, palette().edge, px(12), std::max(1.0f, px(1)));
    const ImVec2 cross{areas.card.max.x - areas.padding - px(3), areas.head_middle()};
    const bool closed = icon_button("close-settings", cross, icon::close, TextStyle::body,
                                    palette().muted, ours("Close (Esc)"));
    const bool beside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !field_menu_open() &&
                        !areas.card.has(ImGui::GetIO().MousePos);
    return !closed && !beside;
}

}  // namespace indaba::ui
