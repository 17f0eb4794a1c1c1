// The dialog "Create a room": what it says of the title, the people, the keys, and the answer.
#include <doctest/doctest.h>

#include "tests/ui/headless_window.hpp"
#include "tests/ui/rooms_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

using Names = std::vector<std::string>;

struct Creating {
    explicit Creating(float width = 1280, float height = 800) : window(workspace, width, height) {
        for (const char* name : {"ken", "Kelly", "bob"}) workspace.person_joins(name);
        workspace.whispers("kent", "ada", "hi");
        workspace.list_rooms(some_rooms());
        window.screen.draws(
            [this] {
                const ui::ViewState& view_state = workspace.view_state();
                if (std::exchange(asked, false))
                    window.state.rooms.create(view_state, "", window.intents);
                for (ui::Intent& intent : ui::draw_screen(view_state, window.state))
                    window.intents.push_back(std::move(intent));
            },
            UiDriver::Root::none);
        screen.frames(2);
    }
    bool is_open() const { return screen.has("room-title"); }
    void type_title(const std::string& title) {
        screen.press(KeyboardKey::a, with_ctrl);
        screen.type(title);
        screen.frames(2);
    }
    void tab(int times, With with = {}) {
        for (int i = 0; i < times; ++i) screen.press(KeyboardKey::tab, with);
    }
    /// Returns the field or button with the focus mark.
    std::string focused() const {
        const ui::Rect focus = screen.mark("focus");
        std::string found = "nothing";
        for (const auto& [name, area] : screen.record().marks)
            if (name != "focus" && focus.has(area.centre()) && area.min.x >= focus.min.x - 20)
                found = name;
        return found;
    }
    std::vector<ui::CreateRoom> wanted() const { return window.wanted<ui::CreateRoom>(); }
    FakeWorkspace workspace{"ada"};
    bool asked = true;
    HeadlessWindow window;
    UiDriver& screen = window.screen;
};

}  // namespace

TEST_SUITE_BEGIN("a new room");

TEST_CASE("the title is judged while it is typed") {
    const std::string taken = "This title, or one that looks like it, is taken.";
    struct {
        std::string title, sentence;
    } const table[]{
        {"backups", "This title is free."},
        {"#backups", "This title is free."},
        {"ops", taken},
        {"OPS", taken},
        {"0ps", taken},
        {"release", "This title is free."},  // that one is private
        {"attic", "This title is free."},    // that one is archived
        {"two words", "A title has no spaces"},
        {"l0bby", "does not look like that of the lobby"},
        {std::string(41, 'x'), "A title has at most 40 characters"},
    };
    Creating creating;
    CHECK(creating.screen.shows("0 of 40"));
    CHECK_FALSE(creating.screen.shows("free"));
    for (const auto& each : table) {
        CAPTURE(each.title);
        creating.type_title(each.title);
        CHECK(creating.screen.shows(each.sentence));
    }
    CHECK(creating.screen.shows("41 of 40"));
    creating.type_title("ops");
    creating.screen.click("access:private");
    creating.screen.frames(2);
    CHECK(creating.screen.shows("Only members see this title."));
    CHECK_FALSE(creating.screen.shows(taken));
}

TEST_CASE("nothing is said of a title while the list is not there") {
    Creating creating;
    creating.workspace.all_rooms().loading = true;
    creating.type_title("backups");
    CHECK_FALSE(creating.screen.shows("free"));
    creating.workspace.all_rooms().loading = false;
    creating.screen.frames(1);
    CHECK(creating.screen.shows("This title is free."));
}

TEST_CASE("Tab goes from the top to the bottom, and Enter to the next field") {
    Creating creating;
    CHECK(creating.focused() == "room-title");
    Names names;
    for (int i = 0; i < 7; ++i) {
        creating.tab(1);
        names.push_back(creating.focused());
    }
    CHECK(names == Names{"room-topic", "access:open", "history:all", "room-people", "cancel-room",
                         "create", "room-title"});
    creating.tab(2, with_shift);
    CHECK(creating.focused() == "cancel-room");
    creating.tab(2);
    creating.screen.press(KeyboardKey::enter);
    CHECK(creating.focused() == "room-topic");
    CHECK(creating.wanted().empty());
}

TEST_CASE("a room is made by keys alone, and Enter in the last field makes it") {
    Creating creating;
    creating.screen.type("backups");
    creating.tab(1);
    creating.screen.type(" Who restored what ");
    creating.tab(1);
    creating.screen.press(KeyboardKey::down);
    creating.tab(1);
    creating.screen.press(KeyboardKey::right);
    creating.tab(1);
    creating.screen.type("ken");
    creating.screen.press(KeyboardKey::enter);
    CHECK(creating.wanted().empty());
    creating.screen.press(KeyboardKey::enter);
    REQUIRE(creating.wanted().size() == 1);
    const ui::CreateRoom wanted = creating.wanted()[0];
    CHECK(wanted.title == "backups");
    CHECK(wanted.topic == "Who restored what");
    CHECK(wanted.is_private);
    CHECK(wanted.from_joining);
    CHECK(wanted.people == std::vector<Account>{creating.workspace.account("ken")});
}

