/// Rooms in the model: joining, leaving, changes, lists, and what the broker may not send.
#include <doctest/doctest.h>

#include "common/client/model/room_command.hpp"
#include "tests/unit/common/client/model/room_fixture.hpp"

namespace indaba::test {

TEST_CASE_FIXTURE(RoomFixture, "an account that joins a room gets it with its entries from then") {
    join_lobby();
    join_room();
    CHECK(news<client::JoinedRoom>().size() == 1);
    CHECK(room().members == 2);
    CHECK(room().is_owner(bob));
    CHECK(!room().is_owner(ann));
    CHECK(live_numbers() == Numbers{2});
    change(event("joined", cid));
    CHECK(room().members == 3);
}

TEST_CASE_FIXTURE(RoomFixture, "changes of a room are followed") {
    join_lobby();
    join_room();
    RoomEvent topic = event("topic", ann);
    topic.topic = "soups";
    change(topic);
    RoomEvent title = event("title", bob);
    title.title = "bakers";
    change(title);
    change(event("owner", bob, ann));
    change(event("archived", bob));
    CHECK(room().state.topic == "soups");
    CHECK(room().state.title == "bakers");
    CHECK(model.find(talk.id())->conversation.room == "bakers");
    CHECK(room().is_owner(ann));
    CHECK(room().state.archived);
    CHECK(news<client::RoomChanged>().size() == 5);  // the head, and each entry but its own joining
    change(event("reopened", bob));
    CHECK(!room().state.archived);
}

TEST_CASE_FIXTURE(RoomFixture, "a room that was left is gone") {
    join_lobby();
    join_room();
    model.fetch_for_copy(talk.id(), 2, now, effects);
    change(event("left", ann));
    receive(RoomLeft{talk.id()});
    CHECK(!model.find(talk.id()));
    const auto left = news<client::LeftRoom>();
    REQUIRE(left.size() == 1);
    CHECK(left[0].title == "cooks");
    receive(RoomLeft{talk.id()});
    CHECK(news<client::LeftRoom>().size() == 1);
    pong_now(empty_lobby());
    CHECK(sent<Sync>().empty());
}

TEST_CASE_FIXTURE(RoomFixture, "a room that the heads do not name any more was left") {
    join({empty_lobby().head(), head(2)});
    answer_all(talk);
    forget();
    lose();
    join(empty_lobby());
    CHECK(!model.find(talk.id()));
    CHECK(news<client::LeftRoom>().size() == 1);
    CHECK(news<client::Diverged>().empty());
}

TEST_CASE_FIXTURE(RoomFixture, "a second membership begins anew") {
    join_lobby();
    join_room();
    talk.add(broker_account, kind_room,
             encode(event("left", ann)));  // this and `room_left` were lost
    receive(RoomJoined{head(2)});
    change(event("joined", ann));
    CHECK(news<client::LeftRoom>().size() == 1);
    CHECK(news<client::JoinedRoom>().size() == 2);
    CHECK(room().members == 2);
}

TEST_CASE_FIXTURE(RoomFixture,
                  "a membership that began anew while away drops what was held before") {
    join_lobby();
    join_room();
    talk.say(bob, "soon erased");
    deliver_last();
    lose();
    talk.say_many(bob, 5);
    forget();
    Head again = head(2);
    again.first = talk.last();
    join({empty_lobby().head(), again});
    CHECK(model.find(talk.id())->held.empty());
    CHECK(news<client::OlderEntriesDropped>().size() == 1);
    CHECK(news<client::Diverged>().empty());
}

TEST_CASE_FIXTURE(RoomFixture, "a request for a new room is answered with the room") {
    join_lobby();
    RoomRequest request;
    request.action = "create";
    request.title = "Bakers";
    const std::uint64_t number = model.change_room(request, now, effects);
    REQUIRE(sent<RoomRequest>().size() == 1);
    CHECK(sent<RoomRequest>()[0].request == number);
    Head made;
    made.conversation = room_conversation("Bakers", 71);
    made.info = info_of(made.conversation, 1, {ann});
    receive(RoomJoined{made});
    receive(Done{number});
    const auto answers = news<client::RoomAnswered>();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].request == number);
    CHECK(answers[0].refused.empty());
    CHECK(answers[0].conversation == room_id(71));
}

