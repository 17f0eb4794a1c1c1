#include <doctest/doctest.h>

#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;

TEST_SUITE_BEGIN("messages");

TEST_CASE("the unread line is above the first unread entry of somebody else") {
    Reading ada;
    ada.workspace.says("grace", "was read");
    ada.workspace.read_to_here();
    ada.workspace.says("ada", "mine");
    ada.workspace.says("grace", "is new");
    ada.workspace.says("linus", "is new too");
    ada.begin();
    CHECK(ada.screen.shows("2 new messages"));
    CHECK(ada.y_of("2 new messages") > ada.y_of("mine"));
    CHECK(ada.y_of("2 new messages") < ada.y_of("is new"));
}

TEST_CASE("only entries that arrive out of sight are marked as new") {
    Reading ada;
    ada.workspace.says("grace", "hello");
    ada.workspace.read_to_here();
    ada.begin();
    ada.workspace.says("grace", "seen at once");
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("new message"));
    ada.window_focused = false;
    ada.workspace.says("grace", "behind the back");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("1 new message"));
    CHECK(ada.y_of("1 new message") > ada.y_of("seen at once"));
    ada.window_focused = true;
    ada.screen.frames(2);
    ada.workspace.says("grace", "while looking again");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("1 new message"));
}

TEST_CASE("MarkRead is emitted once, and only for entries in sight") {
    Reading ada;
    ada.workspace.says("grace", "hello");
    ada.window_focused = false;
    ada.begin();
    ada.screen.frames(3);
    CHECK(ada.wanted<ui::MarkRead>().empty());
    ada.window_focused = true;
    ada.screen.frames(3);
    REQUIRE(ada.wanted<ui::MarkRead>().size() == 1);
    CHECK(ada.wanted<ui::MarkRead>()[0].number == 1);
}

TEST_SUITE_END();