TEST_CASE("people are completed by the beginning of their names") {
    Creating creating;
    creating.tab(4);
    REQUIRE(creating.focused() == "room-people");
    creating.screen.type("KE");
    creating.screen.frames(2);
    CHECK(creating.screen.has("offer:ken"));
    CHECK(creating.screen.has("offer:Kelly"));
    CHECK(creating.screen.has("offer:kent"));  // not online
    CHECK_FALSE(creating.screen.has("offer:bob"));
    creating.screen.press(KeyboardKey::tab);  // Kelly
    creating.screen.frames(2);
    CHECK(creating.screen.has("remove:Kelly"));
    creating.screen.type("ke");
    creating.screen.frames(2);
    CHECK_FALSE(creating.screen.has("offer:Kelly"));
    creating.screen.press(KeyboardKey::down);
    creating.screen.press(KeyboardKey::enter);
    creating.screen.frames(2);
    CHECK(creating.screen.has("remove:kent"));
}

TEST_CASE("people are taken back by Backspace and by their crosses, and strangers are not added") {
    Creating creating;
    creating.tab(4);
    for (const char* typed : {"kel", "kent"}) {
        creating.screen.type(typed);
        creating.screen.press(KeyboardKey::enter);
    }
    creating.screen.type("b");
    creating.screen.frames(2);
    creating.screen.click("offer:bob");
    creating.screen.frames(2);
    CHECK(creating.focused() == "room-people");
    CHECK(creating.screen.has("remove:bob"));
    creating.screen.press(KeyboardKey::backspace);
    creating.screen.frames(2);
    CHECK_FALSE(creating.screen.has("remove:bob"));
    creating.screen.click("remove:Kelly");
    creating.screen.frames(2);
    CHECK_FALSE(creating.screen.has("remove:Kelly"));
    CHECK(creating.screen.has("remove:kent"));
    creating.screen.type("zoe");
    creating.screen.press(KeyboardKey::enter);
    creating.screen.frames(2);
    CHECK(creating.screen.shows("Nobody whom you know is called zoe."));
    CHECK(creating.wanted().empty());
    creating.screen.type("x");
    creating.screen.frames(2);
    CHECK_FALSE(creating.screen.shows("Nobody whom you know"));
}

TEST_CASE("Escape closes the offered people first, then the dialog") {
    Creating creating;
    creating.tab(4);
    creating.screen.type("ke");
    creating.screen.frames(2);
    creating.screen.press(KeyboardKey::escape);
    CHECK(creating.is_open());
    CHECK_FALSE(creating.screen.has("offer:ken"));
    creating.screen.press(KeyboardKey::escape);
    creating.screen.frames(1);
    CHECK_FALSE(creating.is_open());
    CHECK(creating.wanted().empty());
    creating.screen.type("on");
    CHECK(creating.window.typed() == "on");
}

TEST_CASE("what is wrong gets the focus and a sentence") {
    Creating creating;
    creating.screen.click("create");
    creating.screen.frames(2);
    CHECK(creating.screen.shows("Enter a title."));
    CHECK(creating.focused() == "room-title");
    creating.screen.type("backups");
    creating.tab(1);
    creating.screen.paste(std::string(257, 'x'));
    creating.screen.frames(2);
    CHECK(creating.screen.shows("257 of 256"));
    CHECK(creating.screen.shows("A topic has at most 256 characters."));
    creating.screen.click("create");
    CHECK(creating.wanted().empty());
    creating.screen.press(KeyboardKey::backspace);
    creating.screen.click("create");
    CHECK(creating.wanted().size() == 1);
    CHECK(creating.wanted()[0].topic.size() == 256);
}

TEST_CASE("a refusal stays in the dialog; the room that was made closes it") {
    Creating creating;
    creating.workspace.room_creation().failed = "An older refusal.";
    creating.screen.frames(2);
    CHECK_FALSE(creating.screen.shows("An older refusal."));
    creating.type_title("backups");
    creating.screen.click("create");
    creating.workspace.room_creation() = {true, "", 0};
    creating.screen.frames(2);
    CHECK(creating.screen.shows("Creating"));
    CHECK_FALSE(creating.screen.has("create"));
    creating.screen.type("x");  // nothing can be changed meanwhile
    creating.screen.frames(2);
    creating.workspace.room_creation() = {false, "You have made 20 rooms today.", 0};
    creating.screen.frames(2);
    CHECK(creating.screen.shows("You have made 20 rooms today."));
    CHECK(creating.is_open());
    creating.screen.click("create");
    REQUIRE(creating.wanted().size() == 2);
    CHECK(creating.wanted()[1].title == "backups");
    creating.workspace.room_creation() = {false, "", 1};
    creating.screen.frames(2);
    CHECK_FALSE(creating.is_open());
}

TEST_CASE("without a connection the dialog says so and asks for nothing") {
    Creating creating;
    creating.type_title("backups");
    creating.workspace.lose_connection("Gone.", 1, 3);
    creating.screen.frames(2);
    CHECK(creating.screen.shows("Not connected."));
    creating.screen.click("create");
    CHECK(creating.wanted().empty());
    creating.workspace.reconnect();
    creating.screen.frames(2);
    creating.screen.click("create");
    CHECK(creating.wanted().size() == 1);
}

TEST_CASE("in a small window Tab scrolls to what it marks") {
    Creating creating(360, 300);
    for (int i = 0; i < 8; ++i) {
        CAPTURE(i);
        creating.tab(1);
        creating.screen.frames(2);
        const ui::Rect focus = creating.screen.mark("focus");
        CHECK(focus.min.y >= 0);
        CHECK(focus.max.y <= 300);
        CHECK(focus.min.x >= 8);
        CHECK(focus.max.x <= 352);
    }
}

TEST_SUITE_END();
