// Rooms in the left column, the header with its menu, the composer and the people.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/ui/headless_window.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;

namespace {

RoomEvent change(const std::string& what) {
    RoomEvent event;
    event.what = what;
    return event;
}

RoomEvent topic(const std::string& text) {
    RoomEvent event = change("topic");
    event.topic = text;
    return event;
}

/// A window of mia with the room "build", which is open.
struct InRoom {
    FakeWorkspace workspace{"mia"};
    ConversationId build = workspace.makes_room("build");
    HeadlessWindow window{workspace};
    UiDriver& screen = window.screen;

    InRoom() {
        workspace.open_room(build);
        screen.frames(2);
    }
    float top(const std::string& mark) const { return screen.mark(mark).min.y; }
    /// Returns the rooms that were opened.
    std::vector<ConversationId> opened() const {
        std::vector<ConversationId> rooms;
        for (const auto& each : window.wanted<ui::OpenConversation>())
            rooms.push_back(each.with.room);
        return rooms;
    }
};

}  // namespace

TEST_SUITE_BEGIN("rooms in the window");

TEST_CASE("the left column lists the lobby, then the rooms by title, with what is unread") {
    InRoom here;
    const ConversationId design = here.workspace.makes_room("Design");
    here.workspace.makes_room("release", true);
    here.workspace.says_in(design, "ann", "one");
    here.workspace.says_in(design, "ann", "two");
    here.workspace.says("ann", "hello");
    here.screen.frames(2);
    CHECK(here.top("lobby") < here.top("room:build"));
    CHECK(here.top("room:build") < here.top("room:Design"));
    CHECK(here.top("room:Design") < here.top("room:release"));
    CHECK(here.top("room:release") < here.top("all-rooms"));
    CHECK(here.screen.mark("room:Design").has(here.screen.text("2").area.centre()));
    CHECK(here.screen.mark("lobby").has(here.screen.text("1").area.centre()));
    here.workspace.says_in(design, "ann", "@mia look");
    here.screen.frames(2);
    CHECK(here.screen.mark("room:Design").has(here.screen.text("@1").area.centre()));
}

TEST_CASE("a muted room shows mentions alone") {
    InRoom here;
    const ConversationId noise = here.workspace.makes_room("noise");
    here.workspace.mutes(noise);
    here.workspace.says_in(noise, "ann", "one");
    here.workspace.says_in(noise, "ann", "two");
    here.screen.frames(2);
    const auto in_row = [&] {
        std::string words;
        for (const auto& text : here.screen.record().texts)
            if (here.screen.mark("room:noise").has(text.area.centre())) words += text.text.view();
        return words;
    };
    CHECK(in_row().find('2') == std::string::npos);
    here.workspace.says_in(noise, "ann", "@mia three");
    here.screen.frames(2);
    CHECK(in_row().find("@1") != std::string::npos);
}

TEST_CASE("an archived room is listed only while it is open") {
    InRoom here;
    here.workspace.room_changes(here.build, change("archived"));
    here.screen.frames(2);
    CHECK(here.screen.has("room:build"));
    here.workspace.open_lobby();
    here.screen.frames(2);
    CHECK_FALSE(here.screen.has("room:build"));
}

TEST_CASE("a click opens a room, the list of all rooms, or the dialog for a new one") {
    InRoom here;
    here.screen.click("lobby");
    here.screen.advance(1);
    here.screen.click("room:build");
    REQUIRE(here.opened() == std::vector{lobby, here.build});
    here.screen.click("all-rooms");
    CHECK(here.window.count<ui::ShowRooms>() == 1);
    here.screen.click("create-room");
    here.screen.frames(2);
    CHECK(here.window.state.rooms.is_open());
    CHECK(here.window.count<ui::LoadRooms>() == 1);
}

TEST_CASE("Alt with the arrows goes through rooms and whispers and leaves out what is neither") {
    InRoom here;
    here.workspace.whispers("ann", "mia", "hello");
    here.screen.frames(2);
    here.screen.press(KeyboardKey::up, with_alt);
    here.screen.press(KeyboardKey::down, with_alt);
    const auto wanted = here.window.wanted<ui::OpenConversation>();
    REQUIRE(wanted.size() == 2);
    CHECK(wanted[0].with == ui::Recipient{});
    CHECK(wanted[1].with.account == here.workspace.account("ann"));
    here.workspace.open_whisper("ann");
    here.screen.press(KeyboardKey::up, with_alt);
    here.screen.press(KeyboardKey::down, with_alt);
    const auto more = here.window.wanted<ui::OpenConversation>();
    REQUIRE(more.size() == 3);
    CHECK(more[2].with == ui::Recipient{{}, here.build});
}

