// The search panel: its field and list, its keys, where a found message leads, and what it says
// when there is none.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "imgui-client/views/keys.hpp"
#include "tests/ui/search_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;

namespace {

using Numbers = std::vector<std::uint64_t>;

std::string repeated(const std::string& text, std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

}  // namespace

TEST_SUITE_BEGIN("search panel");

TEST_CASE("Ctrl+Shift+F opens the search in place of the people; what is typed is asked for") {
    Searching search;
    CHECK(search.is_open());
    CHECK_FALSE(search.screen.has("person:grace"));
    CHECK(search.window.state.pane == Pane::search);
    CHECK(search.screen.shows("from:ann"));
    search.type("jour");
    search.type("nal");
    REQUIRE(search.wanted<ui::SearchMessages>().size() == 3);
    CHECK(search.wanted<ui::SearchMessages>()[1].typed == "jour");
    CHECK(search.wanted<ui::SearchMessages>()[2].typed == "journal");
    CHECK(search.window.typed().empty());
    search.screen.frames(5);
    CHECK(search.window.count<ui::SearchMessages>() == 0);
}

TEST_CASE("the found messages are listed with author, conversation, time and hits") {
    Searching search;
    search.three();
    search.type("journal");
    UiDriver& screen = search.screen;
    for (const char* words : {"3 messages, newest first", "in #build", "Moved the",
                              "whispered to you", "in #lobby", "400 MB", "21 November"}) {
        CAPTURE(words);
        CHECK(screen.shows(words));
    }
    const ui::Rect panel{{1280 - 392, 102}, {1280, 800}};
    int chosen = 0, others = 0;
    for (const auto& text : screen.record().texts) {
        if (text.text.view() != "journal" || !panel.has(text.area.min)) continue;
        chosen += text.colour == ui::hit_colours(true).text;
        others += text.colour == ui::hit_colours(false).text;
    }
    CHECK(chosen == 1);
    CHECK(others == 2);
}

TEST_CASE("Up and Down choose, Enter goes to the message, also of another conversation") {
    Searching search;
    search.three();
    search.type("journal");
    search.press(KeyboardKey::enter);
    CHECK(search.gone_to() == Numbers{3});
    REQUIRE(search.wanted<ui::OpenConversation>().size() == 1);
    CHECK(search.wanted<ui::OpenConversation>()[0].with.room == search.build);
    CHECK(search.is_open());
    CHECK(search.window.state.pane == Pane::search);
    search.press(KeyboardKey::down, 9);
    search.press(KeyboardKey::up);
    search.press(KeyboardKey::enter);
    CHECK(search.gone_to() == Numbers{3, 1});
    CHECK(search.wanted<ui::OpenConversation>()[1].with.account ==
          search.workspace.account("linus"));
    CHECK(search.wanted<ui::OpenMessage>()[1].server == "127.0.0.1:5000");
}

TEST_CASE("a click goes to the message") {
    Searching search;
    search.three();
    search.type("journal");
    search.screen.click("found:" + to_hex(lobby) + "/7");
    search.answer();
    CHECK(search.gone_to() == Numbers{7});
    CHECK(search.screen.shows("3 of 3"));
    CHECK(search.window.state.pane == Pane::search);
}

TEST_CASE(
    "F3 goes to the older message and Shift+F3 to the newer one, from any part of the window") {
    Searching search;
    search.three();
    search.type("journal");
    CHECK_FALSE(search.screen.has("older-found"));
    search.press(KeyboardKey::f3);
    CHECK(search.screen.shows("1 of 3"));
    search.screen.click_at({500, 770});  // the composer
    search.press(KeyboardKey::f3, 3);
    CHECK(search.gone_to() == Numbers{3, 1, 7});
    CHECK(search.screen.shows("3 of 3"));
    CHECK(search.window.state.pane == Pane::composer);
    search.press(KeyboardKey::f3, 1, with_shift);
    CHECK(search.screen.shows("2 of 3"));
    search.screen.click("older-found");
    search.answer();
    CHECK(search.gone_to() == Numbers{3, 1, 7, 1, 7});
    search.screen.click("end-search");
    search.answer();
    CHECK_FALSE(search.screen.has("older-found"));
    CHECK(search.is_open());
}

TEST_CASE("Enter that was pressed before the answer was there acts on the answer") {
    Searching search;
    search.three();
    search.type("jour");
    search.screen.type("nal");
    search.found.searching = true;
    search.screen.press(KeyboardKey::enter);
    CHECK(search.window.count<ui::OpenMessage>() == 0);
    std::ranges::reverse(search.answers);
    search.found.searching = false;
    search.answer();
    search.answer();
    CHECK(search.gone_to() == Numbers{7});
}

TEST_CASE("Escape closes the search, and the focus goes back to where it was") {
    Searching search;
    search.press(KeyboardKey::escape);
    CHECK_FALSE(search.is_open());
    CHECK(search.window.state.pane == Pane::composer);
    CHECK(search.screen.has("person:grace"));
    CHECK(search.wanted<ui::EndSearch>().size() == 1);
    search.window.state.pane = Pane::messages;
    search.open();
    CHECK(search.window.state.pane == Pane::search);
    search.press(KeyboardKey::escape);
    CHECK(search.window.state.pane == Pane::messages);
    search.screen.click("search");
    search.answer();
    CHECK(search.is_open());
    search.screen.click("search");
    search.answer();
    CHECK_FALSE(search.is_open());
    search.screen.type("hello");
    CHECK(search.window.typed() == "hello");
}

TEST_CASE("the text is kept and chosen when the search opens again") {
    Searching search;
    search.three();
    search.type("journal");
    search.press(KeyboardKey::escape);
    search.open();
    CHECK(search.wanted<ui::SearchMessages>().back().typed == "journal");
    search.type("x");
    CHECK(search.wanted<ui::SearchMessages>().back().typed == "x");
}

TEST_CASE("F6 reaches the search, and the people come back with Ctrl+K") {
    Searching search;
    std::vector<Pane> way;
    for (int i = 0; i < 4; ++i) {
        search.press(KeyboardKey::f6);
        way.push_back(search.window.state.pane);
    }
    CHECK(way == std::vector{Pane::composer, Pane::conversations, Pane::messages, Pane::search});
    search.press(KeyboardKey::k, 1, with_ctrl);
    CHECK_FALSE(search.is_open());
    CHECK(search.window.state.pane == Pane::people);
}

TEST_CASE("in a narrow window the search replaces the messages until one is gone to") {
    for (const float width : {1171.0f, 900.0f, 480.0f}) {
        CAPTURE(width);
        Searching search(width, 640);
        CHECK(search.window.state.search.instead);
        CHECK_FALSE(search.screen.has("composer"));
        search.three();
        search.type("journal");
        search.press(KeyboardKey::down);
        search.press(KeyboardKey::enter);
        CHECK(search.gone_to() == Numbers{1});
        CHECK_FALSE(search.is_open());
        CHECK(search.window.state.pane == Pane::composer);
        CHECK(search.screen.shows("2 of 3"));
        search.press(KeyboardKey::f3);
        CHECK(search.gone_to() == Numbers{1, 7});
        search.screen.click("end-search");
        search.answer();
        CHECK(search.wanted<ui::EndSearch>().size() == 1);
    }
    CHECK_FALSE(Searching(1172, 640).window.state.search.instead);
}

TEST_CASE("older messages are asked for when the end of the list comes into sight") {
    Searching search;
    search.many(50);
    search.found.more = true;
    search.type("journal");
    search.answer();
    CHECK(search.screen.shows("The newest 50 messages"));
    CHECK(search.wanted<ui::SearchOlder>().empty());
    search.press(KeyboardKey::page_down, 8);
    CHECK_FALSE(search.wanted<ui::SearchOlder>().empty());
    CHECK(search.screen.shows("no. 1"));
    CHECK_FALSE(search.screen.shows("no. 50"));
}

TEST_CASE("the choice stays on its message when others leave the list") {
    Searching search;
    search.many(5);
    search.type("journal");
    search.press(KeyboardKey::down, 2);
    search.press(KeyboardKey::enter);
    search.found.messages.erase(search.found.messages.begin());
    ++search.found.version;
    search.screen.frames(2);
    CHECK(search.screen.shows("2 of 4"));
    search.press(KeyboardKey::f3);
    CHECK(search.gone_to() == Numbers{3, 2});
    search.found.messages.clear();
    ++search.found.version;
    search.screen.frames(2);
    search.press(KeyboardKey::f3);
    CHECK(search.gone_to() == Numbers{3, 2});
}

TEST_CASE("messages that come do not move the chosen row, nor the list unless it is at its begin") {
    Searching search;
    search.many(40);
    search.type("journal");
    search.press(KeyboardKey::down);
    const auto comes = [&](std::uint64_t number) {
        search.found.messages.insert(
            search.found.messages.begin(),
            search.message("grace", number, "journal no. " + std::to_string(number)));
        ++search.found.version;
        search.screen.frames(2);
    };
    comes(41);
    CHECK(search.screen.shows("41 messages"));
    CHECK(search.screen.shows("no. 41"));
    CHECK(search.window.state.search.chosen == 2);
    search.press(KeyboardKey::page_down, 2);
    const std::size_t chosen = search.window.state.search.chosen;
    const std::string words = "no. " + std::to_string(41 - chosen);
    const float before = search.screen.text(words).area.min.y;
    comes(42);
    comes(43);
    CHECK(search.window.state.search.chosen == chosen + 2);
    CHECK(search.screen.text(words).area.min.y == before);
    search.press(KeyboardKey::f3);
    CHECK(search.gone_to() == Numbers{41 - chosen});
}

TEST_CASE("F3 and the list stay as they are while the same text is searched again") {
    Searching search;
    search.type("nothing");
    search.found.searching = search.found.repeats = true;
    search.screen.frames(2);
    CHECK(search.screen.shows("No messages"));
    CHECK_FALSE(search.screen.shows("Searching"));
    search.many(3);
    search.found.searching = false;
    search.type("x");
    search.found.searching = true;
    search.press(KeyboardKey::f3);
    CHECK(search.gone_to() == Numbers{3});
}

TEST_CASE(
    "the panel says what is not searched, what is not there yet, and that nothing was found") {
    Searching search;
    search.type("jurnal");
    CHECK(search.screen.shows("No messages"));
    CHECK(search.screen.shows("“jurnal” is in no"));
    search.found.problems = {"Nobody is known as zoe."};
    search.found.missing = 1234;
    search.screen.frames(2);
    CHECK(search.screen.shows("Nobody is known as zoe."));
    CHECK(search.screen.shows("1,234 messages are still being fetched."));
    CHECK_FALSE(search.screen.shows("No messages"));
    search.found.problems.clear();
    search.found.no_copy = true;
    search.screen.frames(2);
    CHECK(search.screen.shows("no copy of the messages"));
}

TEST_CASE("a chip types the beginning of its filter") {
    Searching search;
    search.type("journal");
    search.screen.click("filter-from:");
    search.answer();
    search.type("grace");
    CHECK(search.wanted<ui::SearchMessages>().back().typed == "journal from:grace");
}

TEST_CASE("a hit far behind is in sight, and a long line is cut after it") {
    for (const char* filler : {"word ", "漢字", "WWWW", "m̂"}) {
        CAPTURE(filler);
        Searching search;
        search.answers = {search.message(
            "grace", 1, repeated(filler, 900) + " journal " + repeated(filler, 900))};
        search.type("journal");
        const auto& texts = search.screen.record().texts;
        const auto hit = std::ranges::find_if(texts, [](const auto& text) {
            return text.text.view() == "journal" && text.area.min.y > 100;
        });
        REQUIRE(hit != texts.end());
        CHECK(hit->visible.width() == doctest::Approx(hit->area.width()));
        CHECK(hit->area.max.x < 1280);
    }
}

TEST_CASE("hostile texts and names stay in their rows, and no peer draws our icons") {
    Searching search;
    for (const std::string& text :
         {repeated("\u202e\u2067", 40) + "journal",
          repeated("a\u0301\u0302\u0303\u0304\u0305", 200), std::string("\xff\xfe journal \xc3"),
          std::string("\uf002 journal \uf00d"), repeated("journal ", 2000), repeated("ﷺ", 300),
          std::string("\n\n\t journal\njournal"), std::string(16'000, 'x'),
          std::string("*journal* `journal` /plain"), std::string()}) {
        ui::FoundMessage one = search.message(text.size() % 2 == 0 ? "grace" : "linus", 1, text);
        one.number = search.answers.size() + 1;
        one.author = search.workspace.account("nobody " + std::to_string(one.number));
        one.author_name = text.substr(0, 200);
        one.room = text.substr(0, 200);
        search.answers.push_back(std::move(one));
    }
    search.type(repeated("journal \u202e", 60));
    for (const auto& text : search.screen.record().texts) {
        CAPTURE(text.text);
        CHECK(text.text.view().find("\u202e") == std::string_view::npos);
        if (text.area.min.x < 1280 - 392) continue;
        CHECK(text.visible.max.x <= 1280);
        for (const auto& other : search.screen.record().texts) {
            if (&other == &text || other.area.min.x < 1280 - 392) continue;
            const float down = std::min(text.visible.max.y, other.visible.max.y) -
                               std::max(text.visible.min.y, other.visible.min.y);
            const float across = std::min(text.visible.max.x, other.visible.max.x) -
                                 std::max(text.visible.min.x, other.visible.min.x);
            CAPTURE(other.text);
            CHECK_FALSE((down > 3 && across > 2));
        }
    }
    search.press(KeyboardKey::down, 20);
    search.press(KeyboardKey::enter);
    CHECK(search.gone_to() == Numbers{10});
}

TEST_CASE("the panel can be drawn at any size, scale and theme") {
    for (const ImVec2 size : {ImVec2{1280, 800}, ImVec2{900, 640}, ImVec2{480, 360},
                              ImVec2{300, 120}, ImVec2{60, 40}, ImVec2{1, 1}})
        for (const float scale : {0.5f, 1.0f, 2.0f, 4.0f})
            for (const ui::Theme theme : ui::themes) {
                CAPTURE(size.x);
                CAPTURE(scale);
                Searching search(size.x, size.y, theme, scale);
                search.many(50);
                search.found.problems = {"Nobody is known as " + repeated("zoe ", 40)};
                search.found.missing = 3;
                search.type("journal");
                search.press(KeyboardKey::down, 3);
                search.press(KeyboardKey::f3);
                search.screen.frames(2);
            }
}

TEST_CASE("every text of the search has a colour whose contrast is checked") {
    for (const ui::Theme theme : ui::themes) {
        Searching search(1280, 800, theme);
        search.three();
        search.type("journal");
        search.press(KeyboardKey::f3);
        std::vector<ui::Colour> known;
        for (const ui::TextOn& pair : ui::all_text_colours()) known.push_back(pair.text);
        for (const auto& text : search.screen.record().texts) {
            CAPTURE(text.text);
            CHECK(std::ranges::count(known, text.colour) > 0);
        }
    }
}

TEST_CASE("texts are forgotten when a message was deleted and when the search ends") {
    Searching search;
    search.three();
    search.type("journal");
    CHECK(search.window.state.search.lines.lines.size() == 3);
    search.found.messages.pop_back();
    ++search.found.version;
    search.workspace.erases_something();
    search.screen.frames(2);
    CHECK_FALSE(search.screen.shows("400 MB"));
    search.press(KeyboardKey::escape);
    CHECK(search.window.state.search.lines.lines.empty());
}

TEST_CASE("the panel needs no frame while nothing changes") {
    Searching search;
    search.three();
    search.type("journal");
    search.screen.advance(6);  // the caret has stopped
    search.screen.frame();
    CHECK_FALSE(ui::next_change(search.workspace.view_state(), search.window.state));
    CHECK(search.window.count<ui::SearchMessages>() == 0);
    CHECK(search.window.count<ui::SearchOlder>() == 0);
}

TEST_SUITE_END();
