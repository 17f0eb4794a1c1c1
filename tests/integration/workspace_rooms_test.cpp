// Rooms in the window's Workspace, at a real broker.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::HeadlessWindow;
using indaba::test::TemporaryDirectory;

namespace {

const RoomSummary* room_titled(const ViewState& view_state, const std::string& title) {
    const auto found = std::ranges::find(*view_state.rooms, title, &RoomSummary::title);
    return found == view_state.rooms->end() ? nullptr : &*found;
}

/// Makes a room in the window, which opens it. Returns its id.
std::optional<ConversationId> make_room(HeadlessWindow& window, const std::string& title,
                                        bool is_private) {
    CreateRoom wanted;
    wanted.title = title;
    wanted.is_private = is_private;
    window.workspace().carry_out(wanted);
    const bool opened = window.sees([&](const ViewState& view_state) {
        return view_state.room && view_state.room_title() == title && view_state.members->complete;
    });
    return opened ? std::optional(window.view_state().open) : std::nullopt;
}

void change_room(HeadlessWindow& window, const ConversationId& room, const std::string& action,
                 std::optional<Account> account = {}) {
    ChangeRoom wanted;
    wanted.request.action = action;
    wanted.request.conversation = room;
    wanted.request.account = account;
    window.workspace().carry_out(wanted);
}

struct TwoWindows {
    TemporaryDirectory place;
    BrokerProcess broker{INDABA_BROKER, place.path() / "data"};
    HeadlessWindow ann{place.path() / "ann", broker.destination(), "ann"};
    HeadlessWindow bob{place.path() / "bob", broker.destination(), "bob"};

    bool ready() { return ann.sees_ready() && bob.sees_ready(); }
    Account bobs() { return bob.workspace().view_state().model->me(); }
};

}  // namespace

TEST_CASE("the window: a text typed in a room goes to its members and not to the lobby") {
    TwoWindows two;
    REQUIRE(two.ready());
    const auto build = make_room(two.ann, "build", false);
    REQUIRE(build);
    change_room(two.bob, *build, "join");
    REQUIRE(two.bob.sees([&](const ViewState& view_state) { return view_state.open == *build; }));
    REQUIRE(two.ann.sees(
        [](const ViewState& view_state) { return view_state.members->online.size() == 2; }));
    two.bob.workspace().carry_out(OpenConversation{});
    two.ann.say("red since noon");
    REQUIRE(two.bob.sees([](const ViewState& view_state) {
        const RoomSummary* room = room_titled(view_state, "build");
        return room && room->unread.count == 1;
    }));
    CHECK(HeadlessWindow::count_of(two.bob.view_state(), "red since noon") == 0);
    CHECK(two.bob.workspace().title() == "(1) Indaba");
    two.bob.workspace().carry_out(OpenConversation{{{}, *build}});
    CHECK(two.bob.sees_text("red since noon"));
    CHECK(two.bob.view_state().members->complete);
}

TEST_CASE("the window: whoever is added to a room or removed is told, and stands in the lobby") {
    TwoWindows two;
    REQUIRE(two.ready());
    const auto secret = make_room(two.ann, "secret", true);
    REQUIRE(secret);
    change_room(two.ann, *secret, "add", two.bobs());
    REQUIRE(two.bob.sees_note("ann added you to #secret."));
    REQUIRE(room_titled(two.bob.view_state(), "secret"));
    two.bob.workspace().carry_out(OpenConversation{{{}, *secret}});
    CHECK(two.bob.view_state().room);
    change_room(two.ann, *secret, "remove", two.bobs());
    REQUIRE(two.bob.sees_note("You are no longer in #secret."));
    CHECK(two.bob.view_state().open == lobby);
    CHECK_FALSE(two.bob.view_state().members);
    CHECK_FALSE(room_titled(two.bob.view_state(), "secret"));
}

TEST_CASE("the window: a muted room stays muted after a restart, and counts mentions alone") {
    TwoWindows two;
    REQUIRE(two.ready());
    const auto noise = make_room(two.ann, "noise", false);
    REQUIRE(noise);
    two.ann.workspace().carry_out(MuteRoom{*noise, true});
    CHECK(two.ann.view_state().room_muted);
    change_room(two.bob, *noise, "join");
    REQUIRE(two.bob.sees([&](const ViewState& view_state) { return view_state.open == *noise; }));
    two.ann.workspace().leave();
    two.bob.say("nothing much");
    REQUIRE(two.bob.sees_text("nothing much"));
    HeadlessWindow again(two.place.path() / "ann", two.broker.destination(), "ann");
    REQUIRE(again.sees([](const ViewState& view_state) {
        const RoomSummary* room = room_titled(view_state, "noise");
        return room && room->muted && room->unread.count == 1;
    }));
    CHECK(again.workspace().title() == "Indaba");
    two.bob.say("@ann look");
    REQUIRE(again.sees([](const ViewState& view_state) {
        return room_titled(view_state, "noise")->unread.mentions == 1;
    }));
    CHECK(again.workspace().title() == "(1) Indaba");
    again.workspace().carry_out(MuteRoom{*noise, false});
    CHECK(again.workspace().title() == "(2) Indaba");
}

TEST_CASE("the window: the unread counts of many rooms are right without opening one") {
    TwoWindows two;
    REQUIRE(two.ready());
    std::vector<std::string> titles;
    for (int i = 10; i < 28; ++i) {
        titles.push_back("room-" + std::to_string(i));
        const auto room = make_room(two.ann, titles.back(), false);
        REQUIRE(room);
        change_room(two.bob, *room, "join");
        REQUIRE(
            two.bob.sees([&](const ViewState& view_state) { return view_state.open == *room; }));
    }
    two.bob.workspace().leave();
    for (std::size_t i = 0; i < titles.size(); ++i) {
        const auto id = room_titled(two.ann.view_state(), titles[i])->id;
        two.ann.workspace().carry_out(OpenConversation{{{}, id}});
        for (std::size_t n = 0; n <= i % 3; ++n) two.ann.say("to bob");
    }
    REQUIRE(two.ann.sees(
        [](const ViewState& view_state) { return view_state.model->outbox().empty(); }));
    HeadlessWindow again(two.place.path() / "bob", two.broker.destination(), "bob");
    CHECK(again.sees([&](const ViewState& view_state) {
        for (std::size_t i = 0; i < titles.size(); ++i) {
            const RoomSummary* room = room_titled(view_state, titles[i]);
            if (!room || room->unread != client::UnreadCount{i % 3 + 1, 0, false}) return false;
        }
        return true;
    }));
}

TEST_CASE("the window: the members of the open room are listed again after a lost connection") {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    broker.emplace(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker->destination(), "ann");
    REQUIRE(ann.sees_ready());
    const auto build = make_room(ann, "build", false);
    REQUIRE(build);
    const int port = broker->port();
    broker.reset();
    REQUIRE(ann.sees([](const ViewState& view_state) {
        return view_state.connection.state == ConnectionStatus::State::lost;
    }));
    broker.emplace(INDABA_BROKER, place.path() / "data", port);
    ann.workspace().carry_out(ReconnectNow{});
    REQUIRE(ann.sees_ready());
    CHECK(ann.sees([](const ViewState& view_state) {
        return view_state.members && view_state.members->complete;
    }));
    CHECK(ann.view_state().open == *build);
}