TEST_CASE("sixty rooms scroll, and keys choose one") {
    InRoom here;
    for (int i = 10; i < 75; ++i) here.workspace.makes_room("room " + std::to_string(i));
    here.screen.frames(2);
    CHECK(here.screen.has("room:room 10"));
    CHECK_FALSE(here.screen.has("room:room 74"));
    here.window.state.pane = Pane::conversations;
    here.screen.press(KeyboardKey::end);  // "All rooms…"
    here.screen.press(KeyboardKey::up);
    here.screen.frame();
    CHECK(here.screen.has("room:room 74"));
    here.screen.press(KeyboardKey::enter);
    REQUIRE(here.window.count<ui::OpenConversation>() == 1);
    const auto with = here.window.wanted<ui::OpenConversation>()[0].with;
    CHECK(here.workspace.model().find(with.room)->room->state.title == "room 74");
}

TEST_CASE("the header shows title, topic and how many members there are") {
    InRoom here;
    CHECK(here.screen.shows("Everyone on the server can join."));
    here.workspace.room_changes(here.build, topic("Nightly builds. Red means stop."));
    here.workspace.joins_room(here.build, "ann");
    here.screen.frames(2);
    CHECK(here.screen.shows("Nightly builds. Red means stop."));
    CHECK(here.screen.mark("people-toggle").has(here.screen.text("2").area.centre()));
    here.workspace.room_changes(here.build, topic(std::string(250, 'x')));
    here.screen.frames(2);
    CHECK(here.screen.text("xxx").area.max.x < here.screen.mark("people-toggle").min.x);
    here.screen.hover("topic");
    here.screen.frames(2);
    CHECK(here.screen.shows(std::string(250, 'x')));
}

TEST_CASE("the menu of a room mutes it, and begins the commands that need a text") {
    InRoom here;
    here.workspace.room_changes(here.build, topic("Old topic"));
    here.screen.type("my draft");
    here.screen.click("room-menu");
    here.screen.click("room-menu:mute");
    REQUIRE(here.window.count<ui::MuteRoom>() == 1);
    CHECK(here.window.wanted<ui::MuteRoom>()[0].room == here.build);
    CHECK(here.window.wanted<ui::MuteRoom>()[0].muted);
    CHECK_FALSE(here.window.state.header.menu.is_open());
    here.screen.press(KeyboardKey::m, with_ctrl);
    here.screen.press(KeyboardKey::down);
    here.screen.press(KeyboardKey::enter);
    CHECK(here.window.typed() == "/topic Old topic");
    CHECK(here.window.wanted<ui::ChangeDraft>().back().text == "/topic Old topic");
    here.screen.press(KeyboardKey::z, with_ctrl);
    CHECK(here.window.typed() == "my draft");
    CHECK(here.window.count<ui::SendMessage>() == 0);
    here.screen.click("room-menu");
    here.screen.click("room-menu:title");
    CHECK(here.window.typed() == "/title build");
    here.screen.click("room-menu");
    here.screen.click("room-menu:add");
    CHECK(here.window.typed() == "/invite ");
}

TEST_CASE("the menu of a room offers what this account may do") {
    InRoom here;
    here.screen.click("room-menu");
    here.screen.frame();
    CHECK(here.screen.has("room-menu:archive"));
    RoomEvent owner = change("owner");
    owner.account = here.workspace.account("ann");
    here.workspace.joins_room(here.build, "ann");
    here.workspace.room_changes(here.build, owner);
    RoomEvent member = change("member");
    member.account = here.workspace.me();
    here.workspace.room_changes(here.build, member);
    here.screen.frame();
    CHECK(here.screen.has("room-menu:topic"));
    CHECK_FALSE(here.screen.has("room-menu:title"));
    CHECK_FALSE(here.screen.has("room-menu:archive"));
    here.workspace.open_lobby();
    here.screen.frames(2);
    CHECK_FALSE(here.window.state.header.menu.is_open());
    here.screen.click("room-menu");
    here.screen.frame();
    CHECK(here.screen.has("room-menu:mute"));
    CHECK_FALSE(here.screen.has("room-menu:leave"));
}

