// The window's dialogs about rooms and its commands about them, at a real broker.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::HeadlessWindow;
using indaba::test::TemporaryDirectory;

namespace {

struct Two {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker{std::in_place, INDABA_BROKER, place.path() / "data"};
    HeadlessWindow ann{place.path() / "ann", broker->destination(), "ann"};
    HeadlessWindow bob{place.path() / "bob", broker->destination(), "bob"};

    bool ready() { return ann.sees_ready() && bob.sees_ready(); }
    Account bobs() { return bob.view_state().model->me(); }
    void end_broker() {
        broker.reset();
        ann.sees([](const ViewState& view_state) {
            return view_state.connection.state == ConnectionStatus::State::lost;
        });
    }
};

void create(HeadlessWindow& window, const std::string& title, std::vector<Account> people = {},
            bool is_private = false) {
    CreateRoom wanted;
    wanted.title = title;
    wanted.topic = "what it is about";
    wanted.people = std::move(people);
    wanted.is_private = is_private;
    window.workspace().carry_out(wanted);
}

bool stands_in(HeadlessWindow& window, const std::string& title) {
    return window.sees([&](const ViewState& view_state) {
        const client::ConversationState* open = view_state.model->find(view_state.open);
        return open && open->room && open->room->state.title == title;
    });
}

bool composer_has(HeadlessWindow& window, const std::string& text) {
    return window.sees([&](const ViewState& view_state) { return view_state.draft == text; });
}

const RoomSummary* listed(const ViewState& view_state, const std::string& title) {
    const auto found = std::ranges::find(view_state.all_rooms.rooms, title, &RoomSummary::title);
    return found == view_state.all_rooms.rooms.end() ? nullptr : &*found;
}

/// Asks for the list of all rooms. Returns false if it does not come.
bool lists_rooms(HeadlessWindow& window) {
    window.workspace().carry_out(LoadRooms{});
    return window.sees([](const ViewState& view_state) { return !view_state.all_rooms.loading; });
}

}  // namespace

TEST_CASE("the dialog for a new room: it is made, opened, and its people are added") {
    Two two;
    REQUIRE(two.ready());
    Account stranger;
    stranger.bytes.fill(7);
    create(two.ann, "backups", {stranger, two.bobs()});
    CHECK(two.ann.view_state().room_creation.waiting);
    REQUIRE(stands_in(two.ann, "backups"));
    CHECK_FALSE(two.ann.view_state().room_creation.waiting);
    CHECK(two.ann.view_state().room_creation.made_version == 1);
    CHECK(two.ann.sees_note("was not added: "));
    CHECK(two.bob.sees(
        [](const ViewState& view_state) { return view_state.model->conversations().size() == 2; }));
    const auto* room = two.ann.view_state().model->find(two.ann.view_state().open);
    CHECK(room->room->state.topic == "what it is about");
}

TEST_CASE("the dialog for a new room: a refusal is told in it, and nothing is opened") {
    Two two;
    REQUIRE(two.ready());
    create(two.ann, "backups");
    REQUIRE(stands_in(two.ann, "backups"));
    create(two.bob, "Backups");
    REQUIRE(two.bob.sees(
        [](const ViewState& view_state) { return !view_state.room_creation.failed.empty(); }));
    CHECK_FALSE(two.bob.view_state().room_creation.waiting);
    CHECK(two.bob.view_state().room_creation.made_version == 0);
    CHECK(two.bob.view_state().open == lobby);
    create(two.bob, "restores");
    CHECK(two.bob.view_state().room_creation.failed.empty());
    CHECK(stands_in(two.bob, "restores"));
    two.end_broker();
    create(two.ann, "later");
    CHECK(two.ann.view_state().room_creation.failed.starts_with("Not connected"));
}

