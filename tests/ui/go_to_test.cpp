/// The card "Go to", the keys and the menu that open it, and the view that goes there.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "imgui-client/display_text/message_link.hpp"
#include "tests/support/local_zone.hpp"
#include "tests/ui/headless_window.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;

namespace {

/// A window of ada with messages of 2025-10-13, 2025-11-02 and 2025-11-22, which is today.
struct Going {
    explicit Going(float width = 1280, float height = 800, float scale = 1)
        : window(workspace, width, height, scale) {
        workspace.advance_time(-40 * FakeWorkspace::day);
        workspace.says("grace", "the first one");
        workspace.advance_time(20 * FakeWorkspace::day);
        workspace.says("grace", "the second one");
        workspace.advance_time(20 * FakeWorkspace::day);
        workspace.says("grace", "the third one");
        screen.frames(2);
    }
    void open() {
        screen.press(KeyboardKey::g, with_ctrl);
        screen.frame();
    }
    bool is_open() const { return window.state.go_to.is_open(); }
    bool offers(const std::string& day) const { return screen.has("day:" + day); }
    /// Returns the targets that were asked for: days as digits, or the place in the variant.
    std::vector<std::string> targets() const {
        std::vector<std::string> found;
        for (const ui::GoTo& each : window.wanted<ui::GoTo>()) {
            CHECK(each.conversation == workspace.view_state().open);
            if (const auto* of_day = std::get_if<client::FirstOfDay>(&each.target))
                found.push_back(client::date_in_digits(of_day->day));
            else if (const auto* numbered = std::get_if<client::NumberedMessage>(&each.target))
                found.push_back("no. " + std::to_string(numbered->number));
            else if (const auto* linked = std::get_if<client::LinkedMessage>(&each.target))
                found.push_back(linked->link);
            else
                found.push_back(each.target.index() == 0   ? "first"
                                : each.target.index() == 1 ? "unread"
                                                           : "newest");
        }
        return found;
    }
    void press(KeyboardKey key, int times = 1) {
        for (int i = 0; i < times; ++i) screen.press(key);
        screen.frame();
    }

    LocalZone zone{berlin};
    mutable FakeWorkspace workspace{"ada"};
    HeadlessWindow window;
    UiDriver& screen = window.screen;
};
using Targets = std::vector<std::string>;

}  // namespace

TEST_SUITE_BEGIN("go to");

TEST_CASE("Ctrl+G opens a calendar with the day in sight chosen, and Enter goes to a day") {
    Going here;
    here.open();
    REQUIRE(here.is_open());
    CHECK(here.screen.shows("November 2025"));
    CHECK(here.screen.mark("today").has(here.screen.mark("day:2025-11-22").centre()));
    CHECK(here.screen.mark("focus").has(here.screen.mark("day:2025-11-22").centre()));
    CHECK(here.screen.mark("day:2025-11-01").min.x > here.screen.mark("day:2025-11-03").min.x);
    here.press(KeyboardKey::up);
    here.press(KeyboardKey::left);
    here.press(KeyboardKey::enter);
    CHECK(here.targets() == Targets{"2025-11-14"});
    CHECK_FALSE(here.is_open());
}

TEST_CASE("the day of the message at the upper edge is chosen when older messages are read") {
    Going here;
    here.workspace.say_many(100);
    here.screen.frames(2);
    here.window.state.messages.at(lobby).scroll_to_begin();
    here.screen.frames(2);
    here.open();
    CHECK(here.screen.shows("October 2025"));
    CHECK(here.screen.mark("focus").has(here.screen.mark("day:2025-10-13").centre()));
}

TEST_CASE("keys move by days, weeks and months, from the first message's day to today") {
    Going here;
    here.open();
    here.press(KeyboardKey::right);
    here.press(KeyboardKey::down);
    here.press(KeyboardKey::page_down);
    CHECK(here.screen.mark("focus").has(here.screen.mark("day:2025-11-22").centre()));
    here.press(KeyboardKey::page_up);
    CHECK(here.screen.shows("October 2025"));
    CHECK(here.screen.mark("focus").has(here.screen.mark("day:2025-10-22").centre()));
    here.press(KeyboardKey::page_up);
    CHECK(here.screen.mark("focus").has(here.screen.mark("day:2025-10-13").centre()));
    here.press(KeyboardKey::left);
    here.press(KeyboardKey::space);
    CHECK(here.targets() == Targets{"2025-10-13"});
}

TEST_CASE("days after today and before the first message cannot be clicked, others can") {
    Going here;
    here.open();
    CHECK(here.screen.shows("23"));
    CHECK_FALSE(here.offers("2025-11-23"));
    CHECK_FALSE(here.screen.has("later-month"));
    here.screen.click("earlier-month");
    here.screen.frame();
    CHECK(here.screen.shows("October 2025"));
    CHECK_FALSE(here.screen.has("earlier-month"));
    CHECK_FALSE(here.offers("2025-10-12"));
    CHECK(here.offers("2025-10-13"));
    CHECK_FALSE(here.offers("2025-11-01"));
    here.screen.click("day:2025-10-26");  // has 25 hours
    CHECK(here.targets() == Targets{"2025-10-26"});
    CHECK_FALSE(here.is_open());
}

TEST_CASE("a calendar passes the end of a year") {
    Going here;
    here.workspace.advance_time(50 * FakeWorkspace::day);  // 2026-01-11
    here.screen.frame();
    here.open();
    CHECK(here.screen.shows("November 2025"));
    here.screen.click("later-month");
    here.screen.click("later-month");
    here.screen.frame();
    CHECK(here.screen.shows("January 2026"));
    CHECK(here.offers("2026-01-11"));
    CHECK_FALSE(here.offers("2026-01-12"));
    here.press(KeyboardKey::page_up);
    CHECK(here.screen.shows("December 2025"));
}

