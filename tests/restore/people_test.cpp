/// The accounts and names of a restored journal.
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "broker/data/restored_people.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

using Names = std::vector<std::string>;
const Account ann = test::account(1), bob = test::account(2), cid = test::account(3);

/// Returns for each account its present name, then all names that are its own.
std::map<Account, Names> names_of(const RestoredPeople& people) {
    std::map<Account, Names> names;
    for (const RestoredAccount& each : people.accounts) {
        names[each.account].push_back(each.name);
        for (const Name& name : each.names) names[each.account].push_back(name.display);
    }
    return names;
}

}  // namespace

TEST_SUITE("restored people") {
    TEST_CASE("the newest export tells the present name, and earlier names stay") {
        const RestoredPeople people = restored_people(
            {{bob, 30, {{ann, "anna"}, {bob, "bob"}}}, {cid, 20, {{ann, "ann"}, {bob, "rob"}}}},
            {});
        CHECK(names_of(people) == std::map<Account, Names>{{ann, {"anna", "ann", "anna"}},
                                                           {bob, {"bob", "rob", "bob"}}});
        CHECK(people.sentences.empty());
    }

    TEST_CASE("between exports of the same age, an account knows its own name best") {
        for (const Account& other : {test::account(9), test::account(1)}) {
            const RestoredPeople people =
                restored_people({{other, 5, {{bob, "zoe"}}}, {bob, 5, {{bob, "bob"}}}}, {});
            CHECK(people.accounts.at(0).name == "bob");
        }
    }

    TEST_CASE("a name of two accounts, or one that looks alike, stays with the lower key") {
        for (const std::string other : {"al", "Al", "a1"}) {
            CAPTURE(other);
            const RestoredPeople people = restored_people(
                {{cid, 9, {{ann, "al"}, {bob, "bob"}}}, {cid, 5, {{bob, other}}}}, {});
            CHECK(names_of(people) ==
                  std::map<Account, Names>{{ann, {"al", "al"}}, {bob, {"bob", "bob"}}});
            REQUIRE(people.sentences.size() == 1);
            CHECK(test::says(people.sentences[0], to_hex(ann)));
            CHECK(test::says(people.sentences[0], to_hex(bob)));
        }
        const RestoredPeople nameless = restored_people({{cid, 9, {{ann, "x"}, {bob, "x"}}}}, {});
        CHECK(names_of(nameless) == std::map<Account, Names>{{ann, {"x", "x"}}, {bob, {""}}});
    }

    TEST_CASE("a retired account keeps its name for display, and its heir owns it") {
        const RestoredPeople people =
            restored_people({{cid, 9, {{bob, "bob"}, {cid, "cid"}}}, {cid, 5, {{bob, "rob"}}}},
                            {{"bob", bob, ann}, {"bob", bob, cid}, {"bob", ann, ann}});
        CHECK(names_of(people) == std::map<Account, Names>{{ann, {"bob", "rob", "bob"}},
                                                           {bob, {"bob"}},
                                                           {cid, {"cid", "cid"}}});
        CHECK(people.accounts.at(1).rebound_to == ann);
        CHECK(!people.accounts.at(0).rebound_to);
        CHECK(people.sentences.empty());
    }

    TEST_CASE("names go on to the last heir, whose own later name is its present one") {
        const RestoredPeople people = restored_people({{cid, 9, {{ann, "ann"}, {cid, "cid"}}}},
                                                      {{"ann", ann, bob}, {"ann", bob, cid}});
        CHECK(names_of(people) == std::map<Account, Names>{{ann, {"ann"}},
                                                           {bob, {"ann"}},
                                                           {cid, {"cid", "ann", "cid"}}});
    }

    TEST_CASE("a name that is not valid is said, without its harmful characters") {
        const RestoredPeople people = restored_people({{bob, 1, {{ann, "a\x1b[31m"}}}}, {});
        CHECK(names_of(people) == std::map<Account, Names>{{ann, {""}}});
        REQUIRE(people.sentences.size() == 1);
        CHECK(!test::says(people.sentences[0], "\x1b"));
    }
}
