// The section Local copy of the settings: what it says of the copy, and that nothing is deleted
// without a question.
#include <doctest/doctest.h>

#include <string>

#include "tests/ui/settings_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeepLocally;
using ui::KeyboardKey;
using ui::SettingsSection;

namespace {

/// The section, shown in a window of normal size.
struct Copying : Setting {
    explicit Copying(const KeepLocally& kept = {}) {
        workspace.local_copy().none = kept.none;
        workspace.local_copy().days = kept.days;
        show(SettingsSection::local_copy);
    }
    void type_days(const std::string& days) {
        screen.click("days");
        screen.press(KeyboardKey::a, with_ctrl);
        screen.type(days);
        screen.frames(2);
    }
    bool asks() const { return screen.has("keep-delete"); }
};

}  // namespace

TEST_SUITE_BEGIN("settings: local copy");

TEST_CASE("the section says how large and how complete the copy is") {
    struct {
        ui::LocalCopy copy;
        std::string size, complete;
    } const table[]{
        {{.bytes = 368'000'000, .held = 1'000'000, .compared = true},
         "368 MB on this",
         "All 1,000,000 messages"},
        {{.bytes = 4'200, .held = 1, .compared = true}, "5 kB on this", "Complete"},
        {{.bytes = 4'200}, "5 kB on this", "The server tells what is missing when it is"},
        {{.bytes = 999'600'000, .missing = 12'340, .compared = true},
         "1.0 GB on this",
         "12,340 messages are still to be fetched"},
        {{.bytes = 12'340'000'000, .missing = 1, .compared = true},
         "12 GB on this",
         "1 message is still to be fetched"},
        {{.bytes = 2'000'000, .held = 1'200, .compared = true, .days = 30},
         "2.0 MB on this",
         "All 1,200 messages of the last 30 days"},
        {{.none = true}, "Nothing is kept on this computer", "Search finds only"},
        {{.missing = 7, .compared = true}, "Nothing on this computer yet", "7 messages are still"},
        {{.bytes = 1'000, .trouble = "The disk is full."}, "1 kB on this", "The disk is full."},
    };
    Copying copying;
    for (const auto& each : table) {
        CAPTURE(each.size);
        copying.workspace.local_copy() = each.copy;
        copying.screen.frames(2);
        CHECK(copying.screen.shows(each.size));
        CHECK(copying.screen.shows(each.complete));
    }
}

TEST_CASE("keeping more applies at once") {
    Copying copying({true, 0});
    copying.screen.click("keep:days");
    CHECK(copying.kept() == std::vector{KeepLocally{false, 30}});
    copying.type_days("90");
    CHECK(copying.kept().back() == KeepLocally{false, 90});
    copying.screen.click("keep:everything");
    CHECK(copying.kept().back() == KeepLocally{});
    CHECK_FALSE(copying.asks());
    const std::size_t before = copying.kept().size();
    copying.screen.click("keep:everything");
    CHECK(copying.kept().size() == before);
}

TEST_CASE("keeping nothing asks first") {
    Copying copying;
    copying.screen.click("keep:nothing");
    copying.screen.frames(2);
    CHECK(copying.screen.shows("All messages are deleted from this computer"));
    CHECK(copying.screen.shows("The server keeps them."));
    CHECK(copying.kept().empty());
    copying.screen.click("keep-cancel");
    copying.screen.frames(2);
    CHECK_FALSE(copying.asks());
    CHECK(copying.focused() == "keep:everything");
    copying.screen.click("keep:nothing");
    copying.screen.frames(2);
    copying.screen.click("keep-delete");
    CHECK(copying.kept() == std::vector{KeepLocally{true, 0}});
    copying.screen.frames(2);
    CHECK_FALSE(copying.asks());
}

TEST_CASE("fewer days ask first, with the number that is typed") {
    Copying copying({false, 90});
    copying.type_days("30");
    CHECK(copying.screen.shows(
        "Messages older than 30 days are deleted from this computer. The server keeps them."));
    CHECK(copying.kept().empty());
    copying.type_days("1");
    CHECK(copying.screen.shows("Messages older than 1 day are deleted"));
    copying.type_days("120");
    CHECK_FALSE(copying.asks());
    CHECK(copying.kept() == std::vector{KeepLocally{false, 120}});
}

TEST_CASE("what is no number of days is an error and asks for nothing") {
    Copying copying({false, 90});
    for (const std::string typed : {"0", "-3", "36501", "a week", "7 "}) {
        CAPTURE(typed);
        copying.type_days(typed);
        CHECK(copying.screen.shows("Enter a number of days from 1 to 36,500."));
        CHECK_FALSE(copying.asks());
    }
    CHECK(copying.kept().empty());
    copying.type_days("36500");
    CHECK(copying.kept() == std::vector{KeepLocally{false, 36'500}});
}

TEST_CASE("messages are deleted by keys alone, and Enter in the field does not delete") {
    Copying copying;
    copying.tab(1);
    copying.screen.press(KeyboardKey::right);
    copying.tab(1);
    CHECK(copying.focused() == "days");
    copying.screen.press(KeyboardKey::a, with_ctrl);
    copying.screen.type("14");
    copying.screen.press(KeyboardKey::enter);
    copying.screen.frames(2);
    CHECK(copying.kept().empty());
    CHECK(copying.focused() == "keep-cancel");
    copying.tab(1);
    CHECK(copying.focused() == "keep-delete");
    copying.screen.press(KeyboardKey::enter);
    CHECK(copying.kept() == std::vector{KeepLocally{false, 14}});
    copying.screen.frames(2);
    CHECK(copying.focused() == "keep:days");
}

TEST_CASE("Escape takes the choice back first, then closes the settings") {
    Copying copying({false, 90});
    copying.type_days("7");
    REQUIRE(copying.asks());
    copying.screen.press(KeyboardKey::escape);
    copying.screen.frames(2);
    CHECK_FALSE(copying.asks());
    CHECK(copying.window.state.settings->keep.days.editor.text() == "90");
    copying.screen.press(KeyboardKey::escape);
    CHECK_FALSE(copying.window.state.settings);
    CHECK(copying.kept().empty());
}

TEST_CASE("another section takes back what was chosen and not confirmed") {
    Copying copying;
    copying.screen.click("keep:nothing");
    copying.screen.frames(2);
    REQUIRE(copying.asks());
    copying.screen.click("section:about");
    copying.screen.click("section:local-copy");
    copying.screen.frames(2);
    CHECK_FALSE(copying.asks());
    CHECK(copying.kept().empty());
}

TEST_CASE("the figures are drawn anew each second while they are shown") {
    Copying copying;
    copying.screen.advance(6);
    CHECK(ui::next_change(copying.workspace.view_state(), copying.window.state) == 1);
    copying.show(SettingsSection::appearance);
    CHECK_FALSE(ui::next_change(copying.workspace.view_state(), copying.window.state));
}

TEST_SUITE_END();
