#include <doctest/doctest.h>

#include <string>

#include "tests/support/local_zone.hpp"
#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Rect;

TEST_SUITE_BEGIN("messages");

TEST_CASE("messages of one author within five minutes share a header") {
    Reading ada;
    ada.workspace.says("grace", "first thing");
    ada.workspace.says("grace", "second thing");
    ada.begin();
    CHECK(ada.screen.count("grace") == 1);
    ada.workspace.advance_time(6 * FakeWorkspace::minute);
    ada.workspace.says("grace", "much later");
    ada.screen.frames(2);
    CHECK(ada.screen.count("grace") == 2);
    ada.workspace.says("linus", "me too");
    ada.workspace.says("grace", "and again");
    ada.screen.frames(2);
    CHECK(ada.screen.count("grace") == 3);
}

TEST_CASE("a day line separates messages of two days") {
    Reading ada;
    ada.workspace.says("grace", "last week");
    ada.workspace.advance_time(7 * FakeWorkspace::day);
    ada.workspace.says("grace", "yesterday");
    ada.workspace.advance_time(FakeWorkspace::day);
    ada.workspace.says("grace", "today");
    ada.begin();
    CHECK(ada.screen.count("Yesterday, ") == 1);
    CHECK(ada.screen.count("Today, ") == 1);
    CHECK(ada.y_of("Today, ") > ada.y_of("yesterday"));
    CHECK(ada.y_of("Today, ") < ada.screen.text("today").area.min.y);
}

TEST_CASE("a day line separates messages before and after midnight, seconds apart") {
    const LocalZone zone("JST-9");
    Reading ada;
    ada.workspace.advance_time(14 * 60 * FakeWorkspace::minute + 59 * FakeWorkspace::minute +
                               50'000 - 552 * FakeWorkspace::minute);
    ada.workspace.says("grace", "before midnight");
    ada.workspace.advance_time(20'000);
    ada.workspace.says("grace", "after midnight");
    ada.begin();
    CHECK(ada.screen.count("Yesterday, ") == 1);
    CHECK(ada.screen.count("Today, ") == 1);
    CHECK(ada.y_of("Today, ") > ada.y_of("before midnight"));
}

TEST_CASE("a new name replaces the old one at all messages of its owner") {
    Reading ada;
    ada.workspace.person_joins("grace");
    ada.workspace.says("grace", "hello");
    ada.workspace.says("linus", "hi");
    ada.workspace.whispers("ada", "grace", "psst");
    ada.begin();
    CHECK(ada.screen.shows("whispers to grace"));
    ada.workspace.person_renames("grace", "hopper");
    ++ada.names;
    ada.screen.frames(2);
    CHECK(ada.screen.shows("whispers to hopper"));
    CHECK(ada.screen.shows("grace is now hopper"));
    CHECK(ada.y_of("hopper") < ada.y_of("hello"));
}

TEST_CASE("names from right to left stay where they belong in a sentence") {
    Reading ada;
    ada.workspace.person_joins("karl");
    ada.workspace.person_joins("otto");
    ada.begin();
    ada.workspace.person_renames("karl", "אמא");
    ada.workspace.person_renames("otto", "רות");
    ++ada.names;
    ada.screen.frames(2);
    CHECK(ada.screen.shows("karl is now \u2068אמא\u2069, otto is now \u2068רות\u2069"));
}

TEST_CASE("many joins and leaves are condensed into one line") {
    Reading ada;
    for (const char* name : {"b", "c", "d", "e", "f"}) ada.workspace.person_joins(name);
    ada.begin();
    CHECK(ada.screen.shows("5 joined"));
    ada.workspace.person_leaves("b");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("4 joined"));
}

TEST_CASE("a long text is folded, and a click unfolds it") {
    Reading ada;
    ada.workspace.says("mallory", lines(400));
    ada.begin();
    CHECK(ada.screen.shows("Show all 400 lines"));
    CHECK_FALSE(ada.screen.shows("row 21"));
    const float before = ada.y_of("row 20");
    ada.click_text("Show all 400 lines");
    ada.screen.frames(2);
    CHECK(ada.y_of("row 20") == before);
    CHECK(ada.y_of("row 21") > before);
    ada.screen.wheel(-1000);
    CHECK(ada.screen.shows("row 400"));
    ada.click_text("Show less");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("Show all 400 lines"));
    CHECK_FALSE(ada.screen.shows("row 21"));
}

