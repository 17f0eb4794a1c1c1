#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

namespace {

Lines joined(const Presence& presence) {
    Lines result;
    for (const Person& person : presence.joined) result.push_back(person.name);
    return result;
}

/// Returns the online names, as a client computes them from `people` and `presence`.
Lines online_in(Harness& broker, const std::string& client) {
    std::map<Account, std::string> known;
    bool complete = true;
    for (const SharedOutgoing& sent : broker.sent_to(client)) {
        if (const People* people = std::get_if<People>(&sent->message())) {
            if (complete) known.clear();
            complete = !people->more;
            for (const Person& person : people->people) known[person.account] = person.name;
        } else if (const Presence* presence = std::get_if<Presence>(&sent->message())) {
            for (const Person& person : presence->joined) {
                CHECK(!known.contains(person.account));
                known[person.account] = person.name;
            }
            for (const Account& account : presence->left) CHECK(known.erase(account) == 1);
            for (const Person& person : presence->named) {
                CHECK(known.contains(person.account));
                known[person.account] = person.name;
            }
        }
    }
    Lines result;
    for (const auto& [account, name] : known) result.push_back(name);
    std::ranges::sort(result);
    return result;
}

}  // namespace

TEST_CASE("joins and leaves are published in batches of 250 ms") {
    Harness broker;
    broker.join_all("ann");
    broker.join("bob");
    broker.join("cid");
    broker.close("bob");
    broker.close("cid");
    broker.join("cid");
    broker.join("dan");
    CHECK(broker.count<Presence>("ann") == 0);
    broker.advance(PresenceBoard::batch_interval);
    REQUIRE(broker.count<Presence>("ann") == 1);
    CHECK(joined(broker.got<Presence>("ann")[0]) == Lines{"cid", "dan"});
    CHECK(broker.got<Presence>("ann")[0].left.empty());
}

TEST_CASE("leaving and returning within one batch is not published") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.close("bob");
    broker.advance(PresenceBoard::batch_interval - 1ms);
    broker.join("bob");
    broker.advance(1s);
    CHECK(broker.count<Presence>("ann") == 0);
}

TEST_CASE("leaving for longer than one batch is published") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.close("bob");
    broker.advance(PresenceBoard::batch_interval);
    CHECK(broker.got<Presence>("ann")[0].left == std::vector{account("bob")});
    broker.join("bob");
    broker.advance(PresenceBoard::batch_interval);
    CHECK(joined(broker.got<Presence>("ann")[1]) == Lines{"bob"});
}

TEST_CASE("an account is online from its first session to its last") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.join("bob/2");
    broker.close("bob");
    broker.advance(1s);
    CHECK(broker.count<Presence>("ann") == 0);
    broker.close("bob/2");
    broker.advance(1s);
    CHECK(broker.got<Presence>("ann")[0].left == std::vector{account("bob")});
}

TEST_CASE("quiet sessions do not count for presence, but receive it") {
    Harness broker;
    broker.join_all("ann");
    broker.join("bob", true);
    broker.join("ann/2", true);
    broker.advance(1s);
    CHECK(broker.count<Presence>("ann") == 0);
    broker.close("ann");
    broker.advance(1s);
    CHECK(broker.got<Presence>("bob")[0].left == std::vector{account("ann")});
}

TEST_CASE("a connection that closes before it joined never appears") {
    Harness broker;
    broker.join_all("ann");
    broker.hello("bob");
    broker.from("bob", broker.join_of("bob", "bob"));
    broker.close("bob");
    broker.commit();
    broker.advance(1s);
    CHECK(broker.count<Presence>("ann") == 0);
}

TEST_CASE("a new name of an online account is published") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.rename("bob", "bobby");
    broker.advance(PresenceBoard::batch_interval);
    const Presence presence = broker.got<Presence>("ann")[0];
    CHECK(presence.named == std::vector<Person>{{account("bob"), "bobby"}});
    CHECK(presence.joined.empty());
}

TEST_CASE(
    "a name changed and changed back within one batch is published, since entries may have shown "
    "it") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.rename("bob", "rob");
    broker.rename("bob", "bob");
    broker.advance(PresenceBoard::batch_interval);
    REQUIRE(broker.count<Presence>("ann") == 1);
    CHECK(broker.got<Presence>("ann")[0].named == std::vector{Person{account("bob"), "bob"}});
}

TEST_CASE("people and presence together always equal the online accounts, for every client") {
    Harness broker;
    broker.hello("ann");
    broker.claim_name("ann", "ann");
    broker.hello("bob");
    broker.claim_name("bob", "bob");
    broker.advance(100ms);
    broker.join("cid");
    broker.close("cid");
    broker.advance(150ms);
    broker.hello("dan");
    broker.claim_name("dan", "dan");
    broker.close("ann");
    broker.advance(1s);
    CHECK(online_in(broker, "bob") == Lines{"bob", "dan"});
    CHECK(online_in(broker, "dan") == Lines{"bob", "dan"});
}

TEST_CASE("pong carries the last published version of presence") {
    Harness broker;
    broker.join_all("ann");
    broker.join("bob");
    broker.from("ann", Ping{});
    broker.advance(PresenceBoard::batch_interval);
    broker.from("ann", Ping{});
    const auto pongs = broker.got<Pong>("ann");
    CHECK(pongs[1].version == pongs[0].version + 1);
    CHECK(pongs[1].version == broker.last<Presence>("ann")->version);
}

TEST_CASE("ten thousand people are sent in parts that fit a frame") {
    constexpr int many = 10'000;
    const auto name_of = [](int i) { return "p" + std::to_string(100'000 + i); };
    std::vector<Write> claims;
    for (int i = 0; i < many; ++i) {
        const std::string name = name_of(i);
        claims.push_back(Claim{account(name), name, name, name, 0, {}});
    }
    Harness broker(std::move(claims));
    for (int i = 0; i < many; ++i) broker.join(name_of(i));
    broker.advance(PresenceBoard::batch_interval);
    CHECK(broker.count<Presence>(name_of(0)) > 1);
    broker.forget();
    broker.from(name_of(0), Sync{});
    const auto people = broker.got<People>(name_of(0));
    CHECK(people.size() > 1);
    for (std::size_t i = 0; i < people.size(); ++i)
        CHECK(people[i].more == (i + 1 < people.size()));
    CHECK(online_in(broker, name_of(0)).size() == many);
}
