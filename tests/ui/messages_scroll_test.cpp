#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Rect;

TEST_SUITE_BEGIN("messages");

TEST_CASE("at the end the newest message stays in sight") {
    Reading ada;
    ada.workspace.say_many(500);
    ada.begin();
    ada.workspace.says("grace", "the newest");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the newest"));
    CHECK(ada.view().at_end());
}

TEST_CASE("messages in sight do not move when newer ones arrive") {
    Reading ada;
    ada.workspace.say_many(500);
    ada.workspace.says("grace", "keep your eyes here");
    ada.workspace.say_many(5);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(2);
    ada.screen.frames(2);
    const float before = ada.y_of("keep your eyes here");
    for (int i = 0; i < 30; ++i) {
        ada.workspace.says("linus", lines(i % 7 + 1));
        ada.screen.frame();
        CHECK(ada.y_of("keep your eyes here") == before);
    }
}

TEST_CASE("messages in sight do not move when those above come out of the own copy") {
    Reading ada;
    ada.workspace.say_many(600);
    ada.workspace.forgets_up_to(400);
    ada.begin();
    CHECK(ada.wanted<ui::ShowEntries>().empty());
    ada.screen.hover_at({400, 300});
    while (!ada.screen.shows("no. (401)")) ada.screen.wheel(5);
    const float before = ada.y_of("no. (401)");
    const auto wanted = ada.wanted<ui::ShowEntries>();
    REQUIRE(!wanted.empty());
    CHECK(wanted.back().conversation == lobby);
    CHECK(wanted.back().first < 400);
    CHECK(wanted.back().last > 401);
    ada.screen.frames(3);
    CHECK(ada.wanted<ui::ShowEntries>().size() == wanted.size());  // asked once
    ada.workspace.shows_copied(300, 400);
    ada.screen.frames(2);
    CHECK(ada.y_of("no. (401)") == before);
    CHECK(ada.screen.shows("no. (400)"));
}

TEST_CASE("the scroll bar spans the whole conversation, and absent messages come where it ends") {
    Reading ada;
    ada.workspace.say_many(600);
    ada.workspace.forgets_up_to(500);
    ada.begin();
    const Rect thumb = ada.screen.mark("scrollbar");
    ada.screen.drag(thumb.centre(), {thumb.centre().x, 0});
    ada.screen.frames(2);
    CHECK(ada.screen.shows("This is the beginning of #lobby."));
    CHECK_FALSE(ada.screen.shows("no. ("));
    const auto wanted = ada.wanted<ui::ShowEntries>();
    REQUIRE(!wanted.empty());
    CHECK(wanted.back().first == 1);
    ada.workspace.absent_since("They come when the server is connected.");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("They come when the server is connected."));
    ada.workspace.shows_copied(1, 100);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("no. (1)"));
    CHECK_FALSE(ada.screen.shows("They come when"));
}

TEST_CASE("a jump goes to a message that is not here, which is asked for") {
    Reading ada;
    ada.workspace.say_many(600);
    ada.workspace.forgets_up_to(500);
    ada.begin();
    ada.views.at(lobby).jump_to(250);
    ada.screen.frames(2);
    const auto wanted = ada.wanted<ui::ShowEntries>();
    REQUIRE(!wanted.empty());
    CHECK(wanted.back().first < 250);
    CHECK(wanted.back().last > 250);
    ada.workspace.shows_copied(200, 300);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("no. (250)"));
}

TEST_CASE("the first display begins at the place of the last session") {
    Reading ada;
    ada.workspace.say_many(600);
    ada.workspace.place(300);
    ada.begin();
    CHECK(ada.screen.shows("no. (300)"));
    CHECK_FALSE(ada.screen.shows("no. (299)"));
    CHECK_FALSE(ada.view().at_end());
    ada.views.at(lobby).scroll_to_end();
    ada.screen.frames(2);
    CHECK(ada.screen.shows("no. (600)"));
    const auto kept = ada.wanted<ui::KeepPlace>();
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].number == 300);
    CHECK(kept[1].number == 0);
}

