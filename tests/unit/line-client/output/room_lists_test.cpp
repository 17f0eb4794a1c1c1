#include "line-client/output/room_lists.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "line-client/output/resolve.hpp"
#include "tests/unit/common/client/model/model_fixture.hpp"

namespace indaba::test {
namespace {

using namespace line;
using Lines = std::vector<std::string>;

RoomInfo room_info(std::uint8_t n, std::string title, std::uint64_t members,
                   std::string topic = {}) {
    RoomInfo info;
    info.id.bytes.fill(n);
    info.title = std::move(title);
    info.topic = std::move(topic);
    info.members = members;
    info.owners = {bob};
    return info;
}

/// Ann, who is in some rooms, with Bob online.
struct Member : ModelFixture {
    Member() {
        here = {{ann, "ann"}, {bob, "bob"}};
        join(empty_lobby());
    }
    void join_room(RoomInfo info) {
        RoomJoined joined;
        joined.head.conversation = {info.id, info.title, std::nullopt};
        joined.head.info = std::move(info);
        receive(joined);
    }
    /// Returns the first byte of the room that a title means, or the beginning of the sentence.
    std::string found(std::string_view title) const {
        const auto room = find_room(model, title);
        const auto* id = std::get_if<ConversationId>(&room);
        if (!id) return std::get<std::string>(room).substr(0, 25);
        return *id == lobby ? "lobby" : std::to_string(id->bytes[0]);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Member, "rooms are listed by title, with aligned columns") {
    RoomInfo secret = room_info(2, "Anvil", 12);
    secret.is_private = true;
    join_room(secret);
    const std::vector<RoomInfo> rooms{room_info(1, "build", 1, "all about bread"), secret};
    CHECK(room_lines(model, rooms) ==
          Lines{"12 members  private  joined  #Anvil",
                " 1 member   open             #build: all about bread"});
    CHECK(room_lines(model, {}).empty());
    const Lines json = json_rooms(model, rooms);
    REQUIRE(json.size() == 2);
    CHECK(json[0].starts_with(R"({"type":"room","title":"Anvil","conversation_id":"0202)"));
    CHECK(json[0].ends_with(
        R"("topic":"","private":true,"from_joining":false,"members":12,"joined":true})"));
    CHECK(json[1].ends_with(
        R"("topic":"all about bread","private":false,"from_joining":false,"members":1,"joined":false})"));
}

TEST_CASE_FIXTURE(Member, "titles and topics of peers are harmless in lists") {
    const RoomInfo room = room_info(1, "a\nb", 2, "x\x1b[2J\ny");
    CHECK(room_lines(model, {room}) ==
          Lines{"2 members  open             #a\\u{a}b: x\\u{1b}[2J\\u{a}y"});
    const std::string json = json_rooms(model, {room}).front();
    CHECK(json.find_first_of("\n\x1b") == std::string::npos);
    join_room(room);
    CHECK(entered_line(*model.find(room.id)->room) ==
          "You are in #a\\u{a}b now (2 members): x\\u{1b}[2J\\u{a}y");
}

TEST_CASE_FIXTURE(Member, "members are listed by name, with what is known of them") {
    join_room(room_info(1, "build", 3));
    const client::RoomView& room = *model.find(room_info(1, "", 0).id)->room;
    const std::vector<Person> members{{cid, "Cid"}, {bob, "bob"}, {ann, "ann"}};
    CHECK(members_line(model, room, members) ==
          "#build has 3 members: ann (you), bob (owner), Cid (offline)");
    const auto listed = listed_members(model, members, owners_of(room));
    REQUIRE(listed.size() == 3);
    CHECK(json_member(listed[1]) == R"({"type":"person","name":"bob","account":")" + to_hex(bob) +
                                        R"(","you":false,"owner":true,"online":true})");
    CHECK(member_word({{bob, "b\x1b"}, false, true, false}) == "b\\u{1b} (owner, offline)");
    CHECK(member_word({{bob, ""}, false, false, true}) == "key 02020202");
}

TEST_CASE_FIXTURE(Member, "a room is said where one is, with what it is about") {
    RoomInfo info = room_info(1, "build", 1);
    info.is_private = info.archived = true;
    join_room(info);
    CHECK(entered_line(*model.find(info.id)->room) ==
          "You are in #build now (private, archived, 1 member).");
}

TEST_CASE_FIXTURE(Member, "a title finds one room of the account, or a sentence") {
    join_room(room_info(1, "build", 1));
    RoomInfo old = room_info(2, "Build", 1);
    old.archived = true;
    join_room(old);
    RoomInfo twin = room_info(3, "twins", 1);
    twin.is_private = true;
    join_room(twin);
    twin.id = room_info(4, "", 0).id;
    join_room(twin);
    CHECK(found("build") == "1");
    CHECK(found("#BUILD") == "1");
    CHECK(found("twins") == "You are in 2 rooms #twins");
    CHECK(found("garden") == "You are in no room #garde");
    CHECK(found("#lobby") == "lobby");
    CHECK(found("Lobby") == "lobby");
    CHECK(std::get<std::string>(find_room(model, "x\x1b")).find('\x1b') == std::string::npos);
}

}  // namespace indaba::test
