// The find bar: the search of the open conversation, its keys, and what it keeps while messages
// come and go.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/ui/find_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;

TEST_SUITE_BEGIN("find bar");

TEST_CASE("Ctrl+F opens the bar with the focus; what is typed is asked of the open conversation") {
    Finding find;
    find.three_screens();
    CHECK_FALSE(find.is_open());
    find.open();
    CHECK(find.is_open());
    CHECK(find.window.state.pane == Pane::find);
    CHECK(find.screen.mark("find-field").min.y > 64);
    find.type("nee");
    find.type("dle");
    REQUIRE(find.wanted<ui::SearchMessages>().size() == 3);
    CHECK(find.wanted<ui::SearchMessages>()[1].typed == "nee");
    CHECK(find.wanted<ui::SearchMessages>()[2].typed == "needle");
    CHECK(find.wanted<ui::SearchMessages>()[2].in == lobby);
    CHECK(find.window.typed().empty());
    find.screen.frames(5);
    CHECK(find.window.count<ui::SearchMessages>() == 0);
}

TEST_CASE("the newest hit at or before what is in sight comes first, then older and newer ones") {
    Finding find;
    find.three_screens();
    CHECK(find.y_of("needle") == 0);
    find.open();
    find.type("needle");
    CHECK(find.screen.shows("1 of 2"));
    CHECK(find.screen.shows("in this room"));
    CHECK(find.window.state.find.present == 62);
    CHECK(find.present_hits("needle") == 1);
    find.press(KeyboardKey::f3);
    CHECK(find.screen.shows("2 of 2"));
    CHECK(find.window.state.find.present == 31);
    CHECK(find.present_hits("needle") == 1);
    find.press(KeyboardKey::enter);
    CHECK(find.screen.shows("2 of 2"));
    find.press(KeyboardKey::f3, 1, with_shift);
    CHECK(find.screen.shows("1 of 2"));
    find.press(KeyboardKey::enter);
    CHECK(find.screen.shows("2 of 2"));
    find.press(KeyboardKey::enter, 2, with_shift);
    CHECK(find.screen.shows("1 of 2"));
    find.click("older-hit");
    CHECK(find.screen.shows("2 of 2"));
    find.click("newer-hit");
    CHECK(find.screen.shows("1 of 2"));
    CHECK(find.window.state.pane == Pane::find);
    find.screen.click_at({600, 770});  // the composer
    find.press(KeyboardKey::f3);
    CHECK(find.screen.shows("2 of 2"));
    CHECK(find.window.state.pane == Pane::composer);
}

TEST_CASE("a hit that is newer than what is in sight does not come first, unless it is the only") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    find.press(KeyboardKey::f3);  // number 31
    find.press(KeyboardKey::escape);
    find.open();
    find.type("needle");
    CHECK(find.screen.shows("2 of 2"));
    CHECK(find.window.state.find.present == 31);
    find.press(KeyboardKey::escape);
    find.press(KeyboardKey::page_up, 1, with_ctrl);
    find.open();
    find.type("needle");
    CHECK(find.window.state.find.present == 31);
}

TEST_CASE("a hit that is in sight does not move the messages") {
    Finding find;
    find.three_screens();
    find.workspace.says("linus", "a thimble here");
    find.screen.frames(2);
    find.open();
    const float before = find.y_of("a thimble");
    find.type("thimble");
    CHECK(find.screen.shows("1 of 1"));
    CHECK(find.present_hits("thimble") == 1);
    CHECK(find.y_of("thimble") == before);
}

TEST_CASE("a text that is typed on is looked for from the same message") {
    Finding find;
    find.three_screens("a needle here");
    find.workspace.says("linus", "nothing");
    find.screen.frames(2);
    find.open();
    find.type("n");
    CHECK(find.window.state.find.present == 93);
    find.type("e");
    CHECK(find.window.state.find.present == 62);
    find.press(KeyboardKey::f3);
    find.type("e");
    CHECK(find.window.state.find.present == 31);
    find.press(KeyboardKey::backspace);
    CHECK(find.window.state.find.present == 31);
}

