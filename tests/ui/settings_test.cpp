// The settings: how the dialog opens and closes, its sections, and what its controls ask for.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "imgui-client/views/keys.hpp"
#include "tests/ui/settings_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::SettingsSection;
using ui::Theme;

namespace {

struct DialogSize {
    float width, height;
};

}  // namespace

TEST_SUITE_BEGIN("settings");

TEST_CASE("Ctrl+Comma and the gear open the settings, and each way out gives the keys back") {
    FakeWorkspace workspace("ada");
    HeadlessWindow window(workspace);
    for (const bool by_key : {true, false})
        for (const std::string way : {"escape", "key", "cross", "beside"}) {
            CAPTURE(way);
            window.screen.type("a");
            const std::string before = window.typed();
            if (by_key)
                window.screen.press(KeyboardKey::comma, with_ctrl);
            else
                window.screen.click("settings");
            window.screen.frames(2);
            REQUIRE(window.screen.has("section:appearance"));
            window.screen.type("no");
            CHECK(window.typed() == before);
            if (way == "escape") window.screen.press(KeyboardKey::escape);
            if (way == "key") window.screen.press(KeyboardKey::comma, with_ctrl);
            if (way == "cross") window.screen.click("close-settings");
            if (way == "beside") window.screen.click_at({20, 400});
            window.screen.frames(2);
            CHECK_FALSE(window.screen.has("section:appearance"));
            window.screen.type("b");
            CHECK(window.typed() == before + "b");
        }
}

TEST_CASE("the settings keep the whisper and the pane that had the focus") {
    FakeWorkspace workspace("ada");
    workspace.whispers("bob", "ada", "hello");
    workspace.open_whisper("bob");
    HeadlessWindow window(workspace);
    window.state.pane = ui::Pane::people;
    window.screen.press(KeyboardKey::comma, with_ctrl);
    window.screen.press(KeyboardKey::tab);
    window.screen.press(KeyboardKey::escape);
    CHECK_FALSE(window.state.settings);
    CHECK(window.state.pane == ui::Pane::people);
    CHECK(window.count<ui::OpenConversation>() == 0);
}

TEST_CASE("arrows choose a section, and Tab goes through its controls and back") {
    Setting setting;
    CHECK(setting.focused() == "section:appearance");
    const std::vector<std::string> tabs[] = {{"theme:dark", "text-size"},
                                             {"keys-bar"},
                                             {"keep:everything"},
                                             {"copy-home", "copy-fingerprint"}};
    for (std::size_t i = 0; i < ui::settings_sections.size(); ++i) {
        CAPTURE(i);
        CHECK(setting.section() == ui::settings_sections[i]);
        for (const std::string& each : tabs[i]) {
            setting.screen.press(KeyboardKey::tab);
            CHECK(setting.focused() == each);
        }
        setting.screen.press(KeyboardKey::tab);
        CHECK(setting.focused().starts_with("section:"));
        setting.screen.press(KeyboardKey::tab, with_shift);
        CHECK(setting.focused() == tabs[i].back());
        setting.screen.press(KeyboardKey::tab);
        setting.screen.press(KeyboardKey::down);
    }
    CHECK(setting.section() == SettingsSection::about);
    setting.screen.press(KeyboardKey::home);
    CHECK(setting.section() == SettingsSection::appearance);
    setting.screen.press(KeyboardKey::end);
    CHECK(setting.section() == SettingsSection::about);
    setting.screen.press(KeyboardKey::enter);
    CHECK(setting.focused() == "copy-home");
}

TEST_CASE("only sections whose controls work are there, and a click shows each") {
    Setting setting;
    for (const char* missing : {"Notifications", "Servers", "Density", "As the system"})
        CHECK_FALSE(setting.screen.shows(missing));
    const std::pair<std::string, std::string> shown[] = {
        {"section:appearance", "Text size"},
        {"section:keys", "Recall your sent lines"},
        {"section:local-copy", "368 MB on this computer"},
        {"section:about", "Free software under the MIT License."}};
    for (const auto& [mark, words] : shown) {
        setting.screen.click(mark);
        setting.screen.frames(2);
        CHECK(setting.screen.shows(words));
    }
}

TEST_CASE("a theme is chosen by a click and by arrows, and applies at once") {
    Setting setting;
    setting.screen.click("theme:high-contrast");
    setting.screen.frames(2);
    CHECK(ui::theme() == Theme::high_contrast);
    CHECK(setting.focused() == "theme:high-contrast");
    setting.screen.press(KeyboardKey::right);
    CHECK(setting.window.count<ui::SetTheme>() == 1);
    setting.screen.press(KeyboardKey::left);
    CHECK(ui::theme() == Theme::light);
    setting.screen.press(KeyboardKey::up);
    CHECK(ui::theme() == Theme::dark);
    CHECK(setting.window.count<ui::SetTheme>() == 3);
    setting.screen.click("theme:dark");
    CHECK(setting.window.count<ui::SetTheme>() == 3);
}

TEST_CASE("Ctrl+L leaves the high-contrast theme for the dark one") {
    FakeWorkspace workspace("ada");
    HeadlessWindow window(workspace, 1280, 800, 1, Theme::high_contrast);
    window.screen.press(KeyboardKey::l, with_ctrl);
    REQUIRE(window.count<ui::SetTheme>() == 1);
    CHECK(window.wanted<ui::SetTheme>()[0].theme == Theme::dark);
}