TEST_CASE("the list of all rooms has the open ones and the own ones, and follows what changes") {
    Two two;
    REQUIRE(two.ready());
    create(two.ann, "open");
    REQUIRE(stands_in(two.ann, "open"));
    create(two.ann, "secret", {}, true);
    REQUIRE(stands_in(two.ann, "secret"));
    two.bob.say("/rooms");
    CHECK(two.bob.view_state().all_rooms.shown_version == 1);
    REQUIRE(lists_rooms(two.bob));
    REQUIRE(listed(two.bob.view_state(), "open"));
    CHECK_FALSE(listed(two.bob.view_state(), "open")->joined);
    CHECK(listed(two.bob.view_state(), "open")->members == 1);
    CHECK_FALSE(listed(two.bob.view_state(), "secret"));
    CHECK(listed(two.bob.view_state(), "lobby"));
    REQUIRE(lists_rooms(two.ann));
    CHECK(listed(two.ann.view_state(), "secret")->is_private);
    ChangeRoom join;
    join.request.action = "join";
    join.request.conversation = listed(two.bob.view_state(), "open")->id;
    two.bob.workspace().carry_out(join);
    REQUIRE(stands_in(two.bob, "open"));
    CHECK(two.bob.sees([](const ViewState& view_state) {
        const RoomSummary* room = listed(view_state, "open");
        return room && room->joined && room->members == 2;
    }));
}

TEST_CASE("commands about rooms are carried out; one that fails comes back with the reason") {
    Two two;
    REQUIRE(two.ready());
    create(two.ann, "build");
    REQUIRE(stands_in(two.ann, "build"));
    two.bob.say("/join buildd");
    REQUIRE(composer_has(two.bob, "/join buildd"));
    CHECK(two.bob.sees_note("There is no open room"));
    two.bob.say("/join BUILD");
    REQUIRE(stands_in(two.bob, "build"));
    two.bob.say("/topic Red means stop.");
    CHECK(two.bob.sees([](const ViewState& view_state) {
        return view_state.model->find(view_state.open)->room->state.topic == "Red means stop.";
    }));
    CHECK(two.ann.sees([](const ViewState& view_state) {
        return view_state.model->find(view_state.open)->room->state.topic == "Red means stop.";
    }));
    two.bob.say("/invite nobody");
    REQUIRE(composer_has(two.bob, "/invite nobody"));
    CHECK(two.bob.sees_note("Nobody is called nobody."));
    two.bob.type("");
    two.bob.say("/title other");
    REQUIRE(two.bob.sees(
        [](const ViewState& view_state) { return view_state.draft.starts_with("/title other"); }));
    CHECK(two.bob.sees_note("wner"));  // only owners and operators may
}

TEST_CASE("/kick in a room removes from the room, and the user stays connected") {
    Two two;
    REQUIRE(two.ready());
    create(two.ann, "build", {two.bobs()});
    REQUIRE(stands_in(two.ann, "build"));
    REQUIRE(two.bob.sees(
        [](const ViewState& view_state) { return view_state.model->conversations().size() == 2; }));
    REQUIRE(two.ann.sees([](const ViewState& view_state) {
        return view_state.model->find(view_state.open)->room->members == 2;
    }));
    two.ann.say("/kick bob");
    // It may be refused for a moment, and is sent again then.
    CHECK(two.ann.sees([](const ViewState& view_state) {
        return view_state.model->find(view_state.open)->room->members == 1;
    }));
    CHECK(two.bob.sees(
        [](const ViewState& view_state) { return view_state.model->conversations().size() == 1; }));
    CHECK(two.bob.view_state().connection.state == ConnectionStatus::State::ready);
}

TEST_CASE("a command about rooms without a connection comes back into the composer") {
    Two two;
    REQUIRE(two.ready());
    create(two.ann, "build");
    REQUIRE(stands_in(two.ann, "build"));
    two.end_broker();
    two.ann.say("/topic Never sent");
    CHECK(composer_has(two.ann, "/topic Never sent"));
    CHECK(two.ann.sees_note("Not connected"));
    two.ann.say("/rooms");  // shows what is known
    CHECK(two.ann.view_state().all_rooms.shown_version == 1);
    CHECK(listed(two.ann.view_state(), "build"));
}
