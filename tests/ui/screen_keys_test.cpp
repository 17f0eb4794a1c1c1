// The focus of the window, the keys that work everywhere, and the list of keys.
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "imgui-client/views/help.hpp"
#include "imgui-client/views/keys.hpp"
#include "tests/ui/headless_window.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;
using ui::Theme;

TEST_SUITE_BEGIN("screen keys");

TEST_CASE("F6 moves the focus through all panes and back to the composer") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    std::vector<Pane> way;
    for (int i = 0; i < 4; ++i) {
        window.screen.press(KeyboardKey::f6);
        way.push_back(window.state.pane);
    }
    CHECK(way == std::vector{Pane::conversations, Pane::messages, Pane::people, Pane::composer});
}

TEST_CASE("F6 skips hidden panes") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace, 480, 360);
    window.screen.press(KeyboardKey::f6);
    CHECK(window.state.pane == Pane::messages);
    window.screen.press(KeyboardKey::f6);
    CHECK(window.state.pane == Pane::composer);
}

TEST_CASE("typed text goes into the composer wherever the focus was, including its first letter") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    for (const Pane pane : {Pane::conversations, Pane::messages, Pane::people}) {
        window.state.pane = pane;
        window.screen.type("hi");
        CHECK(window.state.pane == Pane::composer);
    }
    CHECK(window.typed() == "hihihi");
}

TEST_CASE("pasted text goes into the composer wherever the focus was") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    window.state.pane = Pane::people;
    window.screen.paste("two words");
    CHECK(window.typed() == "two words");
}

TEST_CASE("Escape closes the list of keys, then returns to the composer, then closes the whisper") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.open_whisper("ann");
    HeadlessWindow window(workspace);
    window.screen.press(KeyboardKey::f6);
    window.screen.press(KeyboardKey::f1);
    CHECK(window.state.help);
    window.screen.press(KeyboardKey::escape);
    CHECK_FALSE(window.state.help);
    CHECK(window.state.pane == Pane::conversations);
    window.screen.press(KeyboardKey::escape);
    CHECK(window.state.pane == Pane::composer);
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.press(KeyboardKey::escape);
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK_FALSE(window.wanted<ui::OpenConversation>()[0].with.account);
}

TEST_CASE("Ctrl+K focuses the people, and Enter opens a whisper with the chosen one") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    HeadlessWindow window(workspace);
    window.state.header.people_shown = false;
    window.screen.press(KeyboardKey::k, with_ctrl);
    window.screen.press(KeyboardKey::down);
    window.screen.press(KeyboardKey::enter);
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].with.account == workspace.account("ann"));
    CHECK(window.state.pane == Pane::composer);
}

TEST_CASE("Enter in the list of people does not send the draft") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    HeadlessWindow window(workspace);
    window.screen.type("half a thought");
    window.screen.press(KeyboardKey::k, with_ctrl);
    window.screen.press(KeyboardKey::enter);
    CHECK(window.count<ui::SendMessage>() == 0);
    CHECK(window.typed() == "half a thought");
}

TEST_CASE("keys for theme, scale and quit work wherever the focus is") {
    FakeWorkspace workspace("mia");
    for (const Pane pane : {Pane::composer, Pane::messages, Pane::people, Pane::conversations}) {
        HeadlessWindow window(workspace);
        window.state.pane = pane;
        window.screen.press(KeyboardKey::l, with_ctrl);
        window.screen.press(KeyboardKey::equal, with_ctrl);
        window.screen.press(KeyboardKey::equal, with_ctrl_shift);
        window.screen.press(KeyboardKey::minus, with_ctrl);
        window.screen.press(KeyboardKey::zero, with_ctrl);
        window.screen.press(KeyboardKey::q, with_ctrl);
        REQUIRE(window.count<ui::SetTheme>() == 1);
        CHECK(window.wanted<ui::SetTheme>()[0].theme == Theme::light);
        const auto wanted = window.wanted<ui::SetScale>();
        REQUIRE(wanted.size() == 4);
        CHECK(wanted[0].scale.value() == doctest::Approx(1.1f));
        CHECK(wanted[1].scale.value() == doctest::Approx(1.1f));
        CHECK(wanted[2].scale.value() == doctest::Approx(0.9f));
        CHECK_FALSE(wanted[3].scale);
        CHECK(window.count<ui::Quit>() == 1);
        CHECK(window.intents.size() == 6);
    }
}

TEST_CASE("Alt+Up and Alt+Down step through the conversations and stop at both ends") {
    FakeWorkspace workspace("mia");
    workspace.whispers("ann", "mia", "a");
    workspace.whispers("zoe", "mia", "z");
    HeadlessWindow window(workspace);
    const auto last = [&] { return window.wanted<ui::OpenConversation>().back().with.account; };
    window.screen.press(KeyboardKey::up, with_alt);
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.press(KeyboardKey::down, with_alt);
    CHECK(last() == workspace.account("ann"));
    workspace.open_whisper("ann");
    window.screen.press(KeyboardKey::down, with_alt);
    CHECK(last() == workspace.account("zoe"));
    workspace.open_whisper("zoe");
    window.screen.press(KeyboardKey::down, with_alt);
    CHECK(window.count<ui::OpenConversation>() == 2);
    workspace.open_whisper("ann");
    window.screen.press(KeyboardKey::up, with_alt);
    CHECK_FALSE(last());
}