TEST_CASE_FIXTURE(RoomFixture,
                  "a refused request says why, and one refused for now is sent again") {
    join_lobby();
    RoomRequest request;
    request.action = "join";
    request.conversation = talk.id();
    const std::uint64_t first = model.change_room(request, now, effects);
    receive(refusal(code::unknown_room).to_request(first));
    REQUIRE(news<client::RoomAnswered>().size() == 1);
    CHECK(news<client::RoomAnswered>()[0].refused == code::unknown_room);
    CHECK(news<client::RoomAnswered>()[0].sentence == "No.");

    const std::uint64_t second = model.change_room(request, now, effects);
    Refusal busy = refusal(code::busy).to_request(second);
    busy.retry_ms = 500;
    receive(busy);
    CHECK(sent<RoomRequest>().size() == 2);
    pass(600ms);
    REQUIRE(sent<RoomRequest>().size() == 3);
    CHECK(sent<RoomRequest>()[2].request == second);
    lose();
    REQUIRE(news<client::RoomAnswered>().size() == 2);
    CHECK(!news<client::RoomAnswered>()[1].refused.empty());
}

TEST_CASE_FIXTURE(RoomFixture, "lists are asked for again after a lost connection, and joined") {
    const std::uint64_t rooms = model.list_rooms(now, effects);
    join_lobby();
    CHECK(model.list_members(talk.id(), now, effects) == rooms + 1);
    receive(RoomDirectory{rooms, {info_of(talk.conversation(), 1, {bob})}, true});
    lose();
    join(empty_lobby());
    CHECK(sent<ListRooms>().size() == 1);
    CHECK(sent<ListMembers>().size() == 2);
    receive(RoomDirectory{rooms, {info_of(talk.conversation(), 1, {bob})}, true});
    receive(RoomDirectory{rooms, {info_of(room_conversation("bakers", 71), 1, {bob})}, false});
    const auto listed = news<client::RoomsListed>();
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].rooms.size() == 2);
    receive(refusal(code::unknown_room).to_request(rooms + 1));
    REQUIRE(news<client::MembersListed>().size() == 1);
    CHECK(news<client::MembersListed>()[0].sentence == "No.");
}

TEST_CASE_FIXTURE(RoomFixture, "the members of an own room are kept and followed") {
    join_lobby();
    join_room();
    change(event("joined", cid));
    const std::uint64_t request = model.list_members(talk.id(), now, effects);
    receive(MemberList{request, talk.id(), {{ann, "ann"}, {bob, "bob"}, {cid, "cid"}}, false});
    CHECK(room().lists_members);
    CHECK(room().state.members.size() == 3);
    CHECK(room().is_owner(bob));
    CHECK(model.name_of(cid) == "cid");
    change(event("removed", bob, cid));
    CHECK(room().state.members.size() == 2);
    CHECK(room().members == 2);
    RoomEvent rebound = event("rebound", broker_account, cid);
    rebound.from = bob;
    change(rebound);
    CHECK(room().members == 2);
    CHECK(room().is_owner(cid));
    CHECK(sent<Sync>().empty());
}

TEST_CASE_FIXTURE(RoomFixture, "a rebind in a room without a list of members asks for the heads") {
    join_lobby();
    join_room();
    RoomEvent rebound = event("rebound", broker_account, cid);
    rebound.from = bob;
    change(rebound);
    CHECK(sent<Sync>().size() == 1);
    CHECK(room().is_owner(cid));
}

TEST_CASE_FIXTURE(RoomFixture, "a head with the same entry gives the same number of members") {
    join_lobby();
    join_room();
    send_resync({empty_lobby().head(), head(2)});
    deliver_last();  // again, as the answer to a resend
    CHECK(room().members == 2);
}

TEST_CASE_FIXTURE(RoomFixture, "a seen entry of a room that was left is no lost entry") {
    join_lobby();
    client::SeenEntry room_entry{talk.id(), 3, talk.hash(1), true};
    model.compare({room_entry}, now, effects);
    CHECK(news<client::SeenEntryLost>().empty());
    room_entry.room = false;
    model.compare({room_entry}, now, effects);
    CHECK(news<client::SeenEntryLost>().size() == 1);
}

