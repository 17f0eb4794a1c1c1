#include "imgui-client/view_state/stream.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/talk.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Row;
using ui::Stream;

namespace {

Talk lobby_talk(std::size_t entries) {
    Conversation conversation;
    conversation.id = lobby;
    conversation.room = std::string(lobby_title);
    Talk talk(conversation);
    talk.say_many(account(1), entries);
    return talk;
}

void hold(client::ConversationState& state, const Talk& talk, std::uint64_t from,
          std::uint64_t to) {
    state.history.add(talk.hash(from - 1), talk.from_to(from, to));
}

/// "1 2 note 3": what stands below each other.
std::string rows(const Stream& stream) {
    std::string all;
    for (std::size_t i = 0; i < stream.size(); ++i) {
        const Row& row = stream.row(i);
        if (i > 0) all += ' ';
        switch (row.kind) {
            case Row::Kind::entry:
                all += std::to_string(row.value);
                break;
            case Row::Kind::whisper:
                all += "whisper";
                break;
            case Row::Kind::presence:
                all += "presence";
                break;
            case Row::Kind::note:
                all += "note";
                break;
        }
    }
    return all;
}

}  // namespace

TEST_CASE("a stream grows at both ends, and other rows stay where they came") {
    const Talk talk = lobby_talk(10);
    client::ConversationState state(talk.conversation());
    Stream stream;
    hold(state, talk, 5, 6);
    stream.take(state);
    stream.add_note("hello", false, 0);
    hold(state, talk, 7, 8);
    stream.take(state);
    hold(state, talk, 2, 4);
    stream.take(state);
    CHECK(rows(stream) == "2 3 4 5 6 note 7 8");
    CHECK(stream.prepended() == 3);
    CHECK(stream.generation() == 0);
    CHECK(stream.index_of(7) == 6);
    CHECK(stream.index_of(2) == 0);
    CHECK_FALSE(stream.index_of(1));
    CHECK_FALSE(stream.index_of(9));
}

TEST_CASE("taking the same twice shows nothing twice") {
    const Talk talk = lobby_talk(3);
    client::ConversationState state(talk.conversation());
    Stream stream;
    hold(state, talk, 1, 3);
    stream.take(state);
    stream.take(state);
    CHECK(rows(stream) == "1 2 3");
}

TEST_CASE("a newest page that does not go on from what is shown replaces it") {
    const Talk talk = lobby_talk(100);
    client::ConversationState state(talk.conversation());
    Stream stream;
    hold(state, talk, 1, 3);
    stream.take(state);
    hold(state, talk, 90, 92);
    stream.take(state);
    CHECK(rows(stream) == "90 91 92");
    CHECK(stream.generation() == 1);
    CHECK(stream.first_number() == 90);
    hold(state, talk, 4, 89);  // the hole is filled: all of it goes on from what is shown
    stream.take(state);
    CHECK(stream.size() == 92);
    CHECK(stream.generation() == 1);
}

TEST_CASE("what is read stays while a hole behind it is being filled") {
    const Talk talk = lobby_talk(400);
    client::ConversationState state(talk.conversation());
    state.interest.kind = client::Interest::Kind::newest;
    state.has_newest_page = true;
    state.number = 400;
    Stream stream;
    hold(state, talk, 1, 50);
    stream.take(state);
    stream.add_note("stays", false, 0);
    state.whole_after = 50;  // a link was lost here
    hold(state, talk, 400, 400);
    stream.take(state);
    CHECK(stream.size() == 51);
    hold(state, talk, 51, 300);
    stream.take(state);
    CHECK(stream.size() == 301);
    hold(state, talk, 301, 399);
    stream.take(state);
    CHECK(stream.size() == 401);
    CHECK(stream.generation() == 0);
}

TEST_CASE("what is not stored stays when a history is read anew") {
    const Talk talk = lobby_talk(5);
    client::ConversationState state(talk.conversation());
    Stream stream;
    hold(state, talk, 1, 5);
    stream.take(state);
    state.set_aside();
    hold(state, talk, 3, 4);
    stream.add_note("a warning", true, 0);
    stream.take(state);
    CHECK(rows(stream) == "note 3 4");
    CHECK(stream.generation() == 1);
}

TEST_CASE("comings and goings with nothing between are one row") {
    Stream stream;
    for (const char* name : {"a", "b", "c", "d"}) stream.came(name, 1);
    stream.went("a", 2);
    CHECK(rows(stream) == "presence");
    const auto& row = stream.presence(stream.row(0).value);
    CHECK(row.came_count == 4);
    CHECK(row.came == std::vector<std::string>{"a", "b", "c"});
    CHECK(row.went == std::vector<std::string>{"a"});
    CHECK(row.at == 2);
    stream.add_note("between", false, 3);
    stream.came("e", 4);
    CHECK(rows(stream) == "presence note presence");
}

TEST_CASE("a refused post stays until it is taken") {
    Stream stream;
    ui::RefusedPost refused;
    refused.row.id = message_id(7);
    refused.row.body = "text";
    stream.add_refused(refused);
    CHECK(stream.refused().size() == 1);
    CHECK_FALSE(stream.take_refused(message_id(8)));
    CHECK(stream.take_refused(message_id(7))->row.body == "text");
    CHECK(stream.refused().empty());
}
