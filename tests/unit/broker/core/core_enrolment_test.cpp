/// Enrolling an account with an invite's key.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/orders.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

namespace {

Invite invite(std::uint64_t uses, WallMs expires_at = 0) {
    return {account("invite"), uses, expires_at};
}

/// A broker with one invite, and connections that have said hello with its key.
struct WithInvite : Harness {
    explicit WithInvite(const Invite& one, const std::vector<std::string>& guests = {"guest"})
        : Harness({one}) {
        for (const std::string& guest : guests) {
            prove(guest, Proof{account("invite"), true});
            hello(guest);
        }
    }
};

}  // namespace

TEST_CASE("a connection with an invite's key can only enrol") {
    WithInvite broker(invite(1));
    for (const ToBroker& message : std::vector<ToBroker>{
             Join{broker.last<Welcome>("guest")->nonce, "guest", false},
             Broadcast{id(1), lobby, "text", "x"}, Whisper{id(1), account("ann"), "text", "x"},
             History{}, Who{}, Read{}, Sync{}, Order{}}) {
        broker.forget("guest");
        broker.from("guest", message);
        CHECK(broker.last<Refusal>("guest")->code == "enrol_only");
    }
}

TEST_CASE("an invite enrols as many accounts as it has uses") {
    WithInvite broker(invite(2));
    for (const char* name : {"ann", "bob", "ann"}) broker.enrol("guest", name);
    CHECK(broker.count<Enrolled>("guest") == 3);  // ann again costs nothing
    broker.enrol("guest", "cat");
    CHECK(last_code(broker, "guest") == "invite_over");
    broker.restart();
    broker.hello("guest");
    broker.enrol("guest", "cat");
    CHECK(last_code(broker, "guest") == "invite_over");
}

TEST_CASE("an expired invite enrols no account, and no invite enrols a banned account") {
    WithInvite broker(invite(5, 1'700'000'000'000 + 1000));
    broker.ordered(order(What::ban, to_hex(account("bob"))));
    broker.enrol("guest", "bob");
    CHECK(last_code(broker, "guest") == "banned");
    broker.advance(ms{1000});
    broker.enrol("guest", "ann");
    CHECK(last_code(broker, "guest") == "invite_over");
}

TEST_CASE("an enrolment that was not stored returns its use of the invite") {
    WithInvite broker(invite(1));
    broker.journal.plan_fault({Fault::Kind::nothing_stored, 0});
    broker.enrol("guest", "ann");
    CHECK(last_code(broker, "guest") == "disk_full retry");
    broker.enrol("guest", "ann");
    CHECK(broker.count<Enrolled>("guest") == 1);
}

TEST_CASE("enrolling with a used-up invite is refused without disconnecting") {
    WithInvite broker(invite(1), {"guest", "guest/2"});
    broker.enrol("guest", "ann");
    CHECK(broker.count<Enrolled>("guest") == 1);
    CHECK_FALSE(broker.is_disconnected("guest/2"));
    broker.enrol("guest/2", "bob");
    CHECK(last_code(broker, "guest/2") == "invite_over");
    broker.advance(Sessions::join_timeout);
    CHECK_MESSAGE(broker.is_disconnected("guest/2"), "nothing else can be asked with it");
}

TEST_CASE("all accounts that enrol in one commit with the last uses of an invite are answered") {
    WithInvite broker(invite(2), {"guest", "guest/2"});
    broker.from("guest", Enrol{account("ann")});
    broker.from("guest/2", Enrol{account("bob")});
    broker.commit_all();
    CHECK(broker.count<Enrolled>("guest") == 1);
    CHECK(broker.count<Enrolled>("guest/2") == 1);
    CHECK_FALSE(broker.is_disconnected("guest"));
    CHECK_FALSE(broker.is_disconnected("guest/2"));
}

TEST_CASE("an account has one enrolment in flight, and none while the broker stops") {
    WithInvite broker(invite(3), {"guest", "guest/2"});
    broker.from("guest", Enrol{account("ann")});
    broker.from("guest/2", Enrol{account("ann")});
    CHECK(last_code(broker, "guest/2") == "busy retry");
    broker.commit();
    broker.stop();
    broker.from("guest", Enrol{account("bob")});
    CHECK(last_code(broker, "guest") == "busy retry");
}

TEST_CASE("an enrolment is stored even if its connection closes first") {
    for (const bool stored : {true, false}) {
        WithInvite broker(invite(1));
        broker.from("guest", Enrol{account("ann")});
        broker.close("guest");
        if (!stored) broker.journal.plan_fault({Fault::Kind::nothing_stored, 0});
        broker.commit();
        broker.hello("guest");
        broker.enrol("guest", "ann");
        CHECK(broker.count<Enrolled>("guest") == 1);
    }
}

TEST_CASE("enrolling needs an invite's key and ordering needs a session") {
    Harness broker;
    broker.hello("ann");
    broker.from("ann", Enrol{account("bob")});
    CHECK(last_code(broker, "ann") == "bad_message");
    broker.from("ann", Order{1, "kick", account("bob"), {}});
    CHECK(last_code(broker, "ann") == "not_joined");
}
