// The dialog's cards by keyboard: Tab shows what keys act on, and reaches every field and button.
#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "tests/ui/headless_dialog.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

using Names = std::vector<std::string>;

const std::string digits =
    "81077 56335 78737 92508 64780 06719 01264 38182 01875 67043 85180 24311";

/// Returns the name of the field or button with the focus mark; empty if there is no mark.
std::string focused(const UiDriver& screen) {
    if (!screen.has("focus")) return "";
    const ui::Rect focus = screen.mark("focus");
    for (const auto& each : screen.record().marks)
        if (each.first != "focus" && focus.has(each.second.centre())) return each.first;
    return "nothing";
}

/// Presses Tab `count` times. Returns what has the focus mark after each.
Names tab(HeadlessDialog& dialog, int count, With with = {}) {
    Names names;
    for (int i = 0; i < count; ++i) {
        dialog.screen.press(KeyboardKey::tab, with);
        names.push_back(focused(dialog.screen));
    }
    return names;
}

void ask_for_trust(HeadlessDialog& dialog) {
    dialog.connecting();
    dialog.view_state.connect.trust = digits;
    dialog.screen.frames(2);
}

template <class Wanted>
std::size_t count(const HeadlessDialog& dialog) {
    std::size_t found = 0;
    for (const ui::Intent& each : dialog.wanted) found += std::holds_alternative<Wanted>(each);
    return found;
}

}  // namespace

TEST_SUITE_BEGIN("focus in the connect dialog");

TEST_CASE("Tab marks each field and button of each card in turn, and Shift+Tab goes back") {
    HeadlessDialog dialog("host", "ann");
    CHECK(focused(dialog.screen) == "name");
    CHECK(tab(dialog, 6) == Names{"join", "have-key", "server", "port", "name", "join"});
    CHECK(tab(dialog, 3, with_shift) == Names{"name", "port", "server"});

    SUBCASE("while connecting") {
        dialog.connecting();
        CHECK(focused(dialog.screen).empty());
        CHECK(tab(dialog, 2) == Names{"cancel", "cancel"});
    }
    SUBCASE("an unknown key") {
        ask_for_trust(dialog);
        CHECK(focused(dialog.screen).empty());  // Enter alone must not trust it
        CHECK(tab(dialog, 4) == Names{"trust", "cancel", "trust", "cancel"});
        CHECK(tab(dialog, 2, with_shift) == Names{"trust", "cancel"});
    }
    SUBCASE("an unknown key, with Shift first") {
        ask_for_trust(dialog);
        CHECK(tab(dialog, 1, with_shift) == Names{"cancel"});
    }
    SUBCASE("a key file") {
        dialog.screen.click("have-key");
        CHECK(focused(dialog.screen) == "key-file");
        CHECK(tab(dialog, 5) == Names{"passphrase", "import", "back", "key-file", "passphrase"});
        CHECK(tab(dialog, 3, with_shift) == Names{"key-file", "back", "import"});
    }
    SUBCASE("while a key file is opened, nothing can be pressed") {
        dialog.screen.click("have-key");
        dialog.view_state.connect.importing = true;
        dialog.screen.frames(2);
        CHECK(tab(dialog, 2) == Names{"", ""});
        dialog.screen.press(KeyboardKey::escape);
        CHECK(dialog.screen.shows("Opening the file"));
    }
}

TEST_CASE("a field with an error shows the focus as others do") {
    HeadlessDialog dialog("host", "two words");
    dialog.screen.click("join");
    CHECK(focused(dialog.screen) == "name");
    CHECK(dialog.state.name_error.starts_with("A name"));
}

TEST_CASE("Enter and Space press the focused button, on each card") {
    for (const KeyboardKey key :
         {KeyboardKey::enter, KeyboardKey::keypad_enter, KeyboardKey::space}) {
        CAPTURE(static_cast<int>(key));
        HeadlessDialog dialog("host", "ann");
        tab(dialog, 1);
        dialog.screen.press(key);
        CHECK(dialog.joined().size() == 1);
        dialog.connecting();
        dialog.screen.press(key);
        CHECK(count<ui::CancelConnect>(dialog) == 0);
        tab(dialog, 1);
        dialog.screen.press(key);
        CHECK(count<ui::CancelConnect>(dialog) == 1);

        ask_for_trust(dialog);
        dialog.screen.press(key);
        CHECK(count<ui::TrustServer>(dialog) == 0);
        tab(dialog, 1);
        dialog.screen.press(key);
        CHECK(count<ui::TrustServer>(dialog) == 1);
        tab(dialog, 1);
        dialog.screen.press(key);
        CHECK(count<ui::CancelConnect>(dialog) == 2);
        CHECK(count<ui::TrustServer>(dialog) == 1);
    }
    for (const KeyboardKey key : {KeyboardKey::enter, KeyboardKey::space}) {
        CAPTURE(static_cast<int>(key));
        HeadlessDialog dialog("host", "ann");
        tab(dialog, 2);
        dialog.screen.press(key);
        CHECK(dialog.screen.shows("Key file"));
        tab(dialog, 3);
        dialog.screen.press(key);
        CHECK(dialog.screen.shows("Connect to a server"));
        CHECK(dialog.wanted.empty());
    }
}

TEST_CASE("an attempt that was begun by Enter is not cancelled by a second Enter") {
    HeadlessDialog dialog("host", "ann");
    tab(dialog, 2);
    REQUIRE(focused(dialog.screen) == "have-key");
    dialog.screen.click("join");
    dialog.connecting();
    CHECK(focused(dialog.screen).empty());
    dialog.screen.press(KeyboardKey::enter);
    CHECK_FALSE(dialog.cancelled());
}

TEST_CASE("a missing key file is an error at the file, a wrong passphrase at the passphrase") {
    HeadlessDialog dialog("host", "ann");
    dialog.screen.click("have-key");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(dialog.screen.shows("Enter the file."));
    CHECK(focused(dialog.screen) == "key-file");
    dialog.screen.type("/no/such/file");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(focused(dialog.screen) == "passphrase");
    dialog.screen.type("x");
    dialog.screen.press(KeyboardKey::enter);
    CHECK(count<ui::ImportKey>(dialog) == 1);

    dialog.view_state.connect.import_error = "There is no file /no/such/file.";
    dialog.view_state.connect.no_key_file = true;
    ++dialog.view_state.connect.import_version;
    dialog.screen.frames(2);
    CHECK(dialog.state.file_error == "There is no file /no/such/file.");
    CHECK(dialog.state.passphrase_error.empty());
    CHECK(focused(dialog.screen) == "key-file");
}

TEST_CASE("in a small window Tab scrolls to what it marks") {
    for (const bool unknown_key : {false, true}) {
        CAPTURE(unknown_key);
        HeadlessDialog dialog("host", "two words", 480, 360);
        dialog.view_state.connect.warning = std::string(400, 'x');
        dialog.fails("The server does not answer. " + std::string(300, 'y'));
        if (unknown_key) ask_for_trust(dialog);
        for (int i = 0; i < 6; ++i) {
            const std::string name = tab(dialog, 1).back();
            CAPTURE(name);
            dialog.screen.frames(2);
            const ui::Rect focus = dialog.screen.mark("focus");
            CHECK(focus.min.y >= 0);
            CHECK(focus.max.y <= 360);
            CHECK(focus.height() >= dialog.screen.mark(name).height());
        }
    }
}

TEST_SUITE_END();
