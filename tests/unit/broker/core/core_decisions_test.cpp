/// Decisions about one account that wait for the journal at the same time: together they do what
/// they do one after another.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/wire/bodies.hpp"
#include "tests/support/orders.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

namespace {

/// A broker with an invite, on which ann, bob and guests have said hello. Ann and bob have joined.
struct Town : Harness {
    Town() : Harness({Invite{account("invite"), 5, 0}}) {
        for (const char* guest : {"guest", "guest/2"}) {
            prove(guest, Proof{account("invite"), true});
            hello(guest);
        }
        join_all("ann", "bob");
    }

    /// Makes the next writes wait together: a commit is running.
    void keep_the_journal_busy() {
        say("bob", 1);
        REQUIRE(journal.committing());
    }
    const Standing* stored_standing(const std::string& client) {
        standings_ = journal.snapshot().standings;
        const auto found = std::ranges::find(standings_, account(client), &Standing::account);
        return found == standings_.end() ? nullptr : &*found;
    }
    std::optional<Account> owner(const std::string& name) {
        for (const KnownName& known : journal.snapshot().names)
            if (known.folded == name) return known.account;
        return std::nullopt;
    }
    std::uint64_t uses_left() { return journal.snapshot().invites.at(0).uses_left; }
    /// Returns the answer to a new connection of the account: "" for a welcome.
    std::string hello_answer(const std::string& client) {
        const std::string anew = client + "/anew";
        if (is_connected(anew)) close(anew);
        connect(anew);
        from(anew, hello_of(anew));
        return last_code(*this, anew);
    }

 private:
    std::vector<Standing> standings_;
};

}  // namespace

TEST_CASE("an answered ban holds although its account enrolled while it was being written") {
    Town broker;
    broker.keep_the_journal_busy();
    const auto ban = broker.order(order(What::ban, "ann"));
    broker.from("guest", Enrol{account("ann")});
    broker.commit_all();
    CHECK(broker.answers.at(ban).ok);
    CHECK(broker.count<Enrolled>("guest") == 0);
    CHECK(last_code(broker, "guest") == "busy retry");
    broker.enrol("guest", "ann");
    CHECK(last_code(broker, "guest") == "banned");
    for (const bool restarted : {false, true}) {
        if (restarted) broker.restart();
        CHECK(broker.hello_answer("ann") == "banned");
    }
    REQUIRE(broker.stored_standing("ann"));
    CHECK(broker.stored_standing("ann")->banned);
    CHECK(broker.uses_left() == 5);
}

TEST_CASE("two orders about one account in one commit both count") {
    Town broker;
    broker.keep_the_journal_busy();
    broker.order(order(What::op, "ann"));
    broker.order(order(What::allow, "ann"));
    broker.order(order(What::ban, "bob"));
    broker.order(order(What::allow, "bob"));
    broker.commit_all();
    REQUIRE(broker.stored_standing("ann"));
    CHECK(broker.stored_standing("ann")->op);
    REQUIRE(broker.stored_standing("bob"));
    CHECK(broker.stored_standing("bob")->banned);
    CHECK(broker.hello_answer("bob") == "banned");
}

TEST_CASE("an order that was not stored leaves no trace in a later one about the same account") {
    Town broker;
    broker.keep_the_journal_busy();
    broker.commit();
    broker.advance(Batch::interval);
    const auto ban = broker.order(order(What::ban, "ann"));  // is being committed
    const auto op = broker.order(order(What::op, "ann"));    // waits behind it
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.commit_all();
    CHECK_FALSE(broker.answers.at(ban).ok);
    CHECK(broker.answers.at(op).ok);
    REQUIRE(broker.stored_standing("ann"));
    CHECK_FALSE(broker.stored_standing("ann")->banned);
    CHECK(broker.stored_standing("ann")->op);
}

TEST_CASE("a name asked for while its account is moved to another key stays free") {
    Town broker;
    broker.keep_the_journal_busy();
    broker.order(rebind("ann", "new"));
    broker.ask_name("ann", "star");
    broker.commit_all();
    for (const bool restarted : {false, true}) {
        if (restarted) broker.restart();
        CHECK_FALSE(broker.owner("star"));
        CHECK(broker.owner("ann") == account("new"));
        CHECK(broker.hello_answer("ann") == "rebound");
    }
}

