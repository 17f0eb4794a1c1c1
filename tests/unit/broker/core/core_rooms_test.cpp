/// Rooms: who is told what, in which order, and what is refused.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/broker/core/room_requests.hpp"

namespace indaba::broker::test {
namespace {

TEST_CASE("the creator of a room is told about it before its first entry, on every session") {
    Harness broker;
    broker.join_all("ann", "ann/2", "bob");
    const ConversationId room = create(broker, "ann", creation("Cooks", true));
    CHECK(broker.types("ann") == Lines{"room_joined", "entries", "done"});
    CHECK(broker.types("ann/2") == Lines{"room_joined", "entries"});
    CHECK(broker.types("bob").empty());
    const Head head = broker.last<RoomJoined>("ann/2")->head;
    CHECK(head.number == 0);
    CHECK(head.conversation.room == "Cooks");
    REQUIRE(head.info);
    CHECK(*head.info == RoomInfo{room, "Cooks", "", true, false, false, 1, {account("ann")}});
}

TEST_CASE("a room's entries go to its members alone, and a former member gets nothing more") {
    Harness broker;
    broker.join_all("ann", "bob", "bob/2", "cara");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    CHECK(outcome_of(broker, "bob", room_request("join", room)).empty());
    CHECK(broker.types("bob") == Lines{"room_joined", "entries", "done"});
    CHECK(outcome_of(broker, "ann", said_in(room, 1)).empty());
    CHECK(broker.types("bob").back() == "entries");
    CHECK(outcome_of(broker, "bob/2", room_request("leave", room)).empty());
    CHECK(broker.types("bob/2") == Lines{"entries", "room_left", "done"});
    broker.forget();
    CHECK(outcome_of(broker, "ann", said_in(room, 2)).empty());
    CHECK(broker.types("ann") == Lines{"entries"});
    CHECK(broker.types("bob").empty());
    CHECK(broker.types("cara").empty());
    CHECK(outcome_of(broker, "bob", said_in(room, 3)) == "not_member");
    CHECK(outcome_of(broker, "bob", room_request("leave", room)) == "not_member");
}

TEST_CASE("a removed member gets the entry about it, then room_left") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks", true));
    CHECK(outcome_of(broker, "ann", room_request("add", room, "bob")).empty());
    CHECK(broker.last<RoomJoined>("bob"));
    broker.forget();
    CHECK(outcome_of(broker, "ann", room_request("remove", room, "bob")).empty());
    CHECK(broker.types("bob") == Lines{"entries", "room_left"});
    CHECK(outcome_of(broker, "bob", said_in(room, 3)) == "unknown_room");
}

struct RequestRow {
    const char* from;
    RoomRequest request;
    std::string code;  // "": it is done
};

void check_rows(Harness& broker, const std::vector<RequestRow>& rows) {
    for (const RequestRow& row : rows) {
        INFO(row.from << " " << row.request.action << " " << row.request.title.value_or(""));
        CHECK(outcome_of(broker, row.from, row.request) == row.code);
        if (row.code.empty()) CHECK(broker.types(row.from).back() == "done");
    }
}

RoomRequest topic_of(const ConversationId& room, std::optional<std::string> topic) {
    RoomRequest request = room_request("topic", room);
    request.topic = std::move(topic);
    return request;
}

TEST_CASE("a request that is never acceptable is refused with the code of its fault") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    outcome_of(broker, "bob", room_request("join", room));
    RoomRequest creation_of_old = creation("new");
    creation_of_old.conversation = room;
    check_rows(broker, {{"bob", creation("lobby"), "title_unfit"},
                        {"bob", creation("L0BBY"), "title_unfit"},
                        {"bob", creation("two words"), "title_unfit"},
                        {"bob", creation(""), "title_unfit"},
                        {"bob", creation("#cooks"), "title_unfit"},
                        {"bob", creation(std::string(41, 'a')), "title_unfit"},
                        {"bob", creation(std::string(40, 'a')), ""},
                        {"bob", creation("COOKS"), "title_taken"},
                        {"bob", creation("c0oks"), "title_taken"},
                        {"bob", creation_of_old, "bad_message"},
                        {"bob", room_request("burn", room), "unknown_action"},
                        {"bob", room_request("leave", lobby), "unknown_action"},
                        {"bob", room_request("archive", lobby), "unknown_action"},
                        {"bob", room_request("add", room), "bad_message"},
                        {"bob", room_request("add", room, "zoe"), "unknown_account"},
                        {"bob", room_request("title", room), "bad_message"},
                        {"bob", topic_of(room, {}), "bad_message"},
                        {"bob", topic_of(room, std::string(257, 'x')), "too_long"},
                        {"bob", topic_of(room, "\xff"), "bad_text"},
                        {"bob", topic_of(room, std::string(256, 'x')), ""}});
}

