// The pure parts of the dialogs about rooms: the list, its filter, the check of a title.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "imgui-client/view_state/all_rooms.hpp"
#include "imgui-client/view_state/person_search.hpp"
#include "imgui-client/view_state/room_filter.hpp"
#include "imgui-client/view_state/title_check.hpp"

using namespace indaba;
using namespace indaba::ui;

namespace {

ConversationId room_number(std::uint8_t number) {
    ConversationId id;
    id.bytes.fill(number);
    return id;
}

RoomInfo listed(std::uint8_t number, std::string title, std::uint64_t members,
                bool is_private = false) {
    RoomInfo info;
    info.id = room_number(number);
    info.title = std::move(title);
    info.members = members;
    info.is_private = is_private;
    return info;
}

Account account_number(std::uint8_t number) {
    Account account;
    account.bytes.fill(number);
    return account;
}

/// A model that is in some rooms and knows some people.
struct Client {
    Client() : model(options()) {
        client::Effects effects;
        model.on_open({}, effects);
        Welcome welcome;
        welcome.journal.bytes.fill(1);
        welcome.account = account_number(1);
        welcome.name = "ada";
        receive(welcome);
        receive(indaba::People{1, {{account_number(1), "ada"}, {account_number(2), "Ken"}}, false});
    }
    static client::Model::Options options() {
        client::Model::Options options;
        options.account = account_number(1);
        return options;
    }
    void receive(const ToClient& message) {
        client::Effects effects;
        model.on_message(message, {}, effects);
    }
    void is_in(std::vector<RoomInfo> rooms) {
        Heads heads;
        Head lobby_head;
        lobby_head.conversation = {lobby, std::string("lobby"), {}};
        heads.heads.push_back(lobby_head);
        for (RoomInfo& room : rooms) {
            Head head;
            head.conversation = {room.id, room.title, {}};
            head.number = 1;
            head.hash.bytes.fill(1);
            room.owners = {account_number(3)};
            head.info = room;
            heads.heads.push_back(head);
        }
        heads.names = {{account_number(3), "Kelly"}, {account_number(4), "kent"}};
        receive(heads);
        receive(Ready{});
    }
    client::Model model;
};

std::string titles(const std::vector<RoomSummary>& rooms) {
    std::string list;
    for (const RoomSummary& room : rooms) list += room.title + (room.joined ? "! " : " ");
    return list;
}

ui::RoomDirectory directory_of(const std::vector<std::string>& open) {
    ui::RoomDirectory directory;
    directory.version = 1;
    for (std::size_t i = 0; i < open.size(); ++i) {
        RoomSummary room;
        room.id = room_number(static_cast<std::uint8_t>(i + 1));
        room.title = open[i];
        directory.rooms.push_back(room);
    }
    return directory;
}

}  // namespace

TEST_CASE("the lobby stands first, then rooms by members and title, archived ones last") {
    Client client;
    RoomInfo old = listed(5, "attic", 90);
    old.archived = true;
    client.is_in({listed(2, "build", 8), listed(3, "secret", 2, true), old});
    const std::vector<RoomSummary> rooms =
        all_rooms(client.model, {listed(4, "zoo", 11), listed(6, "Art", 11), listed(2, "build", 7),
                                 listed(3, "secret", 2, true)});
    CHECK(titles(rooms) == "lobby! Art zoo build! secret! attic! ");
    CHECK(rooms[3].members == 8);  // as the model knows
    CHECK(rooms[4].is_private);
    CHECK(rooms[5].archived);
}

TEST_CASE("a private room that the user has left is not listed any more") {
    Client client;
    client.is_in({});
    CHECK(titles(all_rooms(client.model, {listed(3, "secret", 2, true)})) == "lobby! ");
}

TEST_CASE("rooms are searched when the list or the text changes, and not otherwise") {
    RoomFilter filter;
    ui::RoomDirectory directory = directory_of({"Straße", "build"});
    directory.rooms[1].topic = "Nightly BUILDS. Red means stop.";
    using Found = std::vector<std::size_t>;
    CHECK(filter.find(directory, "") == Found{0, 1});
    CHECK(filter.find(directory, "STRASSE") == Found{0});
    CHECK(filter.find(directory, " #builds. red ") == Found{1});
    CHECK(filter.find(directory, "build Nightly").empty());  // not across title and topic
    const std::uint64_t before = filter.searches();
    filter.find(directory, "build Nightly");
    CHECK(filter.searches() == before);
    directory.rooms.pop_back();
    ++directory.version;
    CHECK(filter.find(directory, "b").empty());
    CHECK(filter.searches() == before + 1);
}

TEST_CASE("a title is taken by an open room with the same or a similar one") {
    TitleCheck check;
    ui::RoomDirectory directory = directory_of({"paypal", "Ops", "mine", "old"});
    directory.rooms[2].is_private = true;
    directory.rooms[3].archived = true;
    for (const char* taken : {"paypal", "PAYPAL", "paypaI", "ops", "OPS"}) {
        CAPTURE(taken);
        CHECK(check.judge(directory, taken, false).problem.starts_with("This title, or one"));
        CHECK(check.judge(directory, taken, true).problem.empty());
    }
    for (const char* free : {"mine", "old", "opss"}) {
        CAPTURE(free);
        CHECK(check.judge(directory, free, false).free);
        CHECK(check.judge(directory, free, false).problem.empty());
    }
    CHECK(check.judge(directory, "two words", true).problem.starts_with("A title has no spaces"));
    directory.rooms.erase(directory.rooms.begin());
    ++directory.version;
    CHECK(check.judge(directory, "paypal", false).free);
    directory.failed = "No list.";
    CHECK_FALSE(check.judge(directory, "paypal", false).free);
    CHECK(check.judge(directory, "paypal", false).problem.empty());
}

TEST_CASE("people are found by the beginning of their names: exact, online, then others") {
    Client client;
    client.is_in({listed(2, "build", 8)});
    const auto names = [&](std::string_view typed, const std::vector<Person>& without = {},
                           std::size_t count = 9) {
        std::string list;
        for (const Person& each : find_people(client.model, typed, without, count))
            list += each.name + " ";
        return list;
    };
    CHECK(names("ke") == "Ken Kelly ");  // kent was never met
    CHECK(names("KENT") == "kent ");     // but is known
    CHECK(names("ken") == "Ken ");
    CHECK(names("ke", {{account_number(2), "Ken"}}) == "Kelly ");
    CHECK(names("ke", {}, 1) == "Ken ");
    CHECK(names("ada").empty());
    CHECK(names("x").empty());
}