TEST_CASE("a rebind announces the name that its account was given just before") {
    for (const bool by_itself : {true, false}) {
        Town broker;
        broker.keep_the_journal_busy();
        if (by_itself)
            broker.ask_name("ann", "star");
        else
            broker.order(order(What::rename, "ann", "star"));
        const auto moved = broker.order(rebind("ann", "new"));
        broker.commit_all();
        CHECK(broker.answers.at(moved).ok);
        const Entry& last = broker.journal.entries(lobby).back();
        CHECK(decode_rebound(last.body) == Rebound{"star", account("ann"), account("new")});
        CHECK(broker.owner("star") == account("new"));
    }
}

TEST_CASE("an operator who is being banned gives no order any more, nor lifts the ban") {
    for (const bool in_one_commit : {true, false}) {
        Town broker;
        broker.ordered(order(What::op, "ann"));
        if (in_one_commit) broker.keep_the_journal_busy();
        const auto ban = broker.order(order(What::ban, "ann"));
        broker.from("ann", Order{7, "unban", account("ann"), {}});
        broker.from("ann", Order{8, "ban", account("bob"), {}});
        broker.commit_all();
        CHECK(broker.answers.at(ban).ok);
        CHECK(broker.stored_standing("ann")->banned);
        CHECK_FALSE(broker.stored_standing("bob"));
        CHECK(broker.hello_answer("ann") == "banned");
    }
}

TEST_CASE("nothing that a banned account said is stored after the ban was answered") {
    Town broker;
    broker.advance(Batch::interval);
    const auto ban = broker.order(order(What::ban, "ann"));
    REQUIRE(broker.journal.committing());
    broker.say("ann", 2);
    broker.whisper("ann", "bob", 3);
    broker.commit();
    REQUIRE(broker.answers.at(ban).ok);
    broker.commit_all();
    CHECK(broker.journal.entries(lobby).empty());
    CHECK(broker.journal.conversations().size() == 1);
}

TEST_CASE("no account is given a seventh name by two orders at once") {
    Town broker;
    for (const char* name : {"b2", "b3", "b4", "b5"})
        broker.ordered(order(What::rename, "bob", name));
    broker.say("ann", 1);
    REQUIRE(broker.journal.committing());
    const auto sixth = broker.order(order(What::rename, "bob", "b6"));
    const auto seventh = broker.order(order(What::rename, "bob", "b7"));
    broker.commit_all();
    CHECK(broker.answers.at(sixth).ok);
    CHECK(broker.answers.at(seventh).text ==
          "An account has at most six names, and this one has six.");
    CHECK_FALSE(broker.owner("b7"));
}

TEST_CASE("an invite whose last use is being taken is refused for now, not for ever") {
    for (const bool stored : {true, false}) {
        Harness broker({Invite{account("invite"), 1, 0}});
        for (const char* guest : {"guest", "guest/2"}) {
            broker.prove(guest, Proof{account("invite"), true});
            broker.hello(guest);
        }
        broker.from("guest", Enrol{account("ann")});
        broker.from("guest/2", Enrol{account("bob")});
        CHECK(last_code(broker, "guest/2") == "busy retry");
        if (!stored) broker.journal.plan_fault({Fault::Kind::nothing_stored});
        broker.commit();
        broker.enrol("guest/2", "bob");
        CHECK(broker.count<Enrolled>("guest/2") == (stored ? 0 : 1));
        if (stored) CHECK(last_code(broker, "guest/2") == "invite_over");
    }
}

TEST_CASE("an enrolment that failed costs the invite no use, whatever was enrolled behind it") {
    Town broker;
    broker.advance(Batch::interval);
    broker.from("guest", Enrol{account("cat")});  // is being committed
    broker.from("guest/2", Enrol{account("dan")});
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.commit_all();
    CHECK(broker.count<Enrolled>("guest/2") == 1);
    CHECK(broker.uses_left() == 4);
}