TEST_CASE("a request about a room is answered as the rules say") {
    Harness broker;
    broker.join_all("ann", "bob", "cara");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    const ConversationId old = create(broker, "ann", creation("old"));
    outcome_of(broker, "ann", room_request("archive", old));
    outcome_of(broker, "bob", room_request("join", room));
    check_rows(broker, {{"cara", topic_of(room, "soups"), "not_member"},
                        {"bob", retitling(room, "bakers"), "not_owner"},
                        {"bob", room_request("remove", room, "ann"), "not_owner"},
                        {"bob", room_request("join", old), "archived"},
                        {"bob", room_request("join", ConversationId{{9}}), "unknown_room"},
                        {"bob", room_request("join", room), ""},
                        {"ann", retitling(room, "bakers"), ""},
                        {"ann", room_request("owner", room, "cara"), "not_member"},
                        {"ann", room_request("owner", room, "bob"), ""},
                        {"bob", room_request("member", room, "ann"), ""},
                        {"ann", room_request("archive", room), "not_owner"},
                        {"bob", room_request("archive", room), ""},
                        {"bob", creation("cooks"), ""}});
}

TEST_CASE("an operator changes the open rooms, but sees no private one of others") {
    Harness broker({claim("ann", "ann"), claim("bob", "bob"),
                    StandingChange{.account = account("bob"), .op = true}});
    broker.join_all("ann", "bob");
    const ConversationId open = create(broker, "ann", creation("cooks"));
    const ConversationId hidden = create(broker, "ann", creation("secret", true));
    CHECK(outcome_of(broker, "bob", retitling(open, "bakers")).empty());
    CHECK(outcome_of(broker, "bob", room_request("archive", open)).empty());
    CHECK(outcome_of(broker, "bob", room_request("reopen", open)).empty());
    CHECK(outcome_of(broker, "bob", room_request("archive", hidden)) == "unknown_room");
}

TEST_CASE("a newcomer reads a room from its joining on, and again from a later one") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks", false, true));
    outcome_of(broker, "ann", said_in(room, 1));
    outcome_of(broker, "bob", room_request("join", room));
    CHECK(broker.last<RoomJoined>("bob")->head.first == 3);
    History asked;
    asked.conversation = room;
    broker.from("bob", asked);
    broker.finish_reads();
    REQUIRE(broker.last<Page>("bob"));
    CHECK(broker.last<Page>("bob")->entries.front().number == 3);
    outcome_of(broker, "bob", room_request("leave", room));
    outcome_of(broker, "bob", room_request("join", room));
    CHECK(broker.last<RoomJoined>("bob")->head.first == 5);
}

/// Returns the read position that the heads tell a new session of the account.
std::uint64_t read_in_heads(Harness& broker, const std::string& session,
                            const ConversationId& room) {
    broker.join(session);
    broker.forget();
    broker.from(session, Sync{});
    for (const Heads& heads : broker.got<Heads>(session))
        for (const Head& head : heads.heads)
            if (head.conversation.id == room) return head.read;
    return 0;
}

TEST_CASE("who becomes a member has nothing unread, says each head, also after a restart") {
    Harness broker;
    broker.join_all("ann", "bob", "cara");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    CHECK(broker.last<RoomJoined>("ann")->head.read == 1);
    outcome_of(broker, "ann", said_in(room, 1));
    outcome_of(broker, "bob", room_request("join", room));
    CHECK(broker.last<RoomJoined>("bob")->head.number == 2);
    CHECK(broker.last<RoomJoined>("bob")->head.read == 3);
    outcome_of(broker, "bob", room_request("add", room, "cara"));
    CHECK(broker.last<RoomJoined>("cara")->head.read == 4);
    outcome_of(broker, "ann", said_in(room, 2));
    outcome_of(broker, "bob", room_request("leave", room));
    outcome_of(broker, "bob", room_request("join", room));
    CHECK(broker.last<RoomJoined>("bob")->head.read == 7);
    CHECK(read_in_heads(broker, "bob/2", room) == 7);
    CHECK(read_in_heads(broker, "cara/2", room) == 4);
    broker.restart();
    CHECK(read_in_heads(broker, "bob/3", room) == 7);
    CHECK(read_in_heads(broker, "cara/3", room) == 4);
    CHECK(read_in_heads(broker, "ann/3", room) == 5);
}

