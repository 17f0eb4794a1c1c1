// The strips under the header: pinned warnings, the lost connection.
#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "imgui-client/views/screen.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;

namespace {

struct Window {
    FakeWorkspace workspace{"ada"};
    UiDriver screen;
    ui::ScreenState state;
    ui::Intents intents;

    explicit Window(float width = 1280, float height = 800) : screen(width, height) {}
    void begin() {
        screen.draws(
            [this] {
                for (const ui::Intent& intent : ui::draw_screen(workspace.view_state(), state))
                    intents.push_back(intent);
            },
            UiDriver::Root::none);
    }
};

}  // namespace

TEST_SUITE_BEGIN("banner");

TEST_CASE("a warning stays in sight, however many messages follow and wherever one scrolls") {
    Window ada;
    ada.workspace.pin("This connection is not encrypted.");
    ada.begin();
    ada.workspace.say_many(1000);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("no. (1000)"));
    CHECK(ada.screen.shows("This connection is not encrypted."));
    ada.screen.press(ui::KeyboardKey::page_up, with_ctrl);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("no. (1)"));
    CHECK(ada.screen.shows("This connection is not encrypted."));
    ada.workspace.open_whisper("grace");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("This connection is not encrypted."));
}

TEST_CASE("each warning has its own strip, and is dismissed by itself") {
    Window ada;
    ada.workspace.pin("Waiting: the broker's disk is full.", true);
    ada.workspace.pin("The first warning.");
    ada.workspace.pin("The second warning.");
    ada.workspace.lose_connection("The network is down.", 2, 7);
    ada.begin();
    for (const char* words : {"Waiting: the broker's disk is full.", "The first warning.",
                              "The second warning.", "Server disconnected."})
        CHECK(ada.screen.shows(words));
    CHECK_FALSE(ada.screen.has("dismiss-warning:1"));  // it ends with its cause
    ada.screen.click("dismiss-warning:3");
    REQUIRE(ada.intents.size() == 1);
    CHECK(std::get<ui::DismissWarning>(ada.intents[0]).id == 3);
}

TEST_CASE("a long warning is wrapped, and warnings that do not fit are counted") {
    Window ada(720, 500);
    std::string words;
    for (int i = 1; i <= 30; ++i) words += "word" + std::to_string(i) + " ";
    ada.workspace.pin(words + "the end");
    ada.begin();
    CHECK(ada.screen.shows("word1 "));
    CHECK(ada.screen.shows("word15"));
    for (int i = 0; i < 20; ++i) ada.workspace.pin("Another warning.");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("(1 of "));
    CHECK(ada.screen.has("send"));  // the composer is still there
}

TEST_CASE("without a warning and with a connection there is no banner") {
    Window ada;
    ada.begin();
    ada.screen.frames(1);
    CHECK_FALSE(ada.screen.shows("Dismiss"));
}

TEST_CASE("without a connection since the start, the strip says of when the own copy is") {
    Window ada;
    ada.workspace.says("grace", "from yesterday");
    ada.workspace.begins_from_copy(FakeWorkspace::begin - FakeWorkspace::day);
    ada.begin();
    CHECK(ada.screen.shows("Not connected."));
    CHECK(ada.screen.shows("This is your own copy, as of yesterday, "));
    CHECK(ada.screen.shows("Next try in 8 s."));
    CHECK(ada.screen.shows("from yesterday"));
    CHECK_FALSE(ada.screen.shows("Server disconnected."));
}

TEST_CASE("without a connection since the start, nobody is shown as online or offline") {
    Window ada;
    ada.workspace.person_joins("grace");
    ada.workspace.whispers("grace", "ada", "hello");
    ada.workspace.begins_from_copy(FakeWorkspace::begin);
    ada.begin();
    CHECK(ada.screen.shows("PEOPLE — 2"));
    CHECK_FALSE(ada.screen.shows("ONLINE"));
    CHECK_FALSE(ada.screen.shows("OFFLINE"));
}

TEST_SUITE_END();
