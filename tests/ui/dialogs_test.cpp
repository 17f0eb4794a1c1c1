// Dialogs, menus and the banner: views under a dialog get no input, and the banner's button
// reconnects.
#include <doctest/doctest.h>

#include "tests/ui/headless_window.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;

TEST_SUITE_BEGIN("dialogs and banner");

TEST_CASE("views under the connect dialog get no keys and no clicks") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    HeadlessWindow window(workspace);
    const ImVec2 person = window.screen.mark("person:ann").centre();
    const ImVec2 settings = window.screen.mark("settings").centre();
    workspace.show_connect_dialog("127.0.0.1", "mia");
    window.screen.frames(2);
    window.screen.click_at(person);
    window.screen.click_at(settings);
    window.screen.type("no");
    window.screen.press(KeyboardKey::f6);
    window.screen.press(KeyboardKey::k, with_ctrl);
    CHECK(window.typed().empty());
    CHECK(window.state.pane == Pane::composer);
    CHECK(window.count<ui::OpenConversation>() == 0);
    CHECK_FALSE(window.state.settings);
}

TEST_CASE("the keys for quit, theme and scale work under the connect dialog") {
    FakeWorkspace workspace("mia");
    workspace.show_connect_dialog("127.0.0.1", "mia");
    HeadlessWindow window(workspace);
    window.screen.press(KeyboardKey::q, with_ctrl);
    window.screen.press(KeyboardKey::l, with_ctrl);
    window.screen.press(KeyboardKey::equal, with_ctrl);
    CHECK(window.count<ui::Quit>() == 1);
    CHECK(window.count<ui::SetTheme>() == 1);
    CHECK(window.count<ui::SetScale>() == 1);
}

TEST_CASE("views under the list of keys get no keys and no clicks") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    HeadlessWindow window(workspace);
    const ImVec2 quit = window.screen.mark("quit").centre();
    window.screen.press(KeyboardKey::f1);
    window.screen.frames(2);
    window.screen.type("no");
    window.screen.press(KeyboardKey::enter);
    CHECK(window.typed().empty());
    window.screen.click_at(quit);
    CHECK(window.count<ui::Quit>() == 0);
    CHECK_FALSE(window.state.help);
    window.screen.type("yes");
    CHECK(window.typed() == "yes");
}

TEST_CASE("before the first connection only the dialog is drawn") {
    ui::ViewState view_state;
    view_state.connect.open = true;
    ui::ScreenState state;
    UiDriver screen;
    screen.draws([&] { ui::draw_screen(view_state, state); }, UiDriver::Root::none);
    CHECK_FALSE(screen.has("lobby"));
    CHECK_FALSE(screen.shows("ONLINE"));
    CHECK_FALSE(screen.record().texts.empty());
}

TEST_CASE("a first connection without the dialog is announced when it takes its time") {
    ui::ViewState view_state;
    view_state.connection.server = "chat.example:5000";
    ui::ScreenState state;
    UiDriver screen;
    screen.draws([&] { ui::draw_screen(view_state, state); }, UiDriver::Root::none);
    CHECK(screen.record().texts.empty());
    const auto change = ui::next_change(view_state, state);
    REQUIRE(change);
    screen.advance(*change + 0.001);
    screen.frame();
    CHECK(screen.shows("Connecting to chat.example:5000\u2026"));
    CHECK_FALSE(ui::next_change(view_state, state));
}

TEST_CASE("Ctrl+Q quits while there is neither a dialog nor a model") {
    const ui::ViewState view_state;
    ui::ScreenState state;
    ui::Intents intents;
    UiDriver screen;
    screen.draws(
        [&] {
            for (ui::Intent& intent : ui::draw_screen(view_state, state))
                intents.push_back(std::move(intent));
        },
        UiDriver::Root::none);
    screen.press(KeyboardKey::q, with_ctrl);
    REQUIRE(intents.size() == 1);
    CHECK(std::holds_alternative<ui::Quit>(intents[0]));
}

TEST_CASE("Escape closes a message's menu and keeps the whisper open") {
    FakeWorkspace workspace("ada");
    workspace.person_joins("grace");
    workspace.whispers("grace", "ada", "psst");
    workspace.open_whisper("grace");
    HeadlessWindow window(workspace);
    window.screen.right_click_at(window.screen.text("psst").area.centre());
    CHECK(window.screen.shows("Copy text"));
    window.intents.clear();
    window.screen.press(KeyboardKey::escape);
    CHECK_FALSE(window.screen.shows("Copy text"));
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.press(KeyboardKey::escape);
    CHECK(window.count<ui::OpenConversation>() == 1);
}

TEST_CASE("a lost connection is reported with the next attempt and can be retried at once") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    CHECK_FALSE(window.screen.has("retry"));
    window.screen.press(KeyboardKey::r, with_ctrl);
    CHECK(window.count<ui::ReconnectNow>() == 0);
    workspace.lose_connection("Connection refused.", 3, 4);
    window.screen.frames(2);
    CHECK(window.screen.shows("Server disconnected."));
    CHECK(window.screen.shows("Reconnecting to 127.0.0.1:5000 — attempt 3, next in 4 s"));
    CHECK(window.screen.shows("Reconnecting…"));
    window.screen.click("retry");
    window.screen.press(KeyboardKey::r, with_ctrl);
    CHECK(window.count<ui::ReconnectNow>() == 2);
    workspace.reconnect();
    window.screen.frames(2);
    CHECK_FALSE(window.screen.shows("Server disconnected."));
    CHECK(window.screen.shows("Online"));
}

TEST_SUITE_END();
