/// The console's orders about rooms: what it sees, what it changes, and what is refused.
#include <doctest/doctest.h>

#include "tests/support/orders.hpp"
#include "tests/unit/broker/core/room_requests.hpp"

namespace indaba::broker::test {
namespace {

/// Returns an order about a room. The server makes `fresh` by chance, the test by counting.
OperatorOrder about_room(What what, const std::string& title) {
    static std::uint8_t orders = 0;
    OperatorOrder result = order(what, title);
    result.fresh.bytes.fill(++orders);
    return result;
}

OperatorOrder owned(const std::string& title, const std::string& owner) {
    OperatorOrder result = about_room(What::create_room, title);
    result.room = {"soups", owner, true, true};
    return result;
}

std::string listed(Harness& broker) { return broker.ordered(order(What::list_rooms, "")).text; }

TEST_CASE("the console lists every room with its state, its members and its owners") {
    Harness broker;
    broker.join_all("ann", "bob");
    CHECK(listed(broker) == "There is no room beside the lobby.\n");
    const ConversationId cooks = create(broker, "ann", creation("Cooks"));
    const ConversationId secret = create(broker, "bob", creation("secret", true));
    outcome_of(broker, "bob", room_request("join", cooks));
    outcome_of(broker, "ann", room_request("owner", cooks, "bob"));
    outcome_of(broker, "bob", room_request("archive", secret));
    const std::string text = listed(broker);
    const std::string owners = account("ann") < account("bob") ? "ann, bob" : "bob, ann";
    CHECK(text.find(to_hex(cooks) + "  #Cooks  open, 2 members, owned by " + owners + "\n") !=
          text.npos);
    CHECK(text.find(to_hex(secret) + "  #secret  private, archived, 1 member, owned by bob\n") !=
          text.npos);
    const std::string members = broker.ordered(order(What::list_members, "#SECRET")).text;
    CHECK(members == to_hex(account("bob")) + "  bob  (owner)\n");
}

TEST_CASE("a room of the console is made with its owner, who is told, or without a member") {
    Harness broker;
    broker.join_all("ann", "bob");
    const Answer answer = broker.ordered(owned("cooks", "ann"));
    CHECK(answer.ok);
    CHECK(answer.text == "done");
    REQUIRE(broker.last<RoomJoined>("ann"));
    const ConversationId room = broker.last<RoomJoined>("ann")->head.conversation.id;
    CHECK(broker.types("bob").empty());
    broker.restart();
    CHECK(listed(broker) == to_hex(room) + "  #cooks  private, 1 member, owned by ann\n");
    std::vector<std::string> events;
    for (const Entry& entry : broker.journal.entries(room))
        events.push_back(decode_room_event(entry.body)->what);
    CHECK(events == Lines{"created", "added", "owner"});
    CHECK(broker.ordered(about_room(What::create_room, "bakers")).ok);
    CHECK(broker.ordered(order(What::list_members, "bakers")).text == "#bakers has no members.\n");
}

TEST_CASE("the console archives and reopens any room, by title or id") {
    Harness broker;
    broker.join_all("ann");
    const ConversationId room = create(broker, "ann", creation("secret", true));
    for (const std::string& by : {std::string("#secret"), to_hex(room)}) {
        CHECK(broker.ordered(about_room(What::archive_room, by)).ok);
        CHECK(listed(broker).find("archived") != std::string::npos);
        CHECK(outcome_of(broker, "ann", said_in(room, 1)) == "archived");
        CHECK(broker.ordered(about_room(What::archive_room, by)).text == "done");
        CHECK(broker.ordered(about_room(What::reopen_room, by)).ok);
        CHECK(listed(broker).find("archived") == std::string::npos);
    }
}

TEST_CASE("a title that several rooms have names none of them, unless their states differ") {
    Harness broker;
    broker.join_all("ann");
    for (int i = 0; i < 2; ++i) create(broker, "ann", creation("secret", true));
    CHECK(broker.ordered(order(What::list_members, "secret")).text.find("Several rooms") == 0);
    const Answer refused = broker.ordered(about_room(What::archive_room, "secret"));
    CHECK_FALSE(refused.ok);
    CHECK(refused.text.find("by its id") != std::string::npos);
    const std::string one = listed(broker).substr(0, 32);
    CHECK(broker.ordered(about_room(What::archive_room, one)).ok);
    CHECK(broker.ordered(about_room(What::reopen_room, "secret")).ok);
}

TEST_CASE("an order about a room that cannot be carried out says why and changes nothing") {
    Harness broker;
    broker.join_all("ann", "bob");
    create(broker, "ann", creation("cooks"));
    broker.ordered(order(What::ban, "bob"));
    const std::string before = listed(broker);
    struct Row {
        OperatorOrder order;
        const char* part;
    };
    OperatorOrder long_topic = about_room(What::create_room, "bakers");
    long_topic.room.topic = std::string(257, 'x');
    for (const Row& row :
         {Row{about_room(What::create_room, "c0oks"), "has this title"},
          Row{about_room(What::create_room, "two words"), "space"},
          Row{about_room(What::create_room, "lobby"), "lobby"}, Row{long_topic, "256"},
          Row{owned("bakers", "zoe"), "No account has the name of the owner"},
          Row{owned("bakers", "bob"), "is banned"},
          Row{about_room(What::archive_room, "bakers"), "There is no such room"},
          Row{about_room(What::archive_room, "#lobby"), "always in the lobby"},
          Row{order(What::list_members, "bakers"), "There is no such room"}}) {
        const Answer answer = broker.ordered(row.order);
        CHECK_FALSE(answer.ok);
        INFO(row.part << ": " << answer.text);
        CHECK(answer.text.find(row.part) != std::string::npos);
        CHECK(listed(broker) == before);
    }
    OperatorOrder taken = owned("cooks", "ann");
    taken.room.is_private = false;
    CHECK(broker.ordered(taken).text == "A room has this title, or one that looks like it.");
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    CHECK(broker.ordered(owned("bakers", "ann")).text == "It was not stored: the disk is full.");
    CHECK(listed(broker) == before);
}

}  // namespace
}  // namespace indaba::broker::test
