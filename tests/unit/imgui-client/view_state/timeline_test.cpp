#include "imgui-client/view_state/timeline.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <sstream>
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

/// A state whose entries up to `last` may be read, from `first` on.
client::ConversationState state_of(const BrokerConversation& talk, std::uint64_t last,
                                   std::uint64_t first = 1) {
    client::ConversationState state(talk.conversation());
    state.number = last;
    state.first = first;
    return state;
}

/// "1 2 note 3": what stands below each other.
std::string rows(const Timeline& timeline) {
    std::string all;
    for (std::size_t i = 0; i < timeline.size(); ++i) {
        const Row& row = timeline.row(i);
        if (i > 0) all += ' ';
        switch (row.kind) {
            case Row::Kind::entry:
                all += std::to_string(row.number());
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

TEST_CASE("a timeline has a row for each entry that may be read, whether it is here or not") {
    const BrokerConversation talk = lobby_talk(10);
    client::ConversationState state = state_of(talk, 6, 2);
    Timeline timeline;
    timeline.update_from(state);
    timeline.add_note("hello", false, 0);
    state.number = 8;
    timeline.update_from(state);
    timeline.update_from(state);
    CHECK(rows(timeline) == "2 3 4 5 6 note 7 8");
    CHECK(timeline.arrangement() == 0);
    CHECK(timeline.index_of({7, 0}) == 6);
    CHECK(timeline.index_of({2, 0}) == 0);
    CHECK(timeline.index_of(timeline.row(5).order) == 5);
    CHECK_FALSE(timeline.index_of({1, 0}));
    CHECK_FALSE(timeline.index_of({9, 0}));
}

TEST_CASE("a timeline without readable entries has the other rows") {
    const BrokerConversation talk = lobby_talk(10);
    Timeline timeline;
    timeline.update_from(state_of(talk, 0));
    CHECK(timeline.first_number() == 0);
    timeline.update_from(state_of(talk, 4, 5));  // joined after the last entry
    timeline.add_note("hello", false, 0);
    CHECK(rows(timeline) == "note");
    timeline.update_from(state_of(talk, 5, 5));
    CHECK(rows(timeline) == "note 5");
}

TEST_CASE("entries that come above another row arrange the rows anew") {
    const BrokerConversation talk = lobby_talk(10);
    Timeline timeline;
    timeline.add_note("before all heads", false, 0);
    timeline.update_from(state_of(talk, 3));
    CHECK(rows(timeline) == "note 1 2 3");
    CHECK(timeline.arrangement() == 1);
}

TEST_CASE("rows go when their entries may not be read any more") {
    const BrokerConversation talk = lobby_talk(10);
    Timeline timeline;
    timeline.update_from(state_of(talk, 6));
    timeline.add_note("below 6", false, 0);
    timeline.update_from(state_of(talk, 10, 9));
    CHECK(rows(timeline) == "note 9 10");
    CHECK(timeline.arrangement() == 1);
}

TEST_CASE(
    "when the history begins anew, the other rows stay in order and its entries are new rows") {
    const BrokerConversation talk = lobby_talk(50);
    Timeline timeline;
    timeline.update_from(state_of(talk, 2));
    timeline.add_note("below 2", false, 0);
    timeline.update_from(state_of(talk, 50));
    timeline.add_whisper(ConversationId{{7}}, 4);
    timeline.add_note("below 50", false, 0);
    const Row old = timeline.row(0);
    timeline.restart(30);  // an older copy, with 30 entries
    CHECK(rows(timeline) == "note whisper note");
    timeline.update_from(state_of(talk, 30));
    CHECK(rows(timeline).starts_with("1 2 note 3"));
    CHECK(rows(timeline).ends_with("30 whisper note"));
    CHECK(timeline.row(0).order == old.order);
    CHECK(timeline.row(0).version != old.version);
    CHECK(timeline.history() == 1);
    timeline.drop_whispers(ConversationId{{8}});
    CHECK(rows(timeline).ends_with("30 whisper note"));
    timeline.drop_whispers(ConversationId{{7}});
    CHECK(rows(timeline).ends_with("30 note"));
    timeline.update_from(state_of(talk, 32));
    CHECK(rows(timeline).ends_with("30 note 31 32"));
}

TEST_CASE("every row is found by its order, and orders ascend") {
    const BrokerConversation talk = lobby_talk(1);
    std::mt19937 random(7);
    Timeline timeline;
    std::uint64_t first = 50, last = 49;
    for (int step = 0; step < 300; ++step) {
        switch (random() % 5) {
            case 0:
            case 1:
                ++last;
                break;
            case 2:
                if (last > first && random() % 8 == 0) ++first;
                break;
            case 3:
                timeline.add_note("n", false, 0);
                break;
            case 4:
                timeline.add_whisper(ConversationId{{1}}, 1);
                break;
        }
        timeline.update_from(state_of(talk, last, first));
        for (std::size_t i = 0; i < timeline.size(); ++i) {
            REQUIRE(timeline.index_of(timeline.row(i).order) == i);
            if (i > 0) REQUIRE(timeline.row(i - 1).order < timeline.row(i).order);
        }
    }
}

// ---- presence

namespace {

/// Applies "+ann -bob ann>anna": joins, leaves and new names; accounts by the first letter.
std::string presence_after(const std::string& changes) {
    Timeline timeline;
    std::istringstream words(changes);
    for (std::string word; words >> word;) {
        const std::string name = word.substr(word[0] == '+' || word[0] == '-' ? 1 : 0);
        const Account who = account(static_cast<std::uint8_t>(name[0]));
        const std::size_t arrow = name.find('>');
        if (word[0] == '+')
            timeline.add_joined({who, name}, 0);
        else if (word[0] == '-')
            timeline.add_left({who, name}, 0);
        else
            timeline.add_renamed(who, name.substr(0, arrow), name.substr(arrow + 1), 0);
    }
    if (timeline.size() == 0) return "";
    REQUIRE(timeline.size() == 1);
    const ui::PresenceRow row = timeline.presence(timeline.row(0));
    std::string all;
    for (const std::string& each : row.joined) all += "+" + each + " ";
    for (const std::string& each : row.left) all += "-" + each + " ";
    for (const ui::Renaming& each : row.renamed) all += each.before + " is now " + each.now + " ";
    all += std::to_string(row.joined_count) + std::to_string(row.left_count) +
           std::to_string(row.renamed_count);
    return all;
}

}  // namespace

TEST_CASE("presence is condensed to what it comes to") {
    struct Case {
        const char *changes, *sum;
    };
    const std::vector<Case> cases{
        {"+ann", "+ann 100"},
        {"+ann -ann", ""},
        {"-ann +ann", ""},
        {"+ann -ann +ann -ann +ann", "+ann 100"},
        {"-ann +ann -ann", "-ann 010"},
        {"+ann +bob -ann", "+bob 100"},
        {"+d +c +b +a", "+d +c +b 400"},
        {"+d +c +b +a -d", "+c +b +a 300"},
        {"ann>anna", "ann is now anna 001"},
        {"ann>anna anna>ann", ""},
        {"ann>anna anna>aura", "ann is now aura 001"},
        {"+ann ann>anna", "+anna ann is now anna 101"},
        {"ann>anna -anna", "-anna ann is now anna 011"},
        {"ann>anna -anna +anna", "ann is now anna 001"},
        {"ann>anna +anna", "+anna ann is now anna 101"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.changes);
        CHECK(presence_after(each.changes) == each.sum);
    }
}

TEST_CASE("presence of one day shares a row until something else is said") {
    const BrokerConversation talk = lobby_talk(2);
    Timeline timeline;
    timeline.add_joined({account(1), "a"}, 1);
    timeline.add_left({account(2), "b"}, 2);
    CHECK(rows(timeline) == "presence");
    CHECK(timeline.presence(timeline.row(0)).at == 2);
    timeline.add_note("between", false, 3);
    timeline.add_joined({account(3), "c"}, 4);
    CHECK(rows(timeline) == "presence note presence");
    CHECK(timeline.presence(timeline.row(0)).joined == std::vector<std::string>{"a"});
    timeline.update_from(state_of(talk, 1));
    timeline.add_joined({account(4), "d"}, 5);
    timeline.add_left({account(4), "d"}, 6);
    CHECK(rows(timeline) == "presence note presence 1");
    constexpr WallMs two_days = 48LL * 3600 * 1000;
    timeline.add_joined({account(5), "e"}, 7);
    timeline.add_joined({account(6), "f"}, 7 + two_days);
    CHECK(rows(timeline).ends_with("presence 1 presence presence"));
}

TEST_CASE("the version of a presence row changes with each change, also while nobody looks") {
    const BrokerConversation talk = lobby_talk(1);
    Timeline timeline;
    timeline.add_joined({account(1), "a"}, 1);
    const Row seen = timeline.row(0);
    timeline.add_joined({account(2), "b"}, 1);
    timeline.update_from(state_of(talk, 1));
    const std::optional<std::size_t> index = timeline.index_of(seen.order);
    REQUIRE(index);
    CHECK(timeline.row(*index).version != seen.version);
    CHECK(timeline.presence(timeline.row(*index)).joined_count == 2);
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
