// The buttons of the message under the mouse, and the signs at the end of own messages.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/ui/headless_window.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

struct Pointing {
    Pointing() {
        workspace.says("grace", "Of grace.");
        workspace.says("ada", "My first.");
        workspace.says("ada", "My second.");
        window.screen.frames(3);
    }
    void point_at(std::string_view text) {
        window.screen.hover_at(window.screen.text(text).area.centre());
        window.screen.frames(2);
    }
    ui::Rect toolbar() { return window.screen.mark("toolbar:more"); }
    /// Returns the visible signs that own messages are stored.
    std::vector<ui::Rect> stored() {
        std::vector<ui::Rect> signs;
        for (const auto& each : window.screen.record().texts)
            if (each.text == ui::icon::stored) signs.push_back(each.area);
        return signs;
    }
    FakeWorkspace workspace{"ada"};
    HeadlessWindow window{workspace};
    UiDriver& screen = window.screen;
};

}  // namespace

TEST_SUITE_BEGIN("the buttons of a message");

TEST_CASE("the message under the mouse has buttons; only own ones can be edited") {
    Pointing pointing;
    CHECK_FALSE(pointing.screen.has("toolbar:more"));
    pointing.point_at("Of grace.");
    for (const char* mark : {"toolbar:reply", "toolbar:react", "toolbar:more"}) {
        CAPTURE(mark);
        CHECK(pointing.screen.has(mark));
    }
    CHECK_FALSE(pointing.screen.has("toolbar:edit"));
    pointing.point_at("My second.");
    CHECK(pointing.screen.has("toolbar:edit"));
    pointing.screen.hover_at({2, 2});
    pointing.screen.frames(2);
    CHECK_FALSE(pointing.screen.has("toolbar:more"));
}

TEST_CASE("the buttons do what the keys do") {
    Pointing pointing;
    pointing.point_at("Of grace.");
    pointing.screen.click("toolbar:reply");
    pointing.screen.frames(2);
    CHECK(pointing.screen.shows("Reply to grace: Of grace."));
    CHECK(pointing.window.state.pane == ui::Pane::composer);
    pointing.screen.press(KeyboardKey::escape);
    pointing.point_at("My second.");
    pointing.screen.click("toolbar:edit");
    pointing.screen.frames(2);
    CHECK(pointing.window.typed() == "My second.");
    pointing.screen.press(KeyboardKey::escape);
    pointing.point_at("Of grace.");
    pointing.screen.click("toolbar:more");
    pointing.screen.frames(2);
    CHECK(pointing.screen.has("menu:copy"));
    CHECK_FALSE(pointing.screen.has("toolbar:more"));  // the menu has the mouse
    pointing.screen.press(KeyboardKey::escape);
    pointing.point_at("Of grace.");
    pointing.screen.click("toolbar:react");
    pointing.screen.frames(2);
    pointing.screen.press(KeyboardKey::enter);
    REQUIRE(pointing.window.count<ui::React>() == 1);
    CHECK(pointing.window.wanted<ui::React>()[0].number == 1);
    CHECK(pointing.window.wanted<ui::React>()[0].emoji == "👍");
}

TEST_CASE("the buttons stay while the mouse is on them, also over the message above") {
    Pointing pointing;
    pointing.workspace.says("grace", "Below.");
    pointing.screen.frames(3);
    pointing.point_at("My second.");
    const ui::Rect more = pointing.toolbar();
    REQUIRE(more.min.y < pointing.screen.text("My first.").area.max.y);
    pointing.screen.hover_at({more.centre().x, more.min.y + 1});
    pointing.screen.frames(3);
    CHECK(pointing.screen.has("toolbar:edit"));
    CHECK(pointing.toolbar().min.y == more.min.y);
    pointing.screen.click("toolbar:edit");
    pointing.screen.frames(1);
    CHECK(pointing.window.typed() == "My second.");
}

TEST_CASE("a tooltip with the key appears half a second later, without other input") {
    Pointing pointing;
    pointing.point_at("Of grace.");
    pointing.screen.hover("toolbar:reply");
    pointing.screen.frames(2);
    CHECK_FALSE(pointing.screen.shows("Reply (Shift+Enter)"));
    const auto due = ui::next_change(pointing.workspace.view_state(), pointing.window.state);
    REQUIRE(due);
    CHECK(*due <= 0.5);
    for (int i = 0; i < 32; ++i) pointing.screen.frame();
    CHECK(pointing.screen.shows("Reply (Shift+Enter)"));
}

TEST_CASE("near the header the buttons stand inside of the message") {
    Pointing pointing;
    for (int i = 0; i < 60; ++i) pointing.workspace.says("grace", "line " + std::to_string(i));
    pointing.screen.frames(3);
    const float header = pointing.screen.text("lobby").area.max.y;
    for (float y = header + 40; y < header + 120; y += 5) {
        CAPTURE(y);
        pointing.screen.hover_at({600, y});
        pointing.screen.frames(2);
        REQUIRE(pointing.screen.has("toolbar:more"));
        CHECK(pointing.toolbar().min.y >= 64);
        CHECK(pointing.toolbar().height() >= 28);
    }
}

TEST_CASE("a deleted message has no buttons but for its menu, and a selection hides them") {
    Pointing pointing;
    pointing.workspace.refers("ada", EraseBody{3});
    pointing.screen.frames(2);
    pointing.point_at("Deleted by");
    CHECK(pointing.screen.has("toolbar:more"));
    CHECK_FALSE(pointing.screen.has("toolbar:reply"));
    CHECK_FALSE(pointing.screen.has("toolbar:edit"));
    const ui::Rect text = pointing.screen.text("Of grace.").area;
    pointing.screen.begin_drag({text.min.x + 2, text.centre().y}, {text.max.x, text.centre().y});
    CHECK_FALSE(pointing.screen.has("toolbar:more"));
    pointing.screen.end_drag();
}

TEST_CASE("only the last own message of a group shows that it is stored, at the end of its text") {
    Pointing pointing;
    REQUIRE(pointing.stored().size() == 1);
    const ui::Rect sign = pointing.stored()[0];
    const ui::Rect text = pointing.screen.text("My second.").area;
    CHECK(std::abs(sign.centre().y - text.centre().y) <= 2);
    CHECK(sign.min.x > text.max.x);
    CHECK(std::abs(sign.max.x - (1280 - 232 - 32)) <= 1);  // the people have 232
    pointing.workspace.says("grace", "Seen.");
    pointing.workspace.says("ada", "a long text " + std::string(300, 'x') + " and its end");
    pointing.screen.frames(3);
    REQUIRE(pointing.stored().size() == 2);
    const ui::Rect end = pointing.screen.text("and its end").area;
    CHECK(std::abs(pointing.stored()[1].centre().y - end.centre().y) <= 2);
    pointing.workspace.posts_without_receipt("waits");
    pointing.screen.frames(3);
    CHECK(pointing.stored().size() == 2);
}

TEST_SUITE_END();