TEST_CASE("buttons go to the first, the first unread and the newest message") {
    Going here;
    here.open();
    here.screen.click("go-first");
    here.open();
    here.screen.click("go-unread");
    here.open();
    here.screen.click("go-newest");
    CHECK(here.targets() == Targets{"first", "unread", "newest"});
    here.workspace.read_to_here();
    here.open();
    CHECK_FALSE(here.screen.has("go-unread"));
    here.press(KeyboardKey::tab, 2);
    here.press(KeyboardKey::enter);
    CHECK(here.targets().back() == "newest");
}

TEST_CASE("what is typed goes to the field of the card: a number, a day or a link") {
    Going here;
    const std::string link = ui::message_link({"127.0.0.1:5000", lobby, 2});
    for (const std::string& typed : {std::string("1,204"), std::string("2025-11-02"), link}) {
        here.open();
        here.screen.type(typed);
        here.press(KeyboardKey::enter);
        CHECK_FALSE(here.is_open());
    }
    here.open();
    here.screen.paste(" 12 ");
    here.press(KeyboardKey::enter);
    CHECK(here.targets() == Targets{"no. 1204", "2025-11-02", link, "no. 12"});
    CHECK(here.window.typed().empty());
}

TEST_CASE("the card says what can be typed, and stays open") {
    Going here;
    here.open();
    here.screen.type("home");
    here.press(KeyboardKey::enter);
    CHECK(here.is_open());
    CHECK(here.screen.shows("Enter the number of a message, a link to one, or a day as "));
    here.screen.type("!");
    here.screen.frame();
    CHECK_FALSE(here.screen.shows("Enter the number of a message"));
    here.press(KeyboardKey::backspace, 5);
    here.screen.type("indaba://nowhere");
    here.press(KeyboardKey::enter);
    CHECK(here.screen.shows("This is not a link to a message."));
    CHECK(here.targets().empty());
}

TEST_CASE("Esc closes the card and gives the focus back") {
    Going here;
    here.window.state.pane = Pane::messages;
    here.open();
    here.screen.type("7");
    here.press(KeyboardKey::escape);
    CHECK_FALSE(here.is_open());
    CHECK(here.window.state.pane == Pane::messages);
    here.open();
    here.press(KeyboardKey::g);
    CHECK(here.is_open());
    here.screen.press(KeyboardKey::g, with_ctrl);
    CHECK_FALSE(here.is_open());
    here.screen.type("hello");
    CHECK(here.window.typed() == "hello");
    CHECK(here.targets().empty());
}

TEST_CASE("the menu of the room opens the card") {
    Going here;
    here.screen.press(KeyboardKey::m, with_ctrl);
    here.screen.frame();
    CHECK(here.screen.shows("Go to a date or message…"));
    here.press(KeyboardKey::enter);
    CHECK(here.is_open());
    CHECK(here.targets().empty());
    here.open();  // closes it
    here.screen.click("room-menu");
    here.screen.click("room-menu:go-to");
    here.screen.frame();
    CHECK(here.is_open());
}

TEST_CASE("the mouse reaches nothing below the card, and a click beside it closes it") {
    Going here;
    here.workspace.say_many(12, "https://example.org/" + std::string(180, 'a'));
    here.screen.frames(2);
    here.open();
    const ui::Rect first = here.screen.mark("go-first");
    // Points at the edge of the card, where it has no button.
    const auto click_all = [&] {
        for (float y = first.min.y - 250; y < first.max.y + 40; y += 9) {
            here.screen.click_at({first.min.x - 8, y});
            here.screen.advance(1);
        }
    };
    click_all();
    CHECK(here.is_open());
    CHECK(here.window.count<ui::OpenLink>() == 0);
    here.screen.click_at({400, 40});
    CHECK_FALSE(here.is_open());
    CHECK(here.targets().empty());
    click_all();
    CHECK(here.window.count<ui::OpenLink>() > 0);
}

TEST_CASE("the card closes when another conversation or a dialog opens") {
    Going here;
    here.workspace.whispers("grace", "ada", "psst");
    here.open();
    here.workspace.open_whisper("grace");
    here.screen.frames(2);
    CHECK_FALSE(here.is_open());
    here.open();
    CHECK(here.is_open());
    here.screen.press(KeyboardKey::f1);
    here.screen.frames(2);
    CHECK(here.window.state.help);
    CHECK_FALSE(here.is_open());
}

TEST_CASE("in the smallest window every part of the card is reached by Tab") {
    Going here(480, 360, 2);
    here.open();
    const auto in_sight = [&] {
        const ui::Rect focus = here.screen.mark("focus");
        const ui::Rect all = here.screen.display();
        return all.has(focus.min) && all.has({focus.max.x - 1, focus.max.y - 1});
    };
    for (int i = 0; i < 5; ++i) {
        CAPTURE(i);
        here.screen.frame();
        if (i > 0) CHECK(in_sight());
        here.press(KeyboardKey::tab);
    }
}

TEST_CASE("the view goes where the workspace has found the message, and back to the newest") {
    Going here;
    here.workspace.say_many(300);
    here.screen.frames(2);
    here.workspace.jumps_to(1);
    here.screen.frames(3);
    CHECK(here.screen.shows("the first one"));
    CHECK_FALSE(here.window.state.messages.at(lobby).at_end());
    here.workspace.jumps_to(std::nullopt);
    here.screen.frames(3);
    CHECK(here.window.state.messages.at(lobby).at_end());
    here.screen.press(KeyboardKey::page_up, with_ctrl);
    here.screen.frames(3);
    CHECK_FALSE(here.window.state.messages.at(lobby).at_end());  // the jump is not repeated
}

TEST_SUITE_END();