TEST_CASE("Escape closes the bar and gives the focus to the composer; the messages stay") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    const float before = find.y_of("needle");
    find.press(KeyboardKey::escape);
    CHECK_FALSE(find.is_open());
    CHECK(find.window.state.pane == Pane::composer);
    CHECK(find.wanted<ui::EndSearch>().size() == 1);
    CHECK(find.y_of("needle") == before - 48);
    CHECK(find.present_hits("needle") == 0);
    find.screen.type("hello");
    CHECK(find.window.typed() == "hello");
    find.press(KeyboardKey::f3);
    CHECK(find.window.count<ui::SearchMessages>() == 0);
}

TEST_CASE("Escape in a whisper closes the bar first") {
    Finding find;
    find.workspace.whispers("linus", "ada", "a needle");
    find.workspace.open_whisper("linus");
    find.screen.frames(2);
    find.open();
    find.type("needle");
    CHECK(find.screen.shows("in these whispers"));
    find.screen.click_at({600, 770});  // the composer
    find.press(KeyboardKey::escape);
    CHECK_FALSE(find.is_open());
    CHECK(find.wanted<ui::OpenConversation>().empty());
    find.press(KeyboardKey::escape);
    CHECK(find.wanted<ui::OpenConversation>().size() == 1);
}

TEST_CASE("the bar closes when another conversation is opened, and keeps its text for the next") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    find.workspace.open_room(find.build);
    find.screen.frames(2);
    find.answer();
    CHECK_FALSE(find.is_open());
    CHECK(find.wanted<ui::EndSearch>().size() == 1);
    CHECK(find.window.state.pane == Pane::composer);
    find.open();
    CHECK(find.wanted<ui::SearchMessages>().back().typed == "needle");
    CHECK(find.wanted<ui::SearchMessages>().back().in == find.build);
    CHECK(find.screen.shows("Nothing found"));
    find.type("x");
    CHECK(find.wanted<ui::SearchMessages>().back().typed == "x");
}

TEST_CASE(
    "one search at a time: the bar and the panel replace each other and take the text along") {
    Finding find;
    find.three_screens();
    find.press(KeyboardKey::f, 1, with_ctrl_shift);
    find.type("needle");
    CHECK(find.screen.has("search-field"));
    find.open();
    CHECK_FALSE(find.screen.has("search-field"));
    CHECK(find.wanted<ui::SearchMessages>().back().typed == "needle");
    CHECK(find.wanted<ui::SearchMessages>().back().in == lobby);
    CHECK(find.screen.shows("1 of 2"));
    find.press(KeyboardKey::f, 1, with_ctrl_shift);
    CHECK(find.screen.has("search-field"));
    CHECK_FALSE(find.is_open());
    CHECK(find.wanted<ui::SearchMessages>().back().typed == "needle");
    CHECK_FALSE(find.wanted<ui::SearchMessages>().back().in);
    CHECK_FALSE(find.screen.has("older-found"));
    find.press(KeyboardKey::escape);
    CHECK(find.window.state.pane == Pane::composer);
}

TEST_CASE("in a narrow window the bar shows the messages again") {
    for (const float width : {900.0f, 480.0f}) {
        CAPTURE(width);
        Finding find(width, 640);
        find.three_screens();
        find.press(KeyboardKey::f, 1, with_ctrl_shift);
        CHECK_FALSE(find.screen.has("composer"));
        find.open();
        find.type("needle");
        CHECK(find.screen.has("composer"));
        CHECK(find.screen.shows("1 of 2"));
    }
}

TEST_CASE("messages that come while a search is shown are counted, and the hit stays the present") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    find.press(KeyboardKey::f3);
    const float before = find.y_of("needle");
    find.workspace.says("linus", "one more needle");
    find.found.searching = find.found.repeats = true;
    find.screen.frames(2);
    CHECK(find.screen.shows("2 of 2"));
    find.found.searching = false;
    find.find();
    find.screen.frames(2);
    CHECK(find.screen.shows("3 of 3"));
    CHECK(find.window.state.find.present == 31);
    CHECK(find.y_of("needle") == before);
    find.press(KeyboardKey::f3, 2, with_shift);
    CHECK(find.screen.shows("1 of 3"));
    CHECK(find.screen.shows("one more "));
}

TEST_CASE("F3 works while the same text is searched again") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    find.found.searching = find.found.repeats = true;
    find.press(KeyboardKey::f3);
    CHECK(find.screen.shows("2 of 2"));
}

