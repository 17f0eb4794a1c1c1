/// Commits of another broker of the same server reach the sessions of this one.
#include <doctest/doctest.h>

#include "broker/core/room_requests.hpp"
#include "tests/unit/broker/core/room_requests.hpp"

namespace indaba::broker::test {
namespace {

/// Returns the change of a room that an account asks another broker for.
RoomChange change_elsewhere(const RoomRequest& request, const std::string& by, std::uint8_t nonce,
                            const Conversation* room = nullptr) {
    RoomChange change = std::get<RoomChange>(requested_change(request, account(by)));
    Nonce fresh;
    fresh.bytes.fill(nonce);
    announce(change, room, Account{}, fresh, 5);
    return change;
}

TEST_CASE("entries of another broker are delivered in order with those of this one") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.commit_elsewhere({post_of("ann", 1, "from there")});
    broker.say("bob", 2, "from here");
    broker.commit();
    broker.commit_elsewhere({post_of("ann", 3, "from there again")});
    CHECK(broker.seen_by("bob").empty());
    while (broker.journal.reading()) broker.finish_reads();
    const Lines all{"#1 ann: from there", "#2 bob: from here", "#3 ann: from there again"};
    CHECK(broker.seen_by("ann") == all);
    CHECK(broker.seen_by("bob") == all);
}

TEST_CASE("a whisper of another broker goes to its two ends, and to nobody else") {
    Harness broker;
    broker.join_all("ann", "bob", "cara");
    const Conversation both = whisper_between(account("ann"), account("bob"));
    broker.commit_elsewhere({post_of("ann", 1, "psst", both)});
    broker.finish_reads();
    CHECK(broker.seen_by("bob") == Lines{"~1 ann: psst"});
    CHECK(broker.seen_by("ann") == Lines{"~1 ann: psst"});
    CHECK(broker.types("cara").empty());
}

TEST_CASE("a name that was claimed at another broker is known, taken, and shown") {
    Harness broker;
    broker.join_all("ann");
    broker.commit_elsewhere({claim("zoe", "zoe"), post_of("zoe", 1, "hi")});
    broker.finish_reads();
    CHECK(broker.seen_by("ann") == Lines{"#1 zoe: hi"});
    broker.ask_name("ann", "zoe");
    CHECK(broker.last<Refusal>("ann")->code == code::name_taken);
    CHECK(broker.core().knows(account("zoe")));
}

TEST_CASE("a new name of an account that is online here is shown here") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.commit_elsewhere({claim("ann", "anna")});
    broker.advance(PresenceBoard::batch_interval);
    REQUIRE(broker.last<Presence>("bob"));
    REQUIRE(broker.last<Presence>("bob")->named.size() == 1);
    CHECK(broker.last<Presence>("bob")->named[0].name == "anna");
}

TEST_CASE("a ban by another broker ends the sessions here") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.commit_elsewhere({StandingChange{.account = account("bob"), .banned = true, .at = 9}});
    REQUIRE(broker.last<Notice>("bob"));
    CHECK(broker.last<Notice>("bob")->code == code::banned);
    CHECK_FALSE(broker.is_joined("bob"));
    CHECK(broker.is_joined("ann"));
    broker.advance(PendingDisconnects::grace);
    CHECK(broker.is_disconnected("bob"));
}

TEST_CASE("a rebind by another broker retires the old key here, and is announced") {
    Harness broker;
    broker.join_all("ann", "bob");
    Post announcement = post_of("ann", 7, "moved");
    announcement.author = Account{};
    announcement.kind = kind_rebind;
    announcement.body = encode(Rebound{"bob", account("bob"), account("new")});
    broker.commit_elsewhere({Rebind{account("bob"), account("new"), {}, announcement}});
    REQUIRE(broker.last<Notice>("bob"));
    CHECK(broker.last<Notice>("bob")->code == code::rebound);
    CHECK_FALSE(broker.is_joined("bob"));
    broker.finish_reads();
    CHECK(broker.seen_by("ann").size() == 1);
    CHECK(broker.hello("new").name == "bob");
    broker.from("new", broker.join_of("new"));
    CHECK(broker.is_joined("new"));
    CHECK(broker.core().conversations().find(lobby)->number == 1);
}

TEST_CASE("a room of another broker is joined on every session of its members") {
    Harness broker;
    broker.join_all("ann", "bob");
    const RoomChange made = change_elsewhere(creation("cooks"), "ann", 7);
    const Conversation room = made.announcement.conversation;
    broker.commit_elsewhere({made});
    broker.finish_reads();
    CHECK(broker.types("ann") == Lines{"room_joined", "entries"});
    CHECK(broker.last<RoomJoined>("ann")->head.conversation.room == "cooks");
    CHECK(broker.types("bob").empty());

    broker.commit_elsewhere({change_elsewhere(room_request("join", room.id), "bob", 8, &room),
                             post_of("ann", 1, "welcome", room)});
    broker.finish_reads();
    CHECK(broker.types("bob") == Lines{"room_joined", "entries"});
    broker.forget();
    CHECK(outcome_of(broker, "bob", said_in(room.id, 2)).empty());
    CHECK(broker.types("ann") == Lines{"entries"});
    broker.commit_elsewhere({change_elsewhere(room_request("leave", room.id), "bob", 9, &room)});
    broker.finish_reads();
    CHECK(broker.types("bob").back() == "room_left");
    CHECK(outcome_of(broker, "bob", said_in(room.id, 3)) == "not_member");
}

TEST_CASE("a read position of another broker counts here") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("bob", 1);
    broker.commit();
    broker.commit_elsewhere({ReadMark{account("ann"), lobby, 1}});
    broker.from("ann", Sync{});
    CHECK(broker.last<Heads>("ann")->heads[0].read == 1);
}

TEST_CASE("an invite that was used up at another broker is over here") {
    Harness broker({Invite{account("invite"), 1, 0}});
    broker.prove("guest", Proof{account("invite"), true});
    broker.hello("guest");
    broker.commit_elsewhere({Enrolment{account("other"), account("invite"), 5}});
    broker.enrol("guest", "me");
    CHECK(broker.last<Refusal>("guest")->code == code::invite_over);
}

TEST_CASE("news that come twice change nothing and tell nobody") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.commit_elsewhere({post_of("ann", 1, "a"), claim("ann", "anna"),
                             StandingChange{.account = account("ann"), .op = true, .at = 9}});
    broker.finish_reads();
    broker.advance(PresenceBoard::batch_interval);
    broker.forget();
    broker.reports.clear();
    broker.commit_elsewhere({});
    CHECK_FALSE(broker.journal.reading());
    broker.advance(PresenceBoard::batch_interval);
    CHECK(broker.types("ann").empty());
    CHECK(broker.types("bob").empty());
    CHECK(broker.reports.empty());
}

}  // namespace
}  // namespace indaba::broker::test
