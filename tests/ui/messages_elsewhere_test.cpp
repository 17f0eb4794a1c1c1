// The message view after another conversation was open, or something happened elsewhere.
#include <doctest/doctest.h>

#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;

TEST_SUITE_BEGIN("messages");

TEST_CASE("presence is right after another conversation was open") {
    Reading ada;
    ada.workspace.person_joins("ann");
    ada.begin();
    CHECK(ada.screen.shows("ann joined"));
    ada.workspace.open_whisper("grace");
    ada.screen.frames(2);
    ada.workspace.person_joins("bob");
    ada.workspace.says("linus", "something else");
    ada.workspace.open_lobby();
    ada.screen.frames(2);
    CHECK(ada.screen.shows("ann, bob joined"));
    CHECK(ada.screen.shows("something else"));
}

TEST_CASE("presence is condensed to its net effect") {
    Reading ada;
    ada.workspace.says("linus", "hello");
    ada.begin();
    ada.workspace.person_joins("ann");
    ada.workspace.person_leaves("ann");
    ada.workspace.person_joins("ann");
    ada.screen.frames(2);
    CHECK(ada.screen.count("ann") == 1);
    ada.workspace.person_leaves("ann");
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("ann"));
    ada.workspace.says("linus", "one more");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("one more"));
    CHECK(ada.screen.count("linus") == 1);  // still one group
}

TEST_CASE("a presence row that goes and another row that comes between two frames is drawn right") {
    Reading ada;
    ada.workspace.says("linus", "hello");
    ada.workspace.person_joins("ann");
    ada.begin();
    ada.workspace.person_leaves("ann");
    ada.workspace.says("linus", lines(3));
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("ann"));
    CHECK(ada.screen.shows("row 3"));
    CHECK(ada.y_of("row 3") > ada.y_of("hello"));
    CHECK(ada.screen.count("linus") == 1);
}

TEST_CASE("a conversation that is opened again begins at the first message that came meanwhile") {
    Reading ada;
    ada.workspace.say_many(50);
    ada.begin();
    ada.workspace.open_whisper("grace");
    ada.screen.frames(2);
    ada.workspace.says("linus", "the first that came meanwhile");
    ada.workspace.say_many(100);
    ada.intents.clear();
    ada.workspace.open_lobby();
    ada.screen.frames(2);
    CHECK(ada.screen.shows("101 new messages"));
    CHECK(ada.screen.shows("the first that came meanwhile"));
    CHECK(ada.wanted<ui::MarkRead>().empty());
    ada.screen.click("new-pill");
    ada.screen.frames(2);
    REQUIRE(ada.wanted<ui::MarkRead>().size() == 1);
}

TEST_CASE("an answer from another device shows that what came before was read") {
    Reading ada;
    ada.workspace.says("grace", "seen");
    ada.workspace.read_to_here();
    ada.begin();
    ada.window_focused = false;
    ada.workspace.says("grace", "a question");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("1 new message"));
    ada.workspace.says("ada", "an answer from the phone");
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("new message"));
    ada.workspace.says("grace", "thanks");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("1 new message"));
    CHECK(ada.y_of("1 new message") > ada.y_of("an answer from the phone"));
}

TEST_CASE("the pill does not count messages from another device of the same account") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(10);
    ada.workspace.says("ada", "from the phone");
    ada.screen.frames(2);
    CHECK_FALSE(ada.view().at_end());
    CHECK_FALSE(ada.screen.shows("1 new"));
    ada.workspace.says("grace", "from grace");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("1 new"));
}

// ---- a server that was set back to an older copy

TEST_CASE("after a restore from an older copy new messages count again") {
    Reading ada;
    ada.workspace.say_many(50);
    ada.begin();
    REQUIRE(ada.workspace.view_state().unread == 0);
    ada.workspace.set_back(lobby, 20, 15);
    CHECK(ada.workspace.view_state().unread == 0);  // they were read before the restore
    ada.window_focused = false;
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("new message"));
    CHECK(ada.screen.shows("no. (20)"));
    CHECK_FALSE(ada.screen.shows("no. (21)"));
    ada.workspace.says("linus", "new after the restore");
    ada.screen.frames(2);
    CHECK(ada.workspace.view_state().unread == 1);
    CHECK(ada.screen.shows("1 new message"));
    ada.window_focused = true;
    ada.screen.frames(2);
    CHECK(ada.workspace.view_state().unread == 0);
}

TEST_CASE("after a restore other messages with the same numbers are shown as they are") {
    Reading ada;
    for (int i = 1; i <= 30; ++i) ada.workspace.says("grace", "before " + std::to_string(i));
    ada.begin();
    ada.workspace.set_back(lobby, 20, 20);
    for (int i = 21; i <= 30; ++i) ada.workspace.says("linus", "after " + std::to_string(i));
    ada.screen.frames(2);
    CHECK(ada.screen.shows("after 30"));
    CHECK_FALSE(ada.screen.shows("before 30"));
    CHECK_FALSE(ada.screen.shows("before 21"));
}

TEST_CASE("after a restore no whisper in the lobby is an empty row of 1970") {
    Reading ada;
    ada.workspace.says("linus", "hello");
    ada.workspace.whispers("grace", "ada", "kept");
    ada.workspace.whispers("grace", "ada", "lost");
    ada.workspace.says("linus", "and on");
    ada.begin();
    CHECK(ada.screen.shows("lost"));
    ada.workspace.set_back(ada.workspace.whisper_with("grace"), 1);
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("1970"));
    CHECK_FALSE(ada.screen.shows("lost"));
    CHECK(ada.screen.shows("hello"));
    CHECK(ada.screen.shows("and on"));
}

TEST_SUITE_END();