TEST_CASE("changes and newcomers of one commit come in one message to the members before") {
    Harness broker;
    broker.join_all("ann", "bob", "cara", "dan");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    outcome_of(broker, "dan", room_request("join", room));
    broker.say("cara",
               9);  // everybody gets it; what follows is stored by one commit, after this one
    broker.forget();
    for (const char* topic : {"soups", "breads", "cakes"})
        broker.from("ann", topic_of(room, topic));
    broker.from("bob", room_request("join", room));
    broker.from("ann", said_in(room, 1));
    broker.from("cara", room_request("join", room));
    broker.from("dan", room_request("leave", room));
    broker.commit_all();
    CHECK(broker.types("ann") == Lines{"entries", "entries", "done", "done", "done"});
    CHECK(broker.last<Entries>("ann")->entries.size() == 7);
    CHECK(broker.types("bob") == Lines{"entries", "room_joined", "entries", "done"});
    CHECK(broker.last<Entries>("bob")->entries.size() == 4);
    CHECK(broker.last<RoomJoined>("bob")->head.info->members == 3);
    CHECK(broker.last<RoomJoined>("cara")->head.info->members == 4);
    CHECK(broker.last<RoomJoined>("cara")->head.number == 7);
    CHECK(broker.types("dan") == Lines{"entries", "entries", "room_left", "done"});
    CHECK(broker.last<Entries>("dan")->entries.size() == 7);
}

TEST_CASE("an account that leaves and joins again in one commit is told of both") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    outcome_of(broker, "bob", room_request("join", room));
    broker.say("ann",
               9);  // everybody gets it; what follows is stored by one commit, after this one
    broker.forget();
    broker.from("bob", room_request("leave", room));
    broker.from("bob", room_request("join", room));
    broker.commit_all();
    CHECK(broker.types("bob") ==
          Lines{"entries", "entries", "room_left", "room_joined", "entries", "done", "done"});
}

TEST_CASE("a stored post is answered when it comes again, also in a room that was archived since") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    outcome_of(broker, "bob", room_request("join", room));
    outcome_of(broker, "bob", said_in(room, 1));
    outcome_of(broker, "ann", room_request("archive", room));
    CHECK(outcome_of(broker, "bob", said_in(room, 1)).empty());
    CHECK(broker.types("bob") == Lines{"entries"});
    CHECK(outcome_of(broker, "bob", said_in(room, 2)) == "archived");
    CHECK(outcome_of(broker, "bob", room_request("leave", room)).empty());
    CHECK(outcome_of(broker, "bob", said_in(room, 3)) == "not_member");
    const Broadcast reply{id(4), room, std::string(kind_reply), encode(ReplyBody{2, "x"})};
    CHECK(outcome_of(broker, "bob", reply) == "not_member");
}

TEST_CASE("a newcomer answers no entry of a room from before it may read") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks", false, true));
    outcome_of(broker, "ann", said_in(room, 1));            // number 2
    outcome_of(broker, "bob", room_request("join", room));  // number 3
    outcome_of(broker, "ann", said_in(room, 2));            // number 4
    const auto reply = [&room](std::uint64_t n, std::uint64_t to) {
        return Broadcast{id(n), room, std::string(kind_reply), encode(ReplyBody{to, "x"})};
    };
    CHECK(outcome_of(broker, "bob", reply(3, 2)) == "unknown_entry");
    CHECK(outcome_of(broker, "bob", reply(4, 4)).empty());
    CHECK(outcome_of(broker, "bob", reply(5, 9)) == "unknown_entry");
    CHECK(outcome_of(broker, "ann", reply(6, 2)).empty());
    CHECK(outcome_of(broker, "ann", reply(7, 3)) == "bad_reference");  // no message
}

TEST_CASE("a page that is read while its reader leaves the room is refused") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    outcome_of(broker, "bob", room_request("join", room));
    History asked;
    asked.conversation = room;
    broker.from("bob", asked);
    outcome_of(broker, "bob", room_request("leave", room));
    broker.finish_reads();
    CHECK(broker.count<Page>("bob") == 0);
    CHECK(broker.last<Refusal>("bob")->code == "unknown_conversation");
}