TEST_CASE("a whisper is not stored for a key whose name is moving, or who is being banned") {
    for (const bool moving : {true, false}) {
        Town broker;
        broker.keep_the_journal_busy();
        broker.order(moving ? rebind("ann", "new") : order(What::ban, "ann"));
        broker.whisper("bob", "ann", 2);
        CHECK(broker.refused("bob") == Lines{"busy 2 retry"});
        broker.commit_all();
        broker.whisper("bob", "ann", 2);
        CHECK(last_code(broker, "bob") == (moving ? "rebound 2" : "banned 2"));
        CHECK(broker.journal.conversations().size() == 1);
    }
}

TEST_CASE("a retired key cannot enrol, and costs the invite no use") {
    Town broker;
    broker.ordered(rebind("ann", "new"));
    broker.enrol("guest", "ann");
    REQUIRE(last_code(broker, "guest") == "rebound");
    CHECK(broker.last<Refusal>("guest")->account == account("new"));
    CHECK(broker.uses_left() == 5);
}

TEST_CASE("an order that waits for a name when the broker stops is answered") {
    Town broker;
    broker.keep_the_journal_busy();
    broker.ask_name("ann", "star");
    const auto moved = broker.order(rebind("ann", "new"));
    broker.stop();
    broker.commit_all();
    REQUIRE(broker.answers.contains(moved));
    CHECK_FALSE(broker.answers.at(moved).ok);
    CHECK(broker.core().is_journal_idle());
    CHECK(broker.owner("star") == account("ann"));
}

TEST_CASE("a name that the disk did not take costs nothing of the limit of new names") {
    AccountLimits limits = no_limits();
    limits.renames = {1, 1, std::chrono::minutes{1}};
    limits.newcomers = {1, 1, std::chrono::minutes{1}};
    Harness broker({claim("ann", "ann")}, limits);
    broker.join("ann");
    broker.connect_from("new", "10.1.2.3");
    broker.from("new", Harness::hello_of("new"));
    for (int i = 0; i < 3; ++i) {
        broker.journal.plan_fault({Fault::Kind::nothing_stored});
        broker.ask_name("ann", "star");
        broker.commit();
        CHECK(last_code(broker, "ann") == "disk_full retry");
        broker.journal.plan_fault({Fault::Kind::nothing_stored});
        broker.from("new", broker.join_of("new", "new"));
        broker.commit();
        CHECK(last_code(broker, "new") == "disk_full retry");
    }
    broker.ask_name("ann", "star");
    broker.from("new", broker.join_of("new", "new"));
    broker.commit_all();
    CHECK(broker.journal.snapshot().names.size() == 3);
    broker.ask_name("ann", "moon");
    CHECK(last_code(broker, "ann") == "slow_down retry");
}

// ---- every pair --------------------------------------------------------------------------------