TEST_CASE("Ctrl+E edits the last refused message") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    window.screen.press(KeyboardKey::e, with_ctrl);
    CHECK(window.count<ui::EditRefused>() == 0);
    const MessageId first = workspace.posts_without_receipt("one"),
                    second = workspace.posts_without_receipt("two");
    workspace.refuse(first, "Not now.");
    workspace.refuse(second, "Not now.");
    window.state.pane = Pane::messages;
    window.screen.press(KeyboardKey::e, with_ctrl);
    CHECK(window.state.pane == Pane::composer);
    REQUIRE(window.count<ui::EditRefused>() == 1);
    CHECK(window.wanted<ui::EditRefused>()[0].id == second);
}

TEST_CASE("F1 shows every line of the list of keys") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    window.screen.press(KeyboardKey::f1);
    window.screen.frame();
    for (const ui::KeyHelp& line : ui::key_help()) {
        CHECK(window.screen.shows(line.keys.view()));
        CHECK(window.screen.shows(line.what.view()));
    }
    window.screen.press(KeyboardKey::f1);
    CHECK_FALSE(window.state.help);
}

TEST_CASE("in a small window the list of keys scrolls to its end by key and by wheel") {
    const std::string last(ui::key_help().back().what.view());
    UiDriver screen(480, 360, 2);
    screen.draws([&] { ui::draw_help(screen.display()); });
    CHECK_FALSE(screen.shows(last));
    for (std::size_t i = 0; i < ui::key_help().size(); ++i) screen.press(KeyboardKey::page_down);
    CHECK(screen.shows(last));
    screen.hover_at({200, 250});
    screen.wheel(1000);
    CHECK_FALSE(screen.shows(last));
    CHECK(screen.shows(ui::key_help().front().what.view()));
    screen.wheel(-1000);
    CHECK(screen.shows(last));
}

TEST_CASE("the screen changes without input only for the caret and the countdown") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    window.screen.advance(6);
    CHECK_FALSE(ui::next_change(workspace.view_state(), window.state));
    workspace.lose_connection("Connection refused.", 1, 3);
    CHECK(ui::next_change(workspace.view_state(), window.state) == 1);
    workspace.lose_connection("Connection refused.", 1, std::nullopt);
    CHECK_FALSE(ui::next_change(workspace.view_state(), window.state));
    window.screen.type("a");
    CHECK(ui::next_change(workspace.view_state(), window.state) < 1);
    window.screen.advance(6);
    CHECK_FALSE(ui::next_change(workspace.view_state(), window.state));
}

namespace {

/// Opens the menu of the only message.
void open_message_menu(HeadlessWindow& window) {
    window.state.pane = Pane::messages;
    window.screen.press(KeyboardKey::up);
    window.screen.press(KeyboardKey::enter);
}

bool message_menu_open(HeadlessWindow& window) {
    return window.state.messages.at(window.workspace.view_state().open).menu_open();
}

}  // namespace

TEST_CASE("a letter typed while a message's menu is open closes it and goes into the composer") {
    FakeWorkspace workspace("mia");
    workspace.says("ann", "hello");
    HeadlessWindow window(workspace);
    open_message_menu(window);
    REQUIRE(message_menu_open(window));
    window.screen.type("x");
    CHECK_FALSE(message_menu_open(window));
    CHECK(window.typed() == "x");
}

TEST_CASE("a message's menu under the list of keys gets no key") {
    FakeWorkspace workspace("mia");
    workspace.says("ann", "hello");
    HeadlessWindow window(workspace);
    open_message_menu(window);
    window.screen.press(KeyboardKey::f1);
    REQUIRE(window.state.help);
    window.screen.press(KeyboardKey::enter);
    CHECK(window.screen.clipboard().empty());
    window.screen.press(KeyboardKey::escape);
    CHECK_FALSE(window.state.help);
    CHECK(message_menu_open(window));
    window.screen.press(KeyboardKey::escape);
    CHECK_FALSE(message_menu_open(window));
}

TEST_CASE("a mouse that rests on a menu does not hold the choice against the arrow keys") {
    FakeWorkspace workspace("mia");
    workspace.says("ann", "hello");
    HeadlessWindow window(workspace);
    open_message_menu(window);
    window.screen.hover("menu:copy");
    for (int i = 0; i < 3; ++i) window.screen.press(KeyboardKey::down);
    window.screen.press(KeyboardKey::enter);
    CHECK(window.screen.clipboard().empty());
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].with.account == workspace.account("ann"));
}

TEST_CASE("the window can be closed and zoomed while a message's menu is open") {
    FakeWorkspace workspace("mia");
    workspace.says("ann", "hello");
    HeadlessWindow window(workspace);
    open_message_menu(window);
    window.screen.press(KeyboardKey::q, with_ctrl);
    CHECK(window.count<ui::Quit>() == 1);
}

TEST_CASE("Escape closes the composer's menu and not the whisper") {
    FakeWorkspace workspace("mia");
    workspace.whispers("bob", "mia", "hello");
    workspace.open_whisper("bob");
    HeadlessWindow window(workspace);
    window.screen.right_click("composer");
    window.screen.frames(2);
    REQUIRE(window.screen.has("field-menu:Paste"));
    window.screen.press(KeyboardKey::escape);
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.press(KeyboardKey::escape);
    CHECK(window.count<ui::OpenConversation>() == 1);
}

TEST_SUITE_END();