TEST_CASE_FIXTURE(RoomFixture, "what no broker sends about rooms is not applied") {
    join_lobby();
    Head without_info = talk.head();
    receive(RoomJoined{without_info});
    Head of_lobby = empty_lobby().head();
    of_lobby.info = info_of(of_lobby.conversation, 1, {});
    receive(RoomJoined{of_lobby});
    Head other = head(2);
    other.info->id = room_id(72);
    receive(RoomJoined{other});
    Head long_title = head(2);
    long_title.info->title = std::string(limit::title_code_points * 4 + 1, 'x');
    receive(RoomJoined{long_title});
    CHECK(news<client::ProtocolViolation>().size() == 4);
    CHECK(!model.find(talk.id()));
}

TEST_CASE_FIXTURE(RoomFixture, "a private room does not take the place of an open one") {
    join_lobby();
    Head secret = head(2);
    secret.info->is_private = true;
    receive(RoomJoined{secret});
    const client::RoomCommand join{"join", "cooks", {}, {}, false};
    CHECK(std::holds_alternative<client::NeedsDirectory>(client::resolve(join, model, lobby)));
    std::vector<RoomInfo> directory;
    auto resolved = client::resolve(join, model, lobby, &directory);
    REQUIRE(std::holds_alternative<RoomRequest>(resolved));
    CHECK(std::get<RoomRequest>(resolved).conversation == talk.id());
    directory.push_back(info_of(room_conversation("Cooks", 73), 1, {bob}));
    resolved = client::resolve(join, model, lobby, &directory);
    REQUIRE(std::holds_alternative<RoomRequest>(resolved));
    CHECK(std::get<RoomRequest>(resolved).conversation == room_id(73));
}

TEST_CASE_FIXTURE(RoomFixture, "a new owner is one, whether the members are listed or not") {
    join_lobby();
    join_room();
    change(event("joined", cid));
    change(event("owner", bob, cid));
    CHECK(room().is_owner(cid));
    CHECK(room().members == 3);
    const std::uint64_t request = model.list_members(talk.id(), now, effects);
    receive(MemberList{request, talk.id(), {{ann, "ann"}, {bob, "bob"}, {cid, "cid"}}, false});
    CHECK(room().is_owner(cid));
}

TEST_CASE_FIXTURE(RoomFixture,
                  "only a refused list is asked for again, so that none is cut short") {
    join_lobby();
    const std::uint64_t members = model.list_members(talk.id(), now, effects);
    receive(MemberList{members, talk.id(), {{ann, "ann"}}, true});
    Refusal slow = refusal(code::slow_down).to_request(model.list_rooms(now, effects));
    slow.retry_ms = 100;
    receive(slow);
    pass(200ms);
    CHECK(sent<ListRooms>().size() == 2);
    CHECK(sent<ListMembers>().size() == 1);
    receive(MemberList{members, talk.id(), {{bob, "bob"}}, false});
    REQUIRE(news<client::MembersListed>().size() == 1);
    CHECK(news<client::MembersListed>()[0].members.size() == 2);
}

TEST_CASE_FIXTURE(RoomFixture, "an answer that the broker dropped is not waited for") {
    join_lobby();
    RoomRequest request;
    request.action = "create";
    request.title = "bakers";
    model.change_room(request, now, effects);
    send_resync({empty_lobby().head()});  // unasked: messages were dropped
    REQUIRE(news<client::RoomAnswered>().size() == 1);
    CHECK(news<client::RoomAnswered>()[0].refused == "lost");
}

TEST_CASE_FIXTURE(RoomFixture, "an older broker's refusal ends what was asked about rooms") {
    join_lobby();
    model.list_rooms(now, effects);
    RoomRequest request;
    request.action = "join";
    request.conversation = talk.id();
    model.change_room(request, now, effects);
    receive(refusal(code::unknown_message));
    REQUIRE(news<client::RoomsListed>().size() == 1);
    CHECK_FALSE(news<client::RoomsListed>()[0].sentence.empty());
    CHECK(news<client::RoomAnswered>().size() == 1);
}

