// The left column.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/ui/headless_window.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;
using ui::Rect;

TEST_SUITE_BEGIN("sidebar");

TEST_CASE("the left column shows the conversations, their unread counts and the connection state") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.whispers("ann", "mia", "one");
    workspace.whispers("ann", "mia", "two");
    HeadlessWindow window(workspace);
    CHECK(window.screen.shows("ROOMS"));
    CHECK(window.screen.shows("WHISPERS"));
    CHECK(window.screen.text("2").area.max.x < 260);
    CHECK(window.screen.text("Online").area.max.x < 260);
    window.screen.click("whisper:ann");
    workspace.open_whisper("ann");
    window.screen.click("lobby");
    const auto wanted = window.wanted<ui::OpenConversation>();
    REQUIRE(wanted.size() == 2);
    CHECK(wanted[0].with.account == workspace.account("ann"));
    CHECK_FALSE(wanted[1].with.account);
}

TEST_CASE("the buttons quit, settings and help of the left column work") {
    FakeWorkspace workspace("mia");
    HeadlessWindow window(workspace);
    window.screen.click("quit");
    CHECK(window.count<ui::Quit>() == 1);
    window.screen.click("settings");
    CHECK(window.state.settings);
    window.screen.frame();
    window.screen.click("close-settings");
    CHECK_FALSE(window.state.settings);
    window.screen.click("help");
    CHECK(window.state.help);
    window.screen.frame();
    window.screen.click("close-help");
    CHECK_FALSE(window.state.help);
    window.screen.hover("quit");
    window.screen.frames(3);
    CHECK(window.screen.shows("Leave (Ctrl+Q)"));
}

TEST_CASE("hundreds of whispers scroll, and only the visible ones are drawn") {
    FakeWorkspace workspace("mia");
    for (int i = 100; i < 400; ++i)
        workspace.whispers("friend " + std::to_string(i), "mia", "hello");
    HeadlessWindow window(workspace);
    CHECK(window.screen.has("whisper:friend 100"));
    CHECK_FALSE(window.screen.has("whisper:friend 399"));
    const auto marks = window.screen.record().marks;
    CHECK(std::ranges::count_if(
              marks, [](const auto& mark) { return mark.first.starts_with("whisper:"); }) < 30);
    window.state.pane = Pane::conversations;
    window.screen.press(KeyboardKey::end);
    window.screen.press(KeyboardKey::enter);
    CHECK(window.screen.has("whisper:friend 399"));
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].with.account == workspace.account("friend 399"));
    window.screen.hover("whisper:friend 399");
    window.screen.wheel(10'000);
    CHECK(window.screen.has("whisper:friend 100"));
}

TEST_CASE("the scroll bar of the people does not scroll the whispers") {
    FakeWorkspace workspace("mia");
    for (int i = 100; i < 200; ++i) {
        workspace.person_joins("friend " + std::to_string(i));
        workspace.whispers("friend " + std::to_string(i), "mia", "hello");
    }
    HeadlessWindow window(workspace);
    const Rect bar = window.screen.mark("people-bar");
    window.screen.drag({bar.centre().x, bar.min.y + 5}, {bar.centre().x, bar.max.y});
    CHECK(window.screen.has("person:friend 199"));
    CHECK(window.screen.has("whisper:friend 100"));
    CHECK_FALSE(window.screen.has("whisper:friend 199"));
}

TEST_CASE("a whisper that moves under the resting mouse takes no click at once") {
    FakeWorkspace workspace("mia");
    workspace.whispers("bob", "mia", "hello");
    HeadlessWindow window(workspace);
    const ImVec2 first = window.screen.mark("whisper:bob").centre();
    window.screen.hover_at(first);
    window.screen.advance(5);
    workspace.whispers("ann", "mia", "hi");
    window.screen.frame();
    REQUIRE(window.screen.mark("whisper:ann").has(first));
    window.screen.click_at(first);
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.advance(0.6);
    window.screen.click_at(first);
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].with.account == workspace.account("ann"));
}

TEST_CASE("whispers that are scrolled into sight can be clicked at once") {
    FakeWorkspace workspace("mia");
    for (int i = 100; i < 200; ++i)
        workspace.whispers("friend " + std::to_string(i), "mia", "hello");
    HeadlessWindow window(workspace);
    window.screen.hover("whisper:friend 105");
    window.screen.wheel(-3);
    window.screen.click("whisper:friend 112");
    CHECK(window.count<ui::OpenConversation>() == 1);
}

TEST_CASE("a letter in the frame of a click stays in its own conversation") {
    FakeWorkspace workspace("mia");
    workspace.whispers("bob", "mia", "hello");
    HeadlessWindow window(workspace);
    window.screen.hover("whisper:bob");
    ImGui::GetIO().MouseDown[0] = true;
    window.screen.frame();
    ImGui::GetIO().MouseDown[0] = false;
    ImGui::GetIO().AddInputCharacter('x');
    window.screen.frame();
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    REQUIRE(window.count<ui::ChangeDraft>() == 1);
    CHECK(window.wanted<ui::ChangeDraft>()[0].to == ui::Recipient{});
    CHECK(window.wanted<ui::ChangeDraft>()[0].text == "x");
}

TEST_SUITE_END();
