/// Operators' orders: who may give them, how each is answered, and which are refused.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/orders.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

TEST_CASE("only an operator's orders are carried out, and each is answered") {
    Harness broker;
    broker.join_all("ann", "bob");
    const auto kick = [](const std::string& whom) {
        return Order{7, "kick", account(whom), std::nullopt};
    };
    broker.from("bob", kick("ann"));
    CHECK(last_code(broker, "bob") == "not_operator");
    broker.ordered(order(What::op, "ann"));
    broker.from("ann", Order{8, "rebind", account("bob"), std::nullopt});
    CHECK(last_code(broker, "ann") == "unknown_order");
    broker.from("ann", Order{9, "rename", account("bob"), "robert"});
    broker.commit();
    CHECK(broker.last<Done>("ann")->request == 9);
    broker.from("ann", kick("bob"));
    CHECK(broker.last<Done>("ann")->request == 7);
    CHECK(broker.last<Notice>("bob")->code == "kicked");
    broker.ordered(order(What::deop, "ann"));
    broker.from("ann", kick("bob"));
    CHECK(last_code(broker, "ann") == "not_operator");
}

TEST_CASE("a kick of somebody who is not online is refused") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.ordered(order(What::op, "ann"));
    broker.from("bob", Bye{});
    CHECK_FALSE(broker.ordered(order(What::kick, "bob")).ok);
    broker.from("ann", Order{7, "kick", account("bob"), std::nullopt});
    CHECK(last_code(broker, "ann") == "not_online");
}

TEST_CASE("a new invite is reported") {
    Harness broker;
    const std::size_t before = broker.reports.size();
    OperatorOrder wanted = order(What::invite, "");
    wanted.invite = {account("an invite's key"), 3, 0};
    CHECK(broker.ordered(wanted).ok);
    REQUIRE(broker.reports.size() == before + 1);
    CHECK(broker.reports.back().why == "is a new invite; uses: 3");
}

TEST_CASE(
    "an order for an unknown account, or that cannot be stored, is answered with the reason") {
    Harness broker;
    broker.join_all("ann");
    CHECK_FALSE(broker.ordered(order(What::ban, "nobody")).ok);
    broker.journal.plan_fault({Fault::Kind::nothing_stored, 0});
    CHECK_FALSE(broker.ordered(order(What::ban, "ann")).ok);
    broker.advance(ms{1000});
    CHECK_FALSE(broker.is_disconnected("ann"));
    CHECK(broker.ordered(order(What::status, "")).text.find("connections   1") !=
          std::string::npos);
    CHECK(broker.ordered(order(What::who, "")).text.find("ann") != std::string::npos);
}

TEST_CASE("an order whose fate the disk does not tell is answered as unknown, not as undone") {
    for (const auto& [kind, words] : std::vector<std::pair<Fault::Kind, std::string>>{
             {Fault::Kind::nothing_stored, "It was not stored: the disk is full."},
             {Fault::Kind::write_fails, "It was not stored: the journal cannot be written."},
             {Fault::Kind::unknown_stored, "It may be stored or not: the disk failed."},
             {Fault::Kind::unknown_not_stored, "It may be stored or not: the disk failed."}}) {
        Harness broker;
        broker.join_all("ann");
        broker.journal.plan_fault({kind, 0});
        const Answer answer = broker.ordered(order(What::ban, "ann"));
        CHECK_FALSE(answer.ok);
        CHECK(answer.text == words);
    }
}

TEST_CASE("an operator cannot give an invalid name, a taken name or a seventh name") {
    Harness broker;
    broker.join_all("ann", "bob");
    const auto refused = [&](const std::string& whom, const std::string& name) {
        const Answer answer = broker.ordered(order(What::rename, whom, name));
        return answer.ok ? "" : answer.text;
    };
    CHECK_FALSE(refused("bob", "two words").empty());
    CHECK(refused("bob", "ANN") == "Somebody has this name, or one that looks like it.");
    CHECK(refused(to_hex(account("nobody")), "x") == "That account has no name to change.");
    for (const char* name : {"b2", "b3", "b4", "b5", "b6"}) CHECK(refused("bob", name).empty());
    CHECK(refused("bob", "b7") == "An account has at most six names, and this one has six.");
}

TEST_CASE("of two accounts given the same name at once, the first gets it") {
    Harness broker;
    broker.join_all("ann", "bob");
    const auto first = broker.order(order(What::rename, "ann", "star"));
    const auto second = broker.order(order(What::rename, "bob", "star"));
    broker.commit_all();
    CHECK(broker.answers.at(first).ok);
    CHECK(broker.answers.at(second).text == "Somebody has this name, or one that looks like it.");
}

TEST_CASE("an impossible rebind is refused before it reaches the journal") {
    Harness broker;
    broker.join_all("ann", "bob");
    const auto refused = [&](const OperatorOrder& order) {
        const Answer answer = broker.ordered(order);
        return answer.ok ? "" : answer.text;
    };
    const std::string give_a_key =
        "Give the new key as `key show` of the terminal client prints it on the new machine.";
    CHECK(refused(order(What::rebind, "bob", "no key")) == give_a_key);
    CHECK(refused(order(What::rebind, "bob", "abcd")) == give_a_key);
    CHECK(refused(order(What::rebind, "bob", to_hex(Account{}))) == give_a_key);
    CHECK(refused(rebind("bob", "bob")) == give_a_key);
    CHECK(refused(rebind(to_hex(account("nobody")), "new")) == "That account has no name to move.");
    CHECK(refused(rebind("bob", "new")).empty());
    CHECK(refused(rebind("ann", "bob")) == give_a_key);  // bob's key is retired
    CHECK(refused(rebind(to_hex(account("bob")), "other")) == "That account has no name to move.");
}

TEST_CASE("an account that already used the new key is shown under the moved name") {
    Harness broker;
    broker.join_all("ann", "bob");
    CHECK(broker.ordered(rebind("bob", "ann")).ok);
    broker.advance(PresenceBoard::batch_interval);
    CHECK(broker.last<Presence>("ann")->named == std::vector{Person{account("ann"), "bob"}});
}

TEST_CASE("while the broker stops, orders are refused but who and status are answered") {
    Harness broker;
    broker.join_all("ann");
    broker.ordered(order(What::op, "ann"));
    broker.ordered(order(What::ban, to_hex(account("eve"))));
    broker.stop();
    CHECK_FALSE(broker.answers.at(broker.order(order(What::ban, "ann"))).ok);
    const std::string who = broker.answers.at(broker.order(order(What::who, ""))).text;
    CHECK(who.find("ann  (operator)") != std::string::npos);
    const std::string status = broker.answers.at(broker.order(order(What::status, ""))).text;
    CHECK(status.find("allow-list    1\nbanned        1") != std::string::npos);
    broker.close("ann");
    CHECK(broker.answers.at(broker.order(order(What::who, ""))).text == "Nobody is online.\n");
}

TEST_CASE("an order is carried out even if its operator has left") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.ordered(order(What::op, "ann"));
    broker.from("ann", Order{1, "ban", account("bob"), {}});
    broker.close("ann");
    broker.commit();
    CHECK(broker.last<Notice>("bob")->code == "banned");
}