TEST_CASE("the menu leaves and archives at once, and a private room after one more key") {
    InRoom here;
    here.screen.click("room-menu");
    here.screen.click("room-menu:leave");
    here.screen.click("room-menu");
    here.screen.click("room-menu:archive");
    const auto changes = here.window.wanted<ui::ChangeRoom>();
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].request.action == "leave");
    CHECK(changes[0].request.conversation == here.build);
    CHECK(changes[1].request.action == "archive");
    here.workspace.open_room(here.workspace.makes_room("secret", true));
    here.screen.frames(2);
    here.screen.click("room-menu");
    here.screen.click("room-menu:leave");
    CHECK(here.window.count<ui::ChangeRoom>() == 2);
    CHECK(here.window.typed() == "/leave");
}

TEST_CASE("keys and clicks beside an open menu of a room close it and do nothing else") {
    InRoom here;
    here.screen.press(KeyboardKey::m, with_ctrl);
    here.screen.press(KeyboardKey::escape);
    CHECK_FALSE(here.window.state.header.menu.is_open());
    here.screen.click("room-menu");
    CHECK(here.window.state.header.menu.is_open());
    here.screen.click("room-menu");
    CHECK_FALSE(here.window.state.header.menu.is_open());
    here.screen.click("room-menu");
    here.screen.click_at({600, 500});
    CHECK_FALSE(here.window.state.header.menu.is_open());
    here.screen.click("room-menu");
    here.screen.type("x");
    here.screen.frame();
    CHECK_FALSE(here.window.state.header.menu.is_open());
    CHECK(here.window.typed() == "x");
    CHECK(here.window.count<ui::ChangeRoom>() == 0);
}

TEST_CASE("what is typed in a room goes to that room") {
    InRoom here;
    CHECK(here.screen.shows("Message #build"));
    here.screen.type("hello");
    here.screen.press(KeyboardKey::enter);
    const auto sent = here.window.wanted<ui::SendMessage>();
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].to == ui::Recipient{{}, here.build});
    CHECK(here.window.wanted<ui::ChangeDraft>()[0].to.room == here.build);
}

TEST_CASE("an archived room can be read and not written to") {
    InRoom here;
    here.screen.type("half");
    here.workspace.room_changes(here.build, change("archived"));
    here.screen.frames(2);
    CHECK(here.screen.shows("This room is archived: it can be read, not written to."));
    CHECK_FALSE(here.screen.has("send"));
    here.screen.type("more");
    here.screen.press(KeyboardKey::enter);
    CHECK(here.window.count<ui::SendMessage>() == 0);
    here.screen.click("room-menu");
    here.screen.frame();
    CHECK_FALSE(here.screen.has("room-menu:topic"));
    here.screen.click("room-menu:archive");
    REQUIRE(here.window.count<ui::ChangeRoom>() == 1);
    CHECK(here.window.wanted<ui::ChangeRoom>()[0].request.action == "reopen");
    here.workspace.room_changes(here.build, change("reopened"));
    here.screen.frames(2);
    CHECK(here.window.typed() == "half");
    CHECK(here.screen.has("send"));
}

TEST_CASE("the people beside a room are its members") {
    InRoom here;
    here.workspace.person_joins("ann");
    here.workspace.person_joins("stranger");
    here.screen.frames(2);
    CHECK(here.screen.shows("MEMBERS — 1"));
    here.workspace.lists_members(here.build, {"ann", "bob"});
    here.screen.frames(2);
    CHECK(here.screen.shows("ONLINE — 2"));
    CHECK(here.screen.shows("OFFLINE — 1"));
    CHECK(here.screen.has("person:ann"));
    CHECK(here.screen.has("person:bob"));
    CHECK_FALSE(here.screen.has("person:stranger"));
    here.workspace.open_lobby();
    here.screen.frames(2);
    CHECK(here.screen.has("person:stranger"));
    CHECK_FALSE(here.screen.has("person:bob"));
}

TEST_CASE("changes of a room are one line above the messages and never unread") {
    InRoom here;
    here.workspace.joins_room(here.build, "ken");
    here.workspace.joins_room(here.build, "lise");
    here.workspace.room_changes(here.build, topic("Nightly"));
    here.screen.frames(2);
    CHECK(here.screen.count("set the topic") == 1);
    here.workspace.open_lobby();
    here.workspace.joins_room(here.build, "ada");
    here.screen.frames(2);
    CHECK(here.workspace.view_state().rooms->at(1).unread.count == 0);
}

TEST_SUITE_END();
