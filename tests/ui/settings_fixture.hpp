#pragma once
/// The settings, open over a fake workspace that carries out what they ask for. For tests of the
/// dialog.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "imgui-client/style/theme.hpp"
#include "imgui-client/views/settings_dialog.hpp"
#include "tests/ui/headless_window.hpp"

namespace indaba::test {

struct Setting {
    explicit Setting(float width = 1280, float height = 800, float scale = 1,
                     ui::Theme theme = ui::Theme::dark)
        : window(workspace, width, height, scale, theme) {
        workspace.local_copy().bytes = 368'000'000;
        screen.draws([this] { draw(); }, UiDriver::Root::none);
        screen.press(ui::KeyboardKey::comma, with_ctrl);
        screen.frames(2);
    }
    ~Setting() {
        ui::set_theme(ui::Theme::dark);
        ui::set_scale(1);
    }
    Setting(const Setting&) = delete;
    Setting& operator=(const Setting&) = delete;

    ui::SettingsSection section() const { return window.state.settings->section; }
    /// Opens a section in a window of any width.
    void show(ui::SettingsSection section) {
        window.state.settings = ui::begin_settings(workspace.view_state());
        window.state.settings->section = section;
        window.state.settings->entered = true;
        screen.frames(2);
    }
    void tab(int times) {
        for (int i = 0; i < times; ++i) screen.press(ui::KeyboardKey::tab);
        screen.frames(2);
    }
    /// Returns the mark of what has the focus: the smallest one in the frame.
    std::string focused() const {
        const ui::Rect focus = screen.mark("focus");
        std::string found = "nothing";
        float smallest = 1e9f;
        for (const auto& [name, area] : screen.record().marks) {
            const float size = area.width() * area.height();
            const bool meets = focus.has(area.centre()) || area.has(focus.centre());
            if (name == "focus" || !meets || size >= smallest || is_below(name)) continue;
            smallest = size;
            found = name;
        }
        return found;
    }
    std::vector<ui::KeepLocally> kept() const { return window.wanted<ui::KeepLocally>(); }

    /// Checks the visible texts of the dialog: none overlaps another, none leaves the window, and
    /// the contrast of each colour is checked.
    void check_texts() const {
        std::set<ui::Colour> known;
        for (const ui::TextOn& pair : ui::all_text_colours()) known.insert(pair.text);
        const auto& all = screen.record().texts;
        const auto is = [](std::string_view title) {
            return [title](const auto& text) { return text.text.view() == title; };
        };
        auto first = std::ranges::find_if(all, is("Settings"));
        if (first == all.end())
            first = std::ranges::find_if(all, is(titles[static_cast<std::size_t>(section())]));
        REQUIRE(first != all.end());
        std::vector<ui::paint::Record::Text> texts(first, all.end());
        std::erase_if(texts, [](const auto& text) { return text.visible.height() < 2; });
        for (std::size_t i = 0; i < texts.size(); ++i) {
            CAPTURE(texts[i].text.view());
            CHECK(known.contains(texts[i].colour));
            CHECK(texts[i].area.min.x >= 8);
            CHECK(texts[i].area.max.x <= screen.display().max.x - 8);
            for (std::size_t j = i + 1; j < texts.size(); ++j) {
                CAPTURE(texts[j].text.view());
                CHECK_FALSE(overlap(texts[i].visible, texts[j].visible));
            }
        }
    }

    FakeWorkspace workspace{"ada"};
    HeadlessWindow window;
    UiDriver& screen = window.screen;

 private:
    static constexpr std::array<std::string_view, 4> titles{"Appearance", "Keys", "Local copy",
                                                            "About"};

    /// Returns whether the mark is of the views under the dialog, which are drawn as well.
    static bool is_below(const std::string& name) {
        for (const char* mine : {"section:", "theme:", "text-size", "keys-bar", "keep", "days",
                                 "copy-", "settings-back", "close-settings"})
            if (name.starts_with(mine)) return false;
        return true;
    }
    static bool overlap(const ui::Rect& a, const ui::Rect& b) {
        constexpr float touching = 1;
        return std::min(a.max.x, b.max.x) - std::max(a.min.x, b.min.x) > touching &&
               std::min(a.max.y, b.max.y) - std::max(a.min.y, b.min.y) > touching;
    }
    /// Draws a frame and carries out what belongs to the window and the workspace.
    void draw() {
        for (ui::Intent& intent : ui::draw_screen(workspace.view_state(), window.state)) {
            if (const auto* theme = std::get_if<ui::SetTheme>(&intent)) ui::set_theme(theme->theme);
            if (const auto* size = std::get_if<ui::SetScale>(&intent))
                ui::set_scale(size->scale.value_or(1));
            if (const auto* keep = std::get_if<ui::KeepLocally>(&intent)) {
                workspace.local_copy().none = keep->none;
                workspace.local_copy().days = keep->days;
            }
            window.intents.push_back(std::move(intent));
        }
    }
};

}  // namespace indaba::test
