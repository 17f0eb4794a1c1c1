#include <doctest/doctest.h>

#include <string>

#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Rect;

TEST_SUITE_BEGIN("messages");

TEST_CASE("a selection dragged below the last message ends with it") {
    Reading ada;
    ada.workspace.says("grace", "alpha beta");
    ada.focused = true;
    ada.begin();
    const Rect from = ada.screen.text("alpha").area;
    ada.screen.drag({from.min.x + 1, from.centre().y}, {from.max.x + 300, 590});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "alpha beta");
}

TEST_CASE("a selection dragged out of the view scrolls the view") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.focused = true;
    ada.begin();
    const std::string first(ada.screen.text("no. (").text.view());
    const Rect from = ada.screen.text("no. (300)").area;
    ada.screen.drag({from.max.x + 5, from.centre().y}, {from.min.x, -40});
    CHECK_FALSE(ada.view().at_end());
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard().ends_with("no. (300)"));
    CHECK(ada.screen.clipboard().find(first) != std::string::npos);
    CHECK(ada.screen.clipboard().find(first) > 0);
}

TEST_CASE("a selection of several messages is copied with their authors") {
    Reading ada;
    ada.workspace.says("grace", "alpha beta 🎈");
    ada.workspace.says("linus", "gamma delta");
    ada.focused = true;
    ada.begin();
    const Rect from = ada.screen.text("alpha").area, to = ada.screen.text("gamma").area;
    ada.screen.drag({from.min.x + 1, from.centre().y}, {to.max.x + 40, to.centre().y});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    const std::string& copied = ada.screen.clipboard();
    CHECK(copied.find("alpha beta 🎈\n") != std::string::npos);
    CHECK(copied.find("grace, ") == 0);
    CHECK(copied.find("linus, ") != std::string::npos);
    CHECK(copied.ends_with("gamma delta"));
}

TEST_CASE("a double click selects a word") {
    Reading ada;
    ada.workspace.says("grace", "alpha beta gamma");
    ada.focused = true;
    ada.begin();
    const Rect place = ada.screen.text("alpha").area;
    ada.screen.double_click_at({place.min.x + place.width() * 0.45f, place.centre().y});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "beta");
}

TEST_CASE("the menu of a right click copies the text as it was sent") {
    Reading ada;
    ada.workspace.says("grace", "two\nlines 🎈");
    ada.begin();
    ada.screen.right_click_at(ada.screen.text("two").area.centre());
    ada.screen.click("menu:0");
    CHECK(ada.screen.clipboard() == "two\nlines 🎈");
}

TEST_CASE("keys alone choose a message, copy it and whisper to its author") {
    Reading ada;
    ada.workspace.says("grace", "see https://example.org/x");
    ada.workspace.says("linus", "the last");
    ada.focused = true;
    ada.begin();
    ada.screen.press(KeyboardKey::up);
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "the last");
    ada.screen.press(KeyboardKey::up);
    ada.screen.press(KeyboardKey::enter);
    CHECK(ada.view().menu_open());
    CHECK(ada.screen.shows("Whisper to grace"));
    ada.screen.press(KeyboardKey::down);
    ada.screen.press(KeyboardKey::down);
    ada.screen.press(KeyboardKey::enter);
    REQUIRE(ada.wanted<ui::OpenLink>().size() == 1);
    CHECK(ada.wanted<ui::OpenLink>()[0].url == "https://example.org/x");
    CHECK_FALSE(ada.view().menu_open());
    ada.screen.press(KeyboardKey::enter);
    ada.screen.press(KeyboardKey::escape);
    CHECK_FALSE(ada.view().menu_open());
}

TEST_CASE("the current message is always in sight") {
    Reading ada;
    for (int i = 0; i < 60; ++i) {
        ada.workspace.advance_time(6 * FakeWorkspace::minute);
        ada.workspace.says("grace", "line " + std::to_string(i) + ".\n" + lines(i % 5 + 1));
    }
    ada.focused = true;
    ada.begin();
    for (int i = 59; i >= 0; --i) {
        ada.screen.press(KeyboardKey::up);
        ada.screen.frames(1);
        CHECK(ada.screen.shows("line " + std::to_string(i) + "."));
    }
    for (int i = 1; i < 60; ++i) {
        ada.screen.press(KeyboardKey::down);
        ada.screen.frames(1);
        CHECK(ada.screen.shows("line " + std::to_string(i) + "."));
    }
}

TEST_SUITE_END();
