#include "imgui-client/view_state/timeline.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Row;
using ui::Timeline;

namespace {

BrokerConversation lobby_talk(std::size_t entries) {
    Conversation conversation;
    conversation.id = lobby;
    conversation.room = std::string(lobby_title);
    BrokerConversation talk(conversation);
    talk.say_many(account(1), entries);
    return talk;
}

void hold(client::ConversationState& state, const BrokerConversation& talk, std::uint64_t from,
          std::uint64_t to) {
    state.held.add(talk.hash(from - 1), talk.from_to(from, to));
}

/// "1 2 note 3": what stands below each other.
std::string rows(const Timeline& timeline) {
    std::string all;
    for (std::size_t i = 0; i < timeline.size(); ++i) {
        const Row& row = timeline.row(i);
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

TEST_CASE("a timeline grows at both ends and keeps notes and presence rows in place") {
    const BrokerConversation talk = lobby_talk(10);
    client::ConversationState state(talk.conversation());
    Timeline timeline;
    hold(state, talk, 5, 6);
    timeline.update_from(state);
    timeline.add_note("hello", false, 0);
    hold(state, talk, 7, 8);
    timeline.update_from(state);
    hold(state, talk, 2, 4);
    timeline.update_from(state);
    CHECK(rows(timeline) == "2 3 4 5 6 note 7 8");
    CHECK(timeline.prepended() == 3);
    CHECK(timeline.rows_version() == 0);
    CHECK(timeline.index_of(7) == 6);
    CHECK(timeline.index_of(2) == 0);
    CHECK_FALSE(timeline.index_of(1));
    CHECK_FALSE(timeline.index_of(9));
}

TEST_CASE("updating twice from the same state adds no row twice") {
    const BrokerConversation talk = lobby_talk(3);
    client::ConversationState state(talk.conversation());
    Timeline timeline;
    hold(state, talk, 1, 3);
    timeline.update_from(state);
    timeline.update_from(state);
    CHECK(rows(timeline) == "1 2 3");
}

TEST_CASE("a newest page with a gap to the displayed rows replaces them") {
    const BrokerConversation talk = lobby_talk(100);
    client::ConversationState state(talk.conversation());
    Timeline timeline;
    hold(state, talk, 1, 3);
    timeline.update_from(state);
    hold(state, talk, 90, 92);
    timeline.update_from(state);
    CHECK(rows(timeline) == "90 91 92");
    CHECK(timeline.rows_version() == 1);
    CHECK(timeline.first_number() == 90);
    hold(state, talk, 4, 89);  // the hole is filled: all of it goes on from what is shown
    timeline.update_from(state);
    CHECK(timeline.size() == 92);
    CHECK(timeline.rows_version() == 1);
}

TEST_CASE("displayed rows stay while the gap after them is being fetched") {
    const BrokerConversation talk = lobby_talk(400);
    client::ConversationState state(talk.conversation());
    state.interest.kind = client::Interest::Kind::newest;
    state.has_newest_page = true;
    state.number = 400;
    Timeline timeline;
    hold(state, talk, 1, 50);
    timeline.update_from(state);
    timeline.add_note("stays", false, 0);
    state.complete_after = 50;  // a link was lost here
    hold(state, talk, 400, 400);
    timeline.update_from(state);
    CHECK(timeline.size() == 51);
    hold(state, talk, 51, 300);
    timeline.update_from(state);
    CHECK(timeline.size() == 301);
    hold(state, talk, 301, 399);
    timeline.update_from(state);
    CHECK(timeline.size() == 401);
    CHECK(timeline.rows_version() == 0);
}

TEST_CASE("notes and presence rows stay when entries are dropped") {
    const BrokerConversation talk = lobby_talk(5);
    client::ConversationState state(talk.conversation());
    Timeline timeline;
    hold(state, talk, 1, 5);
    timeline.update_from(state);
    state.drop_entries();
    hold(state, talk, 3, 4);
    timeline.add_note("a warning", true, 0);
    timeline.update_from(state);
    CHECK(rows(timeline) == "note 3 4");
    CHECK(timeline.rows_version() == 1);
}

TEST_CASE("consecutive joins and leaves share one row") {
    Timeline timeline;
    for (const char* name : {"a", "b", "c", "d"}) timeline.add_joined(name, 1);
    timeline.add_left("a", 2);
    CHECK(rows(timeline) == "presence");
    const auto& row = timeline.presence(timeline.row(0).value);
    CHECK(row.joined_count == 4);
    CHECK(row.joined == std::vector<std::string>{"a", "b", "c"});
    CHECK(row.left == std::vector<std::string>{"a"});
    CHECK(row.at == 2);
    timeline.add_note("between", false, 3);
    timeline.add_joined("e", 4);
    CHECK(rows(timeline) == "presence note presence");
}

TEST_CASE("a refused post stays until it is removed") {
    Timeline timeline;
    ui::RefusedPost refused;
    refused.row.id = message_id(7);
    refused.row.body = "text";
    timeline.add_refused(refused);
    CHECK(timeline.refused().size() == 1);
    CHECK_FALSE(timeline.remove_refused(message_id(8)));
    CHECK(timeline.remove_refused(message_id(7))->row.body == "text");
    CHECK(timeline.refused().empty());
}