TEST_CASE(
    "the text size is changed by arrows, by the keys that work everywhere, and by the mouse") {
    Setting setting;
    setting.tab(2);
    CHECK(setting.screen.shows("100 %"));
    setting.screen.press(KeyboardKey::right);
    setting.screen.frames(2);
    CHECK(setting.screen.shows("110 %"));
    setting.screen.press(KeyboardKey::minus, with_ctrl);
    setting.screen.press(KeyboardKey::left);
    setting.screen.frames(2);
    CHECK(setting.screen.shows("90 %"));
    const ui::Rect slider = setting.screen.mark("text-size");
    setting.screen.begin_drag(setting.screen.mark("focus").centre(),
                              {slider.max.x + 50, slider.centre().y});
    CHECK(setting.screen.shows("250 %"));
    CHECK(ui::scale() == doctest::Approx(0.9f));  // so that the slider does not move meanwhile
    setting.screen.end_drag();
    CHECK(ui::scale() == doctest::Approx(2.5f));
}

TEST_CASE("the text size stays within the bounds of the scale") {
    Setting setting(5120, 3200, 4);
    setting.tab(2);
    REQUIRE(setting.screen.shows("400 %"));
    setting.screen.press(KeyboardKey::right);
    CHECK(setting.window.count<ui::SetScale>() == 0);
    setting.screen.press(KeyboardKey::left);
    CHECK(ui::scale() == doctest::Approx(3.9f));
}

TEST_CASE("the section of the keys scrolls by arrows once it has the focus") {
    Setting setting(1280, 500);
    setting.screen.click("section:keys");
    const std::string last(ui::key_help().back().what.view());
    CHECK_FALSE(setting.screen.shows(last));
    setting.tab(1);
    for (int i = 0; i < 5; ++i) setting.screen.press(KeyboardKey::page_down);
    CHECK(setting.screen.shows(last));
    CHECK(setting.section() == SettingsSection::keys);
}

TEST_CASE("home and fingerprint are copied by mouse and by key") {
    Setting setting;
    setting.workspace.about() = {"0.1.0", "/home/ada/.local/share/indaba",
                                 "11111 22222 33333 44444 55555 66666 77777 88888 99999 00000 "
                                 "12345 67890",
                                 "Connected to b.example:5000."};
    setting.screen.click("section:about");
    setting.screen.frames(2);
    CHECK(setting.screen.shows("Indaba 0.1.0"));
    CHECK(setting.screen.shows("Connected to b.example:5000."));
    CHECK(setting.screen.shows("55555 66666 77777 88888"));
    setting.screen.click("copy-home");
    CHECK(setting.screen.clipboard() == "/home/ada/.local/share/indaba");
    setting.tab(1);
    setting.screen.press(KeyboardKey::space);
    CHECK(setting.screen.clipboard() == setting.workspace.about().fingerprint);
}

TEST_CASE("a narrow window shows the sections, then one of them with a way back") {
    Setting setting(480, 640);
    CHECK(setting.screen.has("section:about"));
    CHECK_FALSE(setting.screen.has("text-size"));
    setting.screen.press(KeyboardKey::enter);
    CHECK(setting.screen.has("text-size"));
    CHECK_FALSE(setting.screen.has("section:about"));
    CHECK(setting.focused() == "settings-back");
    setting.screen.press(KeyboardKey::escape);
    CHECK(setting.screen.has("section:about"));
    setting.screen.click("section:local-copy");
    setting.screen.frames(2);
    CHECK(setting.screen.has("keep:nothing"));
    setting.screen.click("settings-back");
    setting.screen.frames(2);
    CHECK(setting.screen.has("section:about"));
    setting.screen.press(KeyboardKey::escape);
    setting.screen.frames(1);
    CHECK_FALSE(setting.window.state.settings);
}

TEST_CASE("in a small window Tab scrolls to what it marks, in each section and at each scale") {
    for (const float scale : {1.0f, 1.5f})
        for (const SettingsSection section : ui::settings_sections) {
            Setting setting(360, 300, scale);
            setting.workspace.local_copy().days = 30;
            setting.show(section);
            for (int i = 0; i < 6; ++i) {
                CAPTURE(i);
                CAPTURE(static_cast<int>(section));
                CAPTURE(scale);
                setting.screen.press(KeyboardKey::tab);
                setting.screen.frames(2);
                const ui::Rect focus = setting.screen.mark("focus");
                CHECK(focus.min.y >= 0);
                CHECK(focus.max.y <= 300);
                CHECK(focus.min.x >= 0);
                CHECK(focus.max.x <= 360);
            }
        }
}

TEST_CASE("no text of the settings overlaps another or leaves the dialog, at any size and theme") {
    for (const DialogSize size :
         {DialogSize{1280, 800}, DialogSize{700, 500}, DialogSize{400, 360}})
        for (const float scale : {1.0f, 1.5f})
            for (const Theme theme : ui::themes)
                for (const SettingsSection section : ui::settings_sections) {
                    Setting setting(size.width, size.height, scale, theme);
                    setting.workspace.local_copy().days = 30;
                    setting.show(section);
                    CAPTURE(size.width);
                    CAPTURE(scale);
                    CAPTURE(static_cast<int>(section));
                    setting.check_texts();
                }
}

TEST_SUITE_END();