namespace {

/// One thing that happens to ann. It is done without waiting for the journal.
struct Action {
    std::string name;
    std::function<void(Town&)> act;
};

std::function<void(Town&)> gives(const OperatorOrder& wanted) {
    return [wanted](Town& broker) { broker.order(wanted); };
}

/// Returns an action of ann on her live session, if she has one.
std::function<void(Town&)> if_she_is_here(const std::function<void(Town&)>& act) {
    return [act](Town& broker) {
        if (!broker.is_disconnected("ann") && broker.is_joined("ann")) act(broker);
    };
}
std::function<void(Town&)> ann_sends(const ToBroker& message) {
    return if_she_is_here([message](Town& broker) { broker.from("ann", message); });
}

std::vector<Action> all_actions() {
    const std::string ann = to_hex(account("ann"));
    return {
        {"ban", gives(order(What::ban, ann))},
        {"unban", gives(order(What::unban, ann))},
        {"allow", gives(order(What::allow, ann))},
        {"op", gives(order(What::op, ann))},
        {"deop", gives(order(What::deop, ann))},
        {"kick", gives(order(What::kick, ann))},
        {"rename", gives(order(What::rename, ann, "star"))},
        {"rename again", gives(order(What::rename, ann, "moon"))},
        {"rebind", gives(rebind(ann, "new"))},
        {"rebind to another", gives(rebind(ann, "other"))},
        {"give her bob's name", gives(rebind(to_hex(account("bob")), "ann"))},
        {"enrol", [](Town& broker) { broker.from("guest", Enrol{account("ann")}); }},
        {"asks for a name", if_she_is_here([](Town& broker) { broker.ask_name("ann", "sun"); })},
        {"asks for her name back",
         if_she_is_here([](Town& broker) { broker.ask_name("ann", "ann"); })},
        {"speaks", ann_sends(Broadcast{id(70), lobby, std::string(kind_text), "hi"})},
        {"bans cat", ann_sends(Order{5, "ban", account("cat"), {}})},
        {"lifts her ban", ann_sends(Order{6, "unban", account("ann"), {}})},
    };
}

const std::vector<std::pair<std::string, std::vector<What>>>& beginnings() {
    static const std::vector<std::pair<std::string, std::vector<What>>> all{
        {"a guest", {}}, {"an operator", {What::op}}, {"banned", {What::ban}}};
    return all;
}

/// Returns everything that tells one result from another, before and after a restart, but the
/// times.
std::string result_of(Town& broker) {
    Lines lines;
    const Snapshot snapshot = broker.journal.snapshot();
    for (const Standing& each : snapshot.standings)
        lines.push_back(fmt::format("standing {} {} {} {}", to_hex(each.account).substr(0, 6),
                                    each.allowed, each.banned, each.op));
    for (const KnownName& each : snapshot.names)
        lines.push_back(each.folded + " of " + to_hex(each.account).substr(0, 6));
    for (const KnownAccount& each : snapshot.accounts)
        lines.push_back(fmt::format("{} is {}{}", to_hex(each.account).substr(0, 6), each.name,
                                    each.rebound_to ? ", retired" : ""));
    lines.push_back("uses " + std::to_string(broker.uses_left()));
    for (const Entry& each : broker.journal.entries(lobby))
        if (each.account != account("bob")) lines.push_back("said " + each.body);
    std::vector<std::string> known;  // to the running broker, and to the next one
    for (const bool restarted : {false, true}) {
        if (restarted) broker.restart();
        const std::string status = broker.answers.at(broker.order(order(What::status, ""))).text;
        const std::size_t accounts = status.find("accounts");
        known.push_back(status.substr(accounts, status.find("conversations") - accounts) +
                        "hello: " + broker.hello_answer("ann"));
    }
    CHECK(known[0] == known[1]);
    lines.push_back(known[0]);
    return fmt::format("{}\n", fmt::join(lines, "\n"));
}

/// Returns true if a client was asked to come again, or an operator to try again.
bool is_asked_again(Town& broker) {
    for (const char* client : {"ann", "guest"})
        for (const Refusal& refusal : broker.got<Refusal>(client))
            if (refusal.code == code::busy || refusal.code == code::one_at_a_time) return true;
    return false;
}

/// Does both, in one commit or one after another. Who is asked to come again does so.
std::string result_after(const std::vector<What>& beginning, const Action& first,
                         const Action& second, int commits_apart) {
    Town broker;
    for (const What what : beginning) broker.ordered(order(what, to_hex(account("ann"))));
    broker.advance(PendingDisconnects::grace);
    broker.forget();
    if (commits_apart == 0) broker.keep_the_journal_busy();
    first.act(broker);
    if (commits_apart == 2) broker.commit_all();
    second.act(broker);
    broker.commit_all();
    if (is_asked_again(broker)) {
        broker.forget();
        second.act(broker);
        broker.commit_all();
    }
    return result_of(broker);
}

}  // namespace

TEST_CASE("two things that happen to an account in one commit do what they do in two") {
    int pairs = 0;
    for (const auto& [beginning, orders] : beginnings()) {
        const std::string& begins_as = beginning;  // clang 14 captures no structured binding
        for (const Action& first : all_actions()) {
            for (const Action& second : all_actions()) {
                CAPTURE(begins_as);
                CAPTURE(first.name);
                CAPTURE(second.name);
                const std::string apart = result_after(orders, first, second, 2);
                CHECK(result_after(orders, first, second, 0) == apart);  // in one commit
                CHECK(result_after(orders, first, second, 1) ==
                      apart);  // behind the running commit
                ++pairs;
            }
        }
    }
    CHECK(pairs == 3 * 17 * 17);
}