TEST_CASE("a folded text of thousands of lines shows their number") {
    Reading ada;
    std::string text;
    for (int i = 0; i < 8000; ++i) text += "a\n";
    ada.workspace.says("mallory", text + "b");
    ada.begin();
    CHECK(ada.screen.shows("Show all 8,001 lines"));
}

TEST_CASE("a whisper is labelled in the lobby and in its own conversation") {
    Reading ada;
    ada.workspace.person_joins("grace");
    ada.workspace.whispers("grace", "ada", "psst");
    ada.begin();
    CHECK(ada.screen.shows("whispers to you"));
    ada.workspace.open_whisper("grace");
    ada.workspace.whispers("ada", "grace", "pardon?");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("pardon?"));
}

TEST_CASE("a click opens a link, and only web addresses are links") {
    Reading ada;
    ada.workspace.says("grace", "see https://example.org/a(b), not file:///etc/x or javascript:1");
    ada.begin();
    ada.click_text("https://example.org/a(b)");
    REQUIRE(ada.wanted<ui::OpenLink>().size() == 1);
    CHECK(ada.wanted<ui::OpenLink>()[0].url == "https://example.org/a(b)");
}

TEST_CASE("a press that is dragged away opens no link, and a double click opens it once") {
    Reading ada;
    ada.workspace.says("grace", "see https://example.org/a/long/address");
    ada.begin();
    const ui::Rect place = ada.screen.text("https://example.org/a/long/address").visible;
    const ImVec2 from{place.min.x + 4, place.centre().y};
    ada.screen.drag(from, {from.x + 60, from.y});
    CHECK(ada.wanted<ui::OpenLink>().empty());
    ada.screen.drag(from, {from.x + 60, from.y + 200});
    CHECK(ada.wanted<ui::OpenLink>().empty());
    ada.screen.drag(from, {from.x + 2, from.y + 1});
    CHECK(ada.wanted<ui::OpenLink>().size() == 1);
    ada.screen.double_click_at(from);
    CHECK(ada.wanted<ui::OpenLink>().size() == 2);
}

TEST_CASE("a press that is dragged away from an author opens no whisper") {
    Reading ada;
    ada.workspace.says("grace", "hello");
    ada.begin();
    const ui::Rect place = ada.screen.text("grace").visible;
    const ImVec2 from{place.min.x + 4, place.centre().y};
    ada.screen.drag(from, {from.x + 20, from.y});
    CHECK(ada.wanted<ui::OpenConversation>().empty());
}

TEST_CASE("a click on an author opens the whisper with them") {
    Reading ada;
    ada.workspace.says("grace", "hello");
    ada.begin();
    ada.click_text("grace");
    REQUIRE(ada.wanted<ui::OpenConversation>().size() == 1);
    CHECK(ada.wanted<ui::OpenConversation>()[0].with.account == ada.workspace.account("grace"));
}

TEST_CASE("a click on one's own name has no effect") {
    Reading ada;
    ada.workspace.says("ada", "hello");
    ada.begin();
    ada.click_text("ada");
    CHECK(ada.wanted<ui::OpenConversation>().empty());
}

TEST_CASE("a message of an unknown kind shows the name of its kind") {
    Reading ada;
    ada.workspace.posts_unknown_kind("grace", "sealed");
    ada.begin();
    CHECK(ada.screen.shows("(this version cannot show it: sealed)"));
}

TEST_CASE("an empty conversation explains that nothing was said yet") {
    Reading ada;
    ada.begin();
    CHECK(ada.screen.shows("Nothing has been said here yet."));
    ada.workspace.open_whisper("grace");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("Only you and grace can read this."));
}

TEST_CASE("after midnight the day lines change, and names stay current") {
    Reading ada;
    ada.workspace.says("bob", "good evening");
    ada.begin();
    CHECK(ada.screen.shows("Today, "));
    ada.workspace.advance_time(FakeWorkspace::day);
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("Today, "));
    CHECK(ada.screen.shows("Yesterday, "));
}

TEST_CASE("the tooltip of a message shows its time and number") {
    Reading ada;
    ada.workspace.says("grace", "first");
    ada.workspace.says("grace", "second");
    ada.begin();
    const Rect place = ada.screen.text("second").area;
    ada.screen.hover_at({place.min.x - 30, place.centre().y});
    ada.screen.frames(3);
    CHECK(ada.screen.shows("number 2"));
}

TEST_SUITE_END();
