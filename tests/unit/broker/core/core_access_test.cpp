// Who may be here: proven keys, invites, bans, names that move, and the operator's orders.
#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using What = OperatorOrder::What;

namespace {

OperatorOrder order(What what, const std::string& whom, const std::string& other = {}) {
    OperatorOrder result;
    result.what = what;
    result.target = whom;
    result.argument = other;
    return result;
}

OperatorOrder rebind(const std::string& name, const std::string& to) {
    return order(What::rebind, name, to_hex(account(to)));
}

Invite invite(std::uint64_t uses, WallMs expires_at = 0) {
    return {account("invite"), uses, expires_at};
}

/// As the journal has it at the start.
std::vector<Write> with(Invite one) { return {one}; }

std::string code_of(Harness& test, const std::string& client) {
    const auto refused = test.refused(client);
    return refused.empty() ? "" : refused.back();
}

}  // namespace

TEST_SUITE("access") {
    TEST_CASE("the proven key is the account, whatever hello claims") {
        Harness test;
        test.prove("ann");
        test.connect("ann");
        Hello liar = Harness::hello_of("bob");
        test.from("ann", liar);
        CHECK(test.last<Welcome>("ann")->account == account("ann"));
    }

    TEST_CASE("a message proven by another key on the same routing id is ignored") {
        Harness test;
        test.prove("ann");
        test.join("ann");
        test.prove("ann", Proof{account("eve"), false});
        test.say("ann", 1);
        test.commit_nothing();
        CHECK(test.sent_to("ann").empty());
    }

    TEST_CASE("a connection with an invite's key can only enrol") {
        Harness test(with(invite(1)));
        test.prove("guest", Proof{account("invite"), true});
        test.hello("guest");
        for (const ToBroker& message : std::vector<ToBroker>{
                 Join{test.last<Welcome>("guest")->nonce, "guest", false},
                 Broadcast{id(1), lobby, "text", "x"}, Whisper{id(1), account("ann"), "text", "x"},
                 History{}, Who{}, Read{}, Sync{}, Order{}}) {
            test.forget("guest");
            test.from("guest", message);
            CHECK(test.last<Refusal>("guest")->code == "enrol_only");
        }
    }

    TEST_CASE("an invite enrols as many accounts as it has uses") {
        Harness test(with(invite(2)));
        test.prove("guest", Proof{account("invite"), true});
        test.hello("guest");
        for (const char* name : {"ann", "bob", "ann"}) test.enrol("guest", name);
        CHECK(test.count<Enrolled>("guest") == 3);  // ann again costs nothing
        test.enrol("guest", "cat");
        CHECK(code_of(test, "guest") == "invite_over");
        test.restart();
        test.hello("guest");
        test.enrol("guest", "cat");
        CHECK(code_of(test, "guest") == "invite_over");
    }

    TEST_CASE("an expired invite enrols nobody, and no invite enrols a banned account") {
        Harness test(with(invite(5, 1'700'000'000'000 + 1000)));
        test.prove("guest", Proof{account("invite"), true});
        test.ordered(order(What::ban, to_hex(account("bob"))));
        test.hello("guest");
        test.enrol("guest", "bob");
        CHECK(code_of(test, "guest") == "banned");
        test.advance(ms{1000});
        test.enrol("guest", "ann");
        CHECK(code_of(test, "guest") == "invite_over");
    }

    TEST_CASE("an enrolment that was not stored returns its use of the invite") {
        Harness test(with(invite(1)));
        test.prove("guest", Proof{account("invite"), true});
        test.hello("guest");
        test.journal.plan_fault({Fault::Kind::nothing_stored, 0});
        test.enrol("guest", "ann");
        CHECK(code_of(test, "guest") == "not_stored retry");
        test.enrol("guest", "ann");
        CHECK(test.count<Enrolled>("guest") == 1);
    }

    TEST_CASE(
        "a banned account gets a notice, goes offline at once, is disconnected within a second and "
        "is refused") {
        Harness test;
        test.join_all("ann", "bob", "bob/2");
        test.ordered(order(What::ban, "bob"));
        for (const char* client : {"bob", "bob/2"}) {
            CHECK(test.last<Notice>(client)->code == "banned");
            CHECK_FALSE(test.is_disconnected(client));  // what was just written must still go
        }
        test.say("ann", 1);
        test.commit();
        CHECK(test.seen_by("bob").empty());
        test.advance(ms{999});
        CHECK(test.is_disconnected("bob"));
        CHECK(test.is_disconnected("bob/2"));
        CHECK(test.last<Presence>("ann")->left == std::vector{account("bob")});
        for (const bool restarted : {false, true}) {
            if (restarted) test.restart();
            test.connect("bob");
            test.from("bob", Harness::hello_of("bob"));
            CHECK(code_of(test, "bob") == "banned");
        }
        test.ordered(order(What::unban, "bob"));
        test.join("bob");
    }

    TEST_CASE("a whisper to somebody banned is refused for good") {
        Harness test;
        test.join_all("ann", "bob");
        test.ordered(order(What::ban, "bob"));
        test.whisper("ann", "bob", 1);
        CHECK(code_of(test, "ann") == "banned 1");
    }

    TEST_CASE("a kicked account may rejoin") {
        Harness test;
        test.join_all("ann", "bob");
        CHECK(test.ordered(order(What::kick, "bob")).ok);
        CHECK(test.last<Notice>("bob")->code == "kicked");
        test.advance(ms{999});
        CHECK(test.is_disconnected("bob"));
        test.join("bob/2");
    }

    TEST_CASE("only an operator's orders are carried out, and each is answered") {
        Harness test;
        test.join_all("ann", "bob");
        const auto kick = [](const std::string& whom) {
            return Order{7, "kick", account(whom), std::nullopt};
        };
        test.from("bob", kick("ann"));
        CHECK(code_of(test, "bob") == "not_operator");
        test.ordered(order(What::op, "ann"));
        test.from("ann", Order{8, "rebind", account("bob"), std::nullopt});
        CHECK(code_of(test, "ann") == "unknown_order");
        test.from("ann", Order{9, "rename", account("bob"), "robert"});
        test.commit();
        CHECK(test.last<Done>("ann")->request == 9);
        test.from("ann", kick("bob"));
        CHECK(test.last<Done>("ann")->request == 7);
        CHECK(test.last<Notice>("bob")->code == "kicked");
        test.ordered(order(What::deop, "ann"));
        test.from("ann", kick("bob"));
        CHECK(code_of(test, "ann") == "not_operator");
    }

    TEST_CASE(
        "an order for an unknown account, or that cannot be stored, is answered with the reason") {
        Harness test;
        test.join_all("ann");
        CHECK_FALSE(test.ordered(order(What::ban, "nobody")).ok);
        test.journal.plan_fault({Fault::Kind::nothing_stored, 0});
        CHECK_FALSE(test.ordered(order(What::ban, "ann")).ok);
        test.advance(ms{1000});
        CHECK_FALSE(test.is_disconnected("ann"));
        CHECK(test.ordered(order(What::status, "")).text.find("connections   1") !=
              std::string::npos);
        CHECK(test.ordered(order(What::who, "")).text.find("ann") != std::string::npos);
    }

    TEST_CASE("enrolling with a used-up invite is refused without disconnecting") {
        Harness test(with(invite(1)));
        for (const char* guest : {"guest", "guest/2"}) {
            test.prove(guest, Proof{account("invite"), true});
            test.hello(guest);
        }
        test.enrol("guest", "ann");
        CHECK(test.count<Enrolled>("guest") == 1);
        CHECK_FALSE(test.is_disconnected("guest/2"));
        test.enrol("guest/2", "bob");
        CHECK(code_of(test, "guest/2") == "invite_over");
        test.advance(Core::join_timeout);
        CHECK_MESSAGE(test.is_disconnected("guest/2"), "nothing else can be asked with it");
    }

    TEST_CASE(
        "all accounts that enrol in one commit with the last uses of an invite are answered") {
        Harness test(with(invite(2)));
        for (const char* guest : {"guest", "guest/2"}) {
            test.prove(guest, Proof{account("invite"), true});
            test.hello(guest);
        }
        test.from("guest", Enrol{account("ann")});
        test.from("guest/2", Enrol{account("bob")});
        test.commit_all();
        CHECK(test.count<Enrolled>("guest") == 1);
        CHECK(test.count<Enrolled>("guest/2") == 1);
        CHECK_FALSE(test.is_disconnected("guest"));
        CHECK_FALSE(test.is_disconnected("guest/2"));
    }

    TEST_CASE("an account has one enrolment in flight, and none while the broker stops") {
        Harness test(with(invite(3)));
        for (const char* guest : {"guest", "guest/2"}) {
            test.prove(guest, Proof{account("invite"), true});
            test.hello(guest);
        }
        test.from("guest", Enrol{account("ann")});
        test.from("guest/2", Enrol{account("ann")});
        CHECK(code_of(test, "guest/2") == "busy retry");
        test.commit();
        test.stop();
        test.from("guest", Enrol{account("bob")});
        CHECK(code_of(test, "guest") == "busy retry");
    }

    TEST_CASE("an enrolment is stored even if its connection closes first") {
        for (const bool stored : {true, false}) {
            Harness test(with(invite(1)));
            test.prove("guest", Proof{account("invite"), true});
            test.hello("guest");
            test.from("guest", Enrol{account("ann")});
            test.disconnect("guest");
            if (!stored) test.journal.plan_fault({Fault::Kind::nothing_stored, 0});
            test.commit();
            test.hello("guest");
            test.enrol("guest", "ann");
            CHECK(test.count<Enrolled>("guest") == 1);
        }
    }

    TEST_CASE("enrolling needs an invite's key and ordering needs a session") {
        Harness test;
        test.hello("ann");
        test.from("ann", Enrol{account("bob")});
        CHECK(code_of(test, "ann") == "bad_message");
        test.from("ann", Order{1, "kick", account("bob"), {}});
        CHECK(code_of(test, "ann") == "not_joined");
    }

    TEST_CASE("an operator cannot give an invalid name, a taken name or a seventh name") {
        Harness test;
        test.join_all("ann", "bob");
        const auto refused = [&](const std::string& whom, const std::string& name) {
            const Answer answer = test.ordered(order(What::rename, whom, name));
            return answer.ok ? "" : answer.text;
        };
        CHECK_FALSE(refused("bob", "two words").empty());
        CHECK(refused("bob", "ANN") == "Somebody has this name, or one that looks like it.");
        CHECK(refused(to_hex(account("nobody")), "x") == "That account has no name to change.");
        for (const char* name : {"b2", "b3", "b4", "b5", "b6"}) CHECK(refused("bob", name).empty());
        CHECK(refused("bob", "b7") == "That account has six names already.");
    }

    TEST_CASE("of two accounts given the same name at once, the first gets it") {
        Harness test;
        test.join_all("ann", "bob");
        const auto first = test.order(order(What::rename, "ann", "star"));
        const auto second = test.order(order(What::rename, "bob", "star"));
        test.commit_all();
        CHECK(test.answers.at(first).ok);
        CHECK(test.answers.at(second).text == "Somebody has this name, or one that looks like it.");
    }

    TEST_CASE("an impossible rebind is refused before it reaches the journal") {
        Harness test;
        test.join_all("ann", "bob");
        const auto refused = [&](const OperatorOrder& order) {
            const Answer answer = test.ordered(order);
            return answer.ok ? "" : answer.text;
        };
        const std::string give_a_key =
            "Give the new key as indaba-cli key show tells it on the new machine.";
        CHECK(refused(order(What::rebind, "bob", "no key")) == give_a_key);
        CHECK(refused(order(What::rebind, "bob", "abcd")) == give_a_key);
        CHECK(refused(order(What::rebind, "bob", to_hex(Account{}))) == give_a_key);
        CHECK(refused(rebind("bob", "bob")) == give_a_key);
        CHECK(refused(rebind(to_hex(account("nobody")), "new")) ==
              "That account has no name to move.");
        CHECK(refused(rebind("bob", "new")).empty());
        CHECK(refused(rebind("ann", "bob")) == give_a_key);  // bob's key is retired
        CHECK(refused(rebind(to_hex(account("bob")), "other")) ==
              "That account has no name to move.");
    }

    TEST_CASE("an account that already used the new key is shown under the moved name") {
        Harness test;
        test.join_all("ann", "bob");
        CHECK(test.ordered(rebind("bob", "ann")).ok);
        test.advance(PresenceBoard::batch_interval);
        CHECK(test.last<Presence>("ann")->named == std::vector{Person{account("ann"), "bob"}});
    }

    TEST_CASE("while the broker stops, orders are refused but who and status are answered") {
        Harness test;
        test.join_all("ann");
        test.ordered(order(What::op, "ann"));
        test.ordered(order(What::ban, to_hex(account("eve"))));
        test.stop();
        CHECK_FALSE(test.answers.at(test.order(order(What::ban, "ann"))).ok);
        const std::string who = test.answers.at(test.order(order(What::who, ""))).text;
        CHECK(who.find("ann  (operator)") != std::string::npos);
        const std::string status = test.answers.at(test.order(order(What::status, ""))).text;
        CHECK(status.find("allow-list    1\nbanned        1") != std::string::npos);
        test.disconnect("ann");
        CHECK(test.answers.at(test.order(order(What::who, ""))).text == "Nobody is here.\n");
    }

    TEST_CASE("an order is carried out even if its operator has left") {
        Harness test;
        test.join_all("ann", "bob");
        test.ordered(order(What::op, "ann"));
        test.from("ann", Order{1, "ban", account("bob"), {}});
        test.disconnect("ann");
        test.commit();
        CHECK(test.last<Notice>("bob")->code == "banned");
    }

    TEST_CASE("a rebind moves the name, retires the old key and is announced to everybody") {
        Harness test;
        test.join_all("ann", "bob");
        test.say("bob", 1, "mine");
        test.commit();
        CHECK(test.ordered(rebind("bob", "newbob")).ok);
        CHECK(test.last<Notice>("bob")->code == "rebound");
        const auto told = test.got<Entries>("ann").back().entries.back();
        CHECK(told.kind == kind_rebind);
        const auto names = test.got<Entries>("ann").back().names;
        CHECK(std::ranges::count(names, Person{account("bob"), "bob (old key)"}) == 1);
        CHECK(std::ranges::count(names, Person{account("newbob"), "bob"}) == 1);
        CHECK(decode_rebound(told.body) == Rebound{"bob", account("bob"), account("newbob")});
        for (const bool restarted : {false, true}) {
            if (restarted) test.restart();
            test.connect("bob");
            test.from("bob", Harness::hello_of("bob"));
            CHECK(code_of(test, "bob") == "rebound");
            CHECK(test.hello("newbob").name == "bob");
            test.hello("thief");
            test.claim_name_refused("thief", "BOB");
            CHECK(code_of(test, "thief") == "name_taken");
        }
        test.join("ann");
        test.whisper("ann", "bob", 9);
        CHECK(test.got<Refusal>("ann").back().account == account("newbob"));
    }

    TEST_CASE("a newcomer's first readable entry is set by the policy and does not move") {
        for (const auto& [policy, first] : std::map<std::optional<std::uint64_t>, std::uint64_t>{
                 {{}, 1}, {0, 6}, {2, 4}, {9, 1}}) {
            Harness test;
            test.policy.history_for_new = policy;
            test.restart();
            test.join_all("ann");
            for (std::uint64_t n = 1; n <= 5; ++n) test.say("ann", n);
            test.commit_all();
            test.hello("new");
            test.claim_name("new", "new");
            CHECK(test.last<Heads>("new")->heads.front().first == first);
            test.say("ann", 6);
            test.commit();
            test.restart();
            test.hello("new");
            test.from("new", test.join_of("new"));
            CHECK(test.last<Heads>("new")->heads.front().first == first);
        }
    }

    /// Names, keys and readers after anything that can happen to them.
    TEST_CASE("names change keys only by rebind, and nobody reads other people's whispers") {
        const std::vector<std::string> people{"ann", "bob", "cat", "dan"};
        const std::vector<std::string> names{"one", "two", "three", "four", "ONE", "t\u03c9o"};
        for (unsigned seed = 1; seed <= 60; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const auto any = [&](const auto& list) -> const std::string& {
                return list[random() % list.size()];
            };
            Harness test;
            std::map<std::string, Account> owners;  // by folded name
            std::uint64_t said = 0;
            const auto check_names = [&](bool by_rebind) {
                std::map<std::string, Account> now;
                for (const KnownName& known : test.journal.snapshot().names)
                    now[known.folded] = known.account;
                for (const auto& [folded, owner] : owners)
                    if (!by_rebind) REQUIRE(now.at(folded) == owner);
                owners = std::move(now);
            };
            for (const std::string& each : people) test.prove(each);
            const auto told_what_is_not_theirs = [&](const std::string& who) {
                const auto strange = [&](const Conversation& told) {
                    return told.between && !told.between->has(account(who));
                };
                for (const Entries& told : test.got<Entries>(who))
                    if (strange(told.conversation)) return true;
                for (const Page& told : test.got<Page>(who))
                    if (strange(told.conversation)) return true;
                for (const Heads& told : test.got<Heads>(who))
                    for (const Head& head : told.heads)
                        if (strange(head.conversation)) return true;
                return false;
            };
            const auto ask_everything = [&](const std::string& who) {
                for (const Conversation& each : test.journal.conversations()) {
                    test.forget(who);
                    History history;
                    history.conversation = each.id;
                    history.after = 0;
                    test.from(who, history);
                    test.finish_reads();
                    const bool mine = !each.between || each.between->has(account(who));
                    if (!mine) REQUIRE(test.count<Page>(who) == 0);
                }
            };
            for (int step = 0; step < 60; ++step) {
                const std::string& who = any(people);
                bool by_rebind = false;
                switch (random() % 9) {
                    case 0:
                    case 1:
                        if (test.is_connected(who)) test.disconnect(who);
                        test.connect(who);
                        test.from(who, Harness::hello_of(who));
                        if (const Welcome* welcome = test.last<Welcome>(who))
                            test.from(who, Join{welcome->nonce, any(names), false});
                        break;
                    case 2:
                        if (test.is_joined(who)) test.whisper(who, any(people), ++said);
                        break;
                    case 3:
                        if (test.is_joined(who)) test.say(who, ++said);
                        break;
                    case 4:
                        test.order(order(What::ban, to_hex(account(who))));
                        break;
                    case 5:
                        test.order(order(What::unban, to_hex(account(who))));
                        break;
                    case 6:
                        by_rebind = true;
                        test.order(rebind(any(names), any(people)));
                        break;
                    case 7:
                        if (test.is_connected(who)) test.disconnect(who);
                        break;
                    case 8:
                        test.commit_all();
                        test.restart();
                        break;
                }
                test.commit_all();
                test.advance(ms{300});
                check_names(by_rebind);
                for (const std::string& each : people)
                    if (test.is_connected(each)) REQUIRE_FALSE(told_what_is_not_theirs(each));
                if (test.is_connected(who) && test.is_joined(who)) ask_everything(who);
            }
        }
    }
}
