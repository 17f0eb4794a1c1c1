// The dialog "All rooms": filter, keys, mouse, and what it says when the list is not whole.
#include <doctest/doctest.h>

#include "tests/ui/headless_window.hpp"
#include "tests/ui/rooms_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

struct Browsing {
    explicit Browsing(std::vector<ui::RoomSummary> rooms = some_rooms(), float width = 1280,
                      float height = 800)
        : window(workspace, width, height) {
        workspace.show_rooms(std::move(rooms));
        window.screen.frames(3);
    }
    bool is_open() { return window.screen.has("room-filter"); }
    /// Returns the rooms that the user wants to join.
    std::vector<ConversationId> joins() const {
        std::vector<ConversationId> rooms;
        for (const ui::ChangeRoom& each : window.wanted<ui::ChangeRoom>())
            if (each.request.action == "join") rooms.push_back(each.request.conversation.value());
        return rooms;
    }
    std::vector<ConversationId> opens() const {
        std::vector<ConversationId> rooms;
        for (const ui::OpenConversation& each : window.wanted<ui::OpenConversation>())
            rooms.push_back(each.with.room);
        return rooms;
    }
    void press(KeyboardKey key, int times = 1) {
        for (int i = 0; i < times; ++i) window.screen.press(key);
    }
    FakeWorkspace workspace{"ada"};
    HeadlessWindow window;
    UiDriver& screen = window.screen;
};

using Rooms = std::vector<ConversationId>;

}  // namespace

TEST_SUITE_BEGIN("all rooms");

TEST_CASE("the rooms are listed with topic, members and what can be done") {
    Browsing browsing;
    UiDriver& screen = browsing.screen;
    for (const char* words :
         {"All rooms", "Everybody on this server", "1 online", "33 members", "Nothing that matters",
          "Private · What ships, and when", "Archived · Of last year", "1 member", "6 rooms"}) {
        CAPTURE(words);
        CHECK(screen.shows(words));
    }
    CHECK(screen.count("Joined") == 4);
    CHECK(screen.count("Join") - screen.count("Joined") == 2);
    CHECK(screen.text("attic").colour == ui::palette().muted);
}

TEST_CASE("the filter finds title and topic, whatever the case") {
    struct {
        const char* typed;
        std::vector<std::string> found;
    } const table[]{{"READ", {"reading"}}, {"evening", {"reading"}},
                    {"  #ops ", {"ops"}},  {"r", {"random", "reading", "ops", "release", "attic"}},
                    {"ship", {"release"}}, {"lobby", {"lobby"}}};
    for (const auto& each : table) {
        CAPTURE(each.typed);
        Browsing browsing;
        browsing.screen.type(each.typed);
        browsing.screen.frames(2);
        for (const ui::RoomSummary& room : some_rooms()) {
            CAPTURE(room.title);
            const bool wanted = std::ranges::count(each.found, room.title) > 0;
            CHECK(browsing.screen.has("room:" + room.title) == wanted);
        }
        CHECK(browsing.screen.shows(std::to_string(each.found.size()) + " of 6 rooms"));
    }
}

TEST_CASE("Enter opens an own room and joins another one; the dialog closes") {
    Browsing browsing;
    browsing.press(KeyboardKey::down);
    browsing.press(KeyboardKey::enter);
    CHECK(browsing.opens() == Rooms{room_id(1)});
    CHECK(browsing.joins().empty());
    CHECK_FALSE(browsing.is_open());

    browsing.workspace.show_rooms(some_rooms());
    browsing.screen.frames(2);
    browsing.press(KeyboardKey::down, 3);
    browsing.press(KeyboardKey::up);
    browsing.press(KeyboardKey::enter);
    CHECK(browsing.joins() == Rooms{room_id(2)});
    CHECK_FALSE(browsing.is_open());
    CHECK(browsing.window.state.pane == ui::Pane::composer);
}

TEST_CASE("the mouse opens and joins; a click beside a room's button only chooses it") {
    Browsing browsing;
    browsing.screen.hover("room:random");
    CHECK(browsing.screen.shows("Open"));
    browsing.screen.click("room:ops");
    CHECK(browsing.is_open());
    CHECK(browsing.joins().empty());
    browsing.press(KeyboardKey::enter);
    CHECK(browsing.joins() == Rooms{room_id(3)});
    browsing.workspace.show_rooms(some_rooms());
    browsing.screen.frames(2);
    browsing.screen.click("room-button:reading");
    CHECK(browsing.joins() == Rooms{room_id(3), room_id(2)});
    CHECK_FALSE(browsing.is_open());
    browsing.workspace.show_rooms(some_rooms());
    browsing.screen.frames(2);
    browsing.screen.click("room:release");
    CHECK(browsing.opens() == Rooms{room_id(4)});
}

TEST_CASE(
    "the choice stays on its room while the list changes, and goes to the first after typing") {
    Browsing browsing;
    browsing.press(KeyboardKey::down, 3);
    std::vector<ui::RoomSummary> rooms = some_rooms();
    std::swap(rooms[1], rooms[3]);
    browsing.workspace.list_rooms(rooms);
    browsing.screen.frames(2);
    browsing.press(KeyboardKey::enter);
    CHECK(browsing.joins() == Rooms{room_id(3)});
    browsing.workspace.show_rooms(some_rooms());
    browsing.screen.frames(2);
    browsing.press(KeyboardKey::down, 4);
    browsing.screen.type("e");
    browsing.press(KeyboardKey::enter);
    CHECK(browsing.opens() == Rooms{room_id(1)});
}