TEST_CASE("a page that is read while its reader leaves and joins again has what it may read now") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks", false, true));
    outcome_of(broker, "bob", room_request("join", room));
    History asked;
    asked.conversation = room;
    broker.from("bob", asked);
    outcome_of(broker, "bob", room_request("leave", room));
    outcome_of(broker, "bob", room_request("join", room));
    broker.finish_reads();
    broker.finish_reads();
    REQUIRE(broker.last<Page>("bob"));
    CHECK(broker.last<Page>("bob")->entries.front().number == 4);
}

TEST_CASE("a post that was under way when its author left is refused") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId room = create(broker, "ann", creation("cooks"));
    outcome_of(broker, "bob", room_request("join", room));
    broker.forget();
    broker.from("bob", room_request("leave", room));
    broker.from("bob", said_in(room, 5));
    broker.commit_all();
    CHECK(broker.refused("bob") == Lines{"not_member 5"});
    CHECK(broker.journal.entries(room).size() == 3);
}

TEST_CASE("a rebind takes the new key into the rooms of the old one") {
    Harness broker({claim("ann", "ann"), claim("bob", "bob"), claim("cara", "cara")});
    broker.join_all("ann", "bob", "cara");
    const ConversationId room = create(broker, "ann", creation("cooks", true));
    outcome_of(broker, "ann", room_request("add", room, "bob"));
    broker.forget();
    OperatorOrder order;
    order.what = OperatorOrder::What::rebind;
    order.target = to_hex(account("ann"));
    order.argument = to_hex(account("cara"));
    CHECK(broker.ordered(order).ok);
    CHECK(broker.last<RoomJoined>("cara")->head.info->owners ==
          std::vector<Account>{account("cara")});
    CHECK(broker.last<Entries>("bob"));
    CHECK(outcome_of(broker, "cara", said_in(room, 9)).empty());
}

TEST_CASE("a slow member learns from its heads that it left one room and joined another") {
    Harness broker;
    broker.join_all("ann", "bob");
    const ConversationId one = create(broker, "ann", creation("one"));
    const ConversationId two = create(broker, "ann", creation("two"));
    outcome_of(broker, "bob", room_request("join", one));
    broker.block("bob");
    outcome_of(broker, "ann", said_in(one, 1));
    outcome_of(broker, "ann", room_request("remove", one, "bob"));
    outcome_of(broker, "ann", room_request("add", two, "bob"));
    broker.unblock("bob");
    broker.forget();
    broker.advance(ms{2'000});
    REQUIRE(broker.last<Heads>("bob"));
    const std::vector<Head>& heads = broker.last<Heads>("bob")->heads;
    REQUIRE(heads.size() == 2);
    CHECK(heads[1].conversation.id == two);
    CHECK(heads[1].info->members == 2);
    CHECK_FALSE(heads[0].info);
}

TEST_CASE("a post in a room of 10,000 members is sent to those online, and its lists are split") {
    const ConversationId room{{5}};
    RoomEvent event;
    event.what = "created";
    event.title = "crowd";
    std::vector<Write> before{claim("ann", "ann"), stored_change(1, room, event)};
    event = {};
    event.what = "added";
    for (std::uint64_t n = 2; n <= 10'000; ++n) {
        Account member;
        std::ranges::copy(id(n).bytes, member.bytes.begin());
        const std::string name = "member-" + std::to_string(n);
        event.account = member;
        before.emplace_back(Claim{member, name, name, name, 0, {}});
        before.emplace_back(stored_change(n, room, event));
    }
    event.account = account("ann");
    before.emplace_back(stored_change(10'001, room, event));
    Harness broker(std::move(before));
    broker.join_all("ann", "bob");
    CHECK(outcome_of(broker, "ann", said_in(room, 1)).empty());
    CHECK(broker.types("ann") == Lines{"entries"});
    CHECK(broker.core().conversations().find(room)->room->online().size() == 1);
    broker.forget();
    broker.from("bob", ListMembers{7, room});
    const auto lists = broker.got<MemberList>("bob");
    CHECK(lists.size() > 5);
    std::size_t members = 0;
    for (const MemberList& list : lists) members += list.members.size();
    CHECK(members == 10'000);
    CHECK_FALSE(lists.back().more);
}

}  // namespace
}  // namespace indaba::broker::test