TEST_CASE_FIXTURE(RoomFixture, "a whisper does not become a room") {
    const Conversation whisper = whisper_between(ann, bob);
    Head talked;
    talked.conversation = whisper;
    join({empty_lobby().head(), talked});
    forget();
    Head forged;
    forged.conversation = {whisper.id, "cooks", std::nullopt};
    forged.info = info_of(forged.conversation, 1, {bob});
    receive(RoomJoined{forged});
    CHECK(news<client::ProtocolViolation>().size() == 1);
    CHECK_FALSE(model.find(whisper.id)->room);
}

// ---- typed commands ----------------------------------------------------------------------------

TEST_CASE_FIXTURE(RoomFixture, "a typed command becomes a request, or says what it needs") {
    using namespace client;
    join_lobby();
    join_room();
    const auto command = [](std::string_view action, std::string room, std::string name = {},
                            std::string text = {}) {
        return RoomCommand{action, std::move(room), std::move(name), std::move(text), false};
    };
    const auto sentence = [](const ResolvedRoomCommand& resolved) {
        const auto* wrong = std::get_if<InvalidInput>(&resolved);
        return wrong ? wrong->sentence : std::string("none");
    };
    const auto request = [](const ResolvedRoomCommand& resolved) {
        const auto* found = std::get_if<RoomRequest>(&resolved);
        return found ? *found : RoomRequest{};
    };
    std::vector<RoomInfo> directory{info_of(room_conversation("bakers", 71), 1, {bob})};
    CHECK(request(resolve(command("join", "COOKS"), model, lobby)).conversation == talk.id());
    const RoomCommand join = command("join", "Bakers");
    CHECK(std::holds_alternative<NeedsDirectory>(resolve(join, model, lobby)));
    CHECK(request(resolve(join, model, lobby, &directory)).conversation == room_id(71));
    CHECK(sentence(resolve(command("join", "x"), model, lobby, &directory))
              .starts_with("There is no open room \"x\"."));
    CHECK(request(resolve(command("topic", "", "", "soups"), model, talk.id())).topic == "soups");
    CHECK(request(resolve(command("title", "", "", "bakers"), model, talk.id())).title == "bakers");
    CHECK(sentence(resolve(command("leave", ""), model, lobby)).starts_with("This is for rooms"));
    CHECK(sentence(resolve(command("leave", "x"), model, lobby)).starts_with("You are in no room"));
    CHECK(request(resolve(command("add", "", "bob"), model, talk.id())).account == bob);
    CHECK(
        std::holds_alternative<NeedsPerson>(resolve(command("add", "", "dan"), model, talk.id())));
    CHECK(request(resolve(command("create", "dogs", "", "barking"), model, lobby)).title == "dogs");
}

TEST_CASE_FIXTURE(RoomFixture, "of rooms with one title a command means the one that it fits") {
    using namespace client;
    join_lobby();
    join_room();
    const auto asked = [this](std::string_view action, const std::vector<RoomInfo>* directory) {
        const auto resolved =
            resolve(RoomCommand{action, "cooks", {}, {}, false}, model, lobby, directory);
        const auto* found = std::get_if<RoomRequest>(&resolved);
        return found && found->conversation ? *found->conversation : ConversationId{};
    };
    change(event("archived", bob));
    const std::vector<RoomInfo> none;
    const std::vector<RoomInfo> directory{info_of(room_conversation("Cooks", 71), 1, {bob})};
    CHECK(asked("join", nullptr).is_zero());  // it needs the directory
    CHECK(asked("join", &none) == talk.id());
    CHECK(asked("join", &directory) == room_id(71));
    CHECK(asked("leave", nullptr) == talk.id());
    Head other;
    other.conversation = room_conversation("cooks", 72);
    other.info = info_of(other.conversation, 1, {ann});
    receive(RoomJoined{other});
    CHECK(asked("join", nullptr) == room_id(72));
    CHECK(asked("leave", nullptr) == room_id(72));
    CHECK(asked("reopen", nullptr) == talk.id());
    change(event("reopened", bob));
    CHECK(asked("leave", nullptr).is_zero());
    CHECK(rooms_meant(model, "COOKS").size() == 2);
}

}  // namespace indaba::test