TEST_CASE(
    "of 2,000 rooms only those in sight are drawn, and they are searched once for each text") {
    std::vector<ui::RoomSummary> rooms{lobby_room()};
    for (std::uint16_t i = 1; i < 2000; ++i)
        rooms.push_back(room(i, "room-" + std::to_string(i), "about something", 2));
    Browsing browsing(std::move(rooms));
    CHECK(browsing.screen.shows("2,000 rooms"));
    browsing.screen.frames(20);
    CHECK(browsing.window.state.rooms.browser().rooms.searches() == 1);
    CHECK(browsing.screen.count("about something") < 20);
    browsing.press(KeyboardKey::page_down, 400);
    CHECK(browsing.screen.has("room:room-1999"));
    CHECK_FALSE(browsing.screen.has("room:lobby"));
    browsing.press(KeyboardKey::page_up, 400);
    CHECK(browsing.screen.has("room:lobby"));
    browsing.screen.hover("room:lobby");
    browsing.screen.wheel(-30);
    browsing.screen.frames(2);
    CHECK_FALSE(browsing.screen.has("room:lobby"));
    browsing.screen.type("room-77");
    browsing.screen.frames(5);
    CHECK(browsing.window.state.rooms.browser().rooms.searches() == 2);
    CHECK(browsing.screen.has("room:room-77"));
    CHECK(browsing.screen.count("about something") <= 11);
}

TEST_CASE("a room that is not found can be made with what was typed") {
    Browsing browsing;
    browsing.screen.type("backups");
    browsing.screen.frames(2);
    CHECK(browsing.screen.has("room:ops"));  // its topic
    browsing.screen.type("2");
    browsing.screen.frames(2);
    CHECK(browsing.screen.shows("No such room"));
    CHECK(browsing.screen.shows("No title or topic has “backups2”."));
    browsing.screen.click("create-found");
    browsing.screen.frames(2);
    CHECK(browsing.screen.shows("Who can join"));
    CHECK(browsing.screen.shows("backups2"));
    CHECK(browsing.window.count<ui::LoadRooms>() == 1);
}

TEST_CASE("Tab reaches the button for a new room, and Enter presses it") {
    Browsing browsing;
    browsing.press(KeyboardKey::tab);
    CHECK(browsing.screen.mark("focus").min.x == browsing.screen.mark("create-room").min.x);
    browsing.press(KeyboardKey::enter);
    CHECK(browsing.screen.shows("Who can join"));
    CHECK(browsing.opens().empty());
}

TEST_CASE("the dialog says when the list is not whole") {
    Browsing browsing;
    browsing.workspace.all_rooms().loading = true;
    browsing.screen.frames(2);
    CHECK(browsing.screen.shows("6 rooms · Loading"));
    browsing.workspace.all_rooms().loading = false;
    browsing.workspace.all_rooms().failed = "This server has no rooms.";
    browsing.screen.frames(2);
    CHECK(browsing.screen.shows("This server has no rooms. Only your own rooms are listed."));
    browsing.workspace.lose_connection("Gone.", 1, 3);
    browsing.screen.frames(2);
    CHECK(browsing.screen.shows("Not connected."));
    browsing.press(KeyboardKey::down, 3);
    browsing.press(KeyboardKey::enter);
    CHECK(browsing.joins().empty());
    CHECK(browsing.is_open());
}

TEST_CASE("Ctrl+Shift+L asks for the list; Escape closes it and gives the keys back") {
    Browsing browsing;
    browsing.press(KeyboardKey::escape);
    CHECK_FALSE(browsing.is_open());
    browsing.screen.press(KeyboardKey::l, with_ctrl_shift);
    CHECK(browsing.window.count<ui::ShowRooms>() == 1);
    CHECK(browsing.window.count<ui::SetTheme>() == 0);
    browsing.workspace.show_rooms(some_rooms());
    browsing.screen.frames(2);
    CHECK(browsing.is_open());
    browsing.screen.type("ops");
    browsing.screen.press(KeyboardKey::f6);
    CHECK(browsing.window.typed().empty());
    CHECK(browsing.window.state.pane == ui::Pane::composer);
    browsing.press(KeyboardKey::escape);
    browsing.screen.type("hello");
    CHECK(browsing.window.typed() == "hello");
    browsing.workspace.show_rooms(some_rooms());
    browsing.screen.frames(2);
    browsing.screen.click_at({4, 400});  // beside the dialog
    CHECK_FALSE(browsing.is_open());
}

TEST_CASE("in a small window the dialog shrinks and still finds and joins a room") {
    for (const ImVec2 size : {ImVec2{480, 360}, ImVec2{300, 220}}) {
        CAPTURE(size.x);
        Browsing browsing(some_rooms(), size.x, size.y);
        for (const char* mark : {"room-filter", "create-room", "close-rooms", "room:lobby"}) {
            CAPTURE(mark);
            const ui::Rect area = browsing.screen.mark(mark);
            CHECK(area.min.x >= 8);
            CHECK(area.max.x <= size.x - 8);
            CHECK(area.max.y <= size.y - 8);
        }
        browsing.press(KeyboardKey::down, 3);
        CHECK(browsing.screen.has("room:ops"));
        browsing.screen.frames(1);
        browsing.screen.click("room-button:ops");
        CHECK(browsing.joins() == Rooms{room_id(3)});
    }
}

TEST_SUITE_END();