TEST_CASE("the next older hit is present after the present one was deleted") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    CHECK(find.window.state.find.present == 62);
    find.workspace.refers("grace", EraseBody{62});
    find.find();
    find.screen.frames(2);
    CHECK(find.screen.shows("1 of 1"));
    CHECK(find.y_of("needle") == 0);
    find.press(KeyboardKey::f3);
    CHECK(find.present_hits("needle") == 1);
    find.workspace.refers("grace", EraseBody{31});
    find.find();
    find.screen.frames(2);
    CHECK(find.screen.shows("Nothing found"));
    find.press(KeyboardKey::f3);
}

TEST_CASE("a first match that comes is counted, and the messages do not move to it") {
    Finding find;
    find.three_screens();
    find.press(KeyboardKey::page_up, 1, with_ctrl);
    find.open();
    find.type("thimble");
    CHECK(find.screen.shows("Nothing found"));
    find.workspace.says("linus", "a thimble");
    find.find();
    find.screen.frames(2);
    CHECK(find.screen.shows("1 of 1"));
    CHECK(find.y_of("thimble") == 0);
    find.press(KeyboardKey::f3);
    CHECK(find.present_hits("thimble") == 1);
}

TEST_CASE("the count has a bound, and older hits are asked for beyond it") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    find.found.messages.resize(1000, find.found.messages.back());
    for (std::size_t i = 0; i < 1000; ++i) find.found.messages[i].number = 1062 - i;
    find.found.more = true;
    ++find.found.version;
    find.screen.frames(2);
    CHECK(find.screen.shows("of 1,000+"));
    CHECK(find.window.state.find.place == 999);  // 62 is there no more
    find.press(KeyboardKey::f3, 2);
    CHECK(find.wanted<ui::SearchOlder>().size() == 1);
}

TEST_CASE("the bar says why there is no hit") {
    Finding find;
    find.open();
    CHECK_FALSE(find.screen.shows("Nothing found"));
    find.type("needle");
    CHECK(find.screen.shows("Nothing found"));
    find.found.missing = 12;
    find.screen.frames(2);
    CHECK(find.screen.shows("Nothing found yet"));
    find.found.no_copy = true;
    find.screen.frames(2);
    CHECK(find.screen.shows("no copy of these messages"));
    find.found.problems = {"Nobody is known as zoe."};
    find.screen.frames(2);
    CHECK(find.screen.shows("Nobody is known as zoe."));
}

TEST_CASE("F6 reaches the bar and leaves it") {
    Finding find;
    find.open();
    std::vector<Pane> way;
    for (int i = 0; i < 3; ++i) {
        find.press(KeyboardKey::f6);
        way.push_back(find.window.state.pane);
    }
    CHECK(way == std::vector{Pane::messages, Pane::people, Pane::composer});
    find.press(KeyboardKey::f6, 2);
    CHECK(find.window.state.pane == Pane::find);
    find.press(KeyboardKey::f6);
    find.open();
    CHECK(find.window.state.pane == Pane::find);
}

TEST_CASE("the bar can be drawn at any size, scale and theme, and its texts have known colours") {
    for (const ImVec2 size : {ImVec2{1280, 800}, ImVec2{900, 640}, ImVec2{480, 360},
                              ImVec2{300, 120}, ImVec2{60, 40}, ImVec2{1, 1}})
        for (const float scale : {0.5f, 1.0f, 2.0f, 4.0f})
            for (const ui::Theme theme : {ui::Theme::dark, ui::Theme::light}) {
                CAPTURE(size.x);
                CAPTURE(scale);
                Finding find(size.x, size.y, theme, scale);
                find.three_screens("a needle here, in a https://needle.example and in `needle`");
                find.open();
                find.type("needle");
                find.press(KeyboardKey::f3);
                std::vector<ui::Colour> known;
                for (const ui::TextOn& pair : ui::all_text_colours()) known.push_back(pair.text);
                for (const auto& text : find.screen.record().texts)
                    CHECK(std::ranges::count(known, text.colour) > 0);
            }
}

TEST_CASE("the bar needs no frame while nothing changes") {
    Finding find;
    find.three_screens();
    find.open();
    find.type("needle");
    find.screen.advance(6);  // the caret has stopped
    find.screen.frame();
    const std::size_t intents = find.window.intents.size();
    find.screen.frame();
    CHECK_FALSE(ui::next_change(find.workspace.view_state(), find.window.state));
    CHECK(find.window.intents.size() == intents);
}

TEST_SUITE_END();