TEST_CASE("the line in sight stays when the window becomes narrower") {
    Reading ada;
    ada.workspace.say_many(300, "A line that is long enough to be broken in a narrow window, no.");
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(30);
    const std::string first(ada.screen.text("A line").text.view());
    const float before = ada.y_of(first);
    ada.screen.resize(420, 600);
    ada.screen.frames(2);
    CHECK(ada.screen.count("no. (") < 12);
    ada.screen.resize(800, 600);
    ada.screen.frames(2);
    CHECK(ada.y_of(first) == before);
}

TEST_CASE("the first display starts at the unread line if the rest does not fit") {
    Reading ada;
    ada.workspace.says("grace", "was read");
    ada.workspace.read_to_here();
    ada.workspace.say_many(100);
    ada.begin();
    CHECK(ada.screen.shows("100 new messages"));
    CHECK(ada.screen.shows("no. (2)"));
    CHECK_FALSE(ada.view().at_end());
    CHECK(ada.wanted<ui::MarkRead>().empty());
    ada.screen.click("new-pill");
    ada.screen.frames(2);
    REQUIRE(ada.wanted<ui::MarkRead>().size() == 1);
    CHECK(ada.wanted<ui::MarkRead>()[0].number == 101);
}

TEST_CASE("the first display without a read position shows the end") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    CHECK(ada.view().at_end());
    CHECK(ada.screen.shows("no. (300)"));
}

TEST_CASE("the pill counts messages that arrive out of sight, and scrolls to them") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(10);
    CHECK_FALSE(ada.view().at_end());
    for (int i = 0; i < 3; ++i) ada.workspace.says("grace", "news " + std::to_string(i));
    ada.screen.frames(2);
    CHECK(ada.screen.shows("3 new"));
    ada.screen.click("new-pill");
    CHECK(ada.view().at_end());
    CHECK(ada.screen.shows("news 2"));
    CHECK_FALSE(ada.screen.has("new-pill"));
}

TEST_CASE("the keys scroll to every message") {
    Reading ada;
    ada.workspace.says("grace", "the very first");
    ada.workspace.say_many(400);
    ada.focused = true;
    ada.begin();
    CHECK_FALSE(ada.screen.shows("the very first"));
    ada.screen.press(KeyboardKey::home);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the very first"));
    CHECK(ada.screen.shows("This is the beginning of #lobby."));
    ada.screen.press(KeyboardKey::page_down);
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("the very first"));
    ada.screen.press(KeyboardKey::page_up);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the very first"));
    ada.screen.press(KeyboardKey::end);
    ada.screen.frames(2);
    CHECK(ada.view().at_end());
}

TEST_CASE("the scroll bar reaches both ends") {
    Reading ada;
    ada.workspace.says("grace", "the very first");
    ada.workspace.say_many(5000);
    ada.begin();
    const Rect thumb = ada.screen.mark("scrollbar");
    ada.screen.drag(thumb.centre(), {thumb.centre().x, 0});
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the very first"));
    ada.screen.drag(ada.screen.mark("scrollbar").centre(), {thumb.centre().x, 600});
    ada.screen.frames(2);
    CHECK(ada.view().at_end());
}

TEST_CASE("the scroll bar's thumb follows the mouse from where it was grabbed") {
    Reading ada;
    ada.workspace.say_many(100);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(40);
    ada.screen.frames(2);
    const Rect thumb = ada.screen.mark("scrollbar");
    const ImVec2 edge{thumb.centre().x, thumb.min.y + 2};
    ada.screen.drag(edge, {edge.x, edge.y + 100});
    ada.screen.frames(2);
    CHECK(ada.screen.mark("scrollbar").min.y > thumb.min.y + 90);
    CHECK(ada.screen.mark("scrollbar").min.y < thumb.min.y + 110);
}

TEST_CASE("a click beside the scroll bar's thumb scrolls one page") {
    Reading ada;
    ada.workspace.say_many(1000);
    ada.begin();
    CHECK(ada.screen.shows("no. (1000)"));
    const Rect thumb = ada.screen.mark("scrollbar");
    ada.screen.click_at({thumb.centre().x, 5});
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("no. (1000)"));
    CHECK(ada.screen.shows("no. (98"));
    ada.screen.click_at({thumb.centre().x, 595});
    ada.screen.frames(2);
    CHECK(ada.view().at_end());
}

TEST_SUITE_END();
