// The keys that a home holds: its own under a passphrase, and the pinned keys of brokers and
// people.
#include <doctest/doctest.h>

#include <fstream>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/client/home/destination.hpp"
#include "common/client/home/known_brokers.hpp"
#include "common/client/home/known_people.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/keys/private_file.hpp"
#include "common/keys/sealed_key.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/support/child_task.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

const Endpoint here{"127.0.0.1", 5000}, there{"::1", 5000};

constexpr int pins_of_each = 20;

const ChildTask pin_brokers{"pin-brokers", [](Parent& parent) {
                                const std::filesystem::path home = parent.told_path();
                                const Account key = Account::from_hex(parent.told()).value();
                                const int first = std::stoi(parent.told());
                                parent.told();  // go
                                for (int pin = 0; pin < pins_of_each; ++pin)
                                    KnownBrokers(home).pin({{"host", first + pin}}, key);
                            }};

}  // namespace

TEST_SUITE("sealed keys and pinned keys") {
    TEST_CASE("a sealed key opens only with its passphrase") {
        const Key key = make_key();
        const std::string sealed = seal(key, "correct horse");
        CHECK(sealed.find(to_hex(key.secret)) == std::string::npos);
        const auto opened = unseal(sealed, "correct horse");
        REQUIRE(std::holds_alternative<Key>(opened));
        CHECK(std::get<Key>(opened).account == key.account);
        CHECK(std::holds_alternative<std::string>(unseal(sealed, "correct horsf")));
        std::string damaged = sealed;
        damaged[damaged.size() - 3] = damaged[damaged.size() - 3] == '0' ? '1' : '0';
        CHECK(std::holds_alternative<std::string>(unseal(damaged, "correct horse")));
        CHECK(seal(key, "correct horse") != sealed);
    }

    TEST_CASE("unseal refuses text that is not a sealed key") {
        for (const char* text : {"", "indaba-key-1\n", "indaba-key-2\n00", "indaba-key-1\nzz",
                                 "indaba-key-1\n00112233"})
            CHECK(std::holds_alternative<std::string>(unseal(text, "x")));
    }

    TEST_CASE("a broker's key is pinned once for its address and survives a restart") {
        const TemporaryHome home;
        const Account key = make_key().account, other = make_key().account;
        {
            KnownBrokers known(home.path());
            CHECK_FALSE(known.key_of(here));
            known.pin({here}, key);
            known.pin({here}, key);
            CHECK_THROWS_AS(known.pin({here}, other), std::runtime_error);
        }
        KnownBrokers again(home.path());
        CHECK(again.key_of(here) == key);
        CHECK_FALSE(again.key_of(there));
        again.pin({there}, other);
        CHECK(KnownBrokers(home.path()).key_of(here) == key);
    }

    TEST_CASE("two processes of one home keep each other's pins") {
        const TemporaryHome home;
        KnownBrokers one(home.path()), two(home.path());
        const Account key = make_key().account, other = make_key().account;
        one.pin({here}, key);
        two.pin({there}, other);
        CHECK(KnownBrokers(home.path()).key_of(here) == key);
        CHECK_THROWS(two.pin({here}, other));
    }

    TEST_CASE("a server in other letters is the same server, also in a file of an older version") {
        const TemporaryHome home;
        const Account key = make_key().account, other = make_key().account;
        create_private_file(home.path() / "known_brokers",
                            "Chat.Example:5000 " + to_hex(key) + "\n");
        KnownBrokers known(home.path());
        for (const char* text : {"chat.example", "CHAT.example:5000", "<Chat.Example>"})
            CHECK(known.key_of(parse_destination(text)->endpoints.front()) == key);
        CHECK_THROWS(known.pin(parse_destination("chat.EXAMPLE")->endpoints, other));
        replace_private_file(
            home.path() / "known_brokers",
            "Chat.Example:5000 " + to_hex(key) + "\nchat.example:5000 " + to_hex(other) + "\n");
        CHECK_THROWS_AS(KnownBrokers(home.path()), std::runtime_error);
    }

    TEST_CASE("the endpoints of a server are pinned together, all or none") {
        const TemporaryHome home;
        const Account key = make_key().account, other = make_key().account;
        KnownBrokers known(home.path());
        known.pin({here, there}, key);
        CHECK(KnownBrokers(home.path()).key_of(there) == key);
        CHECK(known.endpoints_of(key) == std::vector<std::string>{"127.0.0.1:5000", "[::1]:5000"});
        CHECK_THROWS_AS(known.pin({{"third", 1}, there}, other), std::runtime_error);
        CHECK_FALSE(KnownBrokers(home.path()).key_of({"third", 1}));
        CHECK(known.endpoints_of(other).empty());
    }

    TEST_CASE("many processes of one home pin brokers at the same time, and no pin is lost") {
        const TemporaryHome home;
        const Account key = make_key().account;
        constexpr int processes = 8;
        {
            std::vector<std::unique_ptr<Child>> children;
            for (int process = 0; process < processes; ++process)
                children.push_back(std::make_unique<Child>(
                    pin_brokers,
                    std::vector<std::string>{to_utf8(home.path()), to_hex(key),
                                             std::to_string(1 + process * pins_of_each)}));
            for (const auto& child : children) child->go();
            for (const auto& child : children) CHECK(child->wait() == 0);
        }
        const KnownBrokers known(home.path());
        for (int port = 1; port <= processes * pins_of_each; ++port)
            CHECK_MESSAGE(known.key_of({"host", port}) == key, port);
    }

    TEST_CASE("a damaged known_brokers file is an error, so that no broker is trusted by mistake") {
        const TemporaryHome home;
        create_private_file(home.path() / "known_brokers", "127.0.0.1:5000 zz\n");
        CHECK_THROWS_AS(KnownBrokers(home.path()), std::runtime_error);
    }

    TEST_CASE("a join link with another key than the pinned one is refused") {
        const TemporaryHome home;
        KnownBrokers known(home.path());
        const Key own = make_key();
        const Account trusted = make_key().account, other = make_key().account;
        const auto first = credentials_for({{here}, trusted, {}}, own, known, false);
        REQUIRE(std::holds_alternative<Credentials>(first));
        CHECK(std::get<Credentials>(first).broker == trusted);
        known.pin({here}, trusted);
        const auto second = credentials_for({{here}, other, {}}, own, known, false);
        CHECK(std::holds_alternative<std::string>(second));
        const auto typed = credentials_for({{here}, {}, {}}, own, known, false);
        CHECK(std::get<Credentials>(typed).broker == trusted);
    }

    TEST_CASE("a pinned endpoint gives its key to the others of the same server") {
        const TemporaryHome home;
        KnownBrokers known(home.path());
        const Account key = make_key().account;
        known.pin({there}, key);
        const auto found = credentials_for({{here, there}, {}, {}}, make_key(), known, false);
        REQUIRE(std::holds_alternative<Credentials>(found));
        CHECK(std::get<Credentials>(found).broker == key);
    }

    TEST_CASE("endpoints with different pinned keys are not taken for one server") {
        const TemporaryHome home;
        KnownBrokers known(home.path());
        const Account key = make_key().account, other = make_key().account;
        known.pin({here}, key);
        known.pin({there}, other);
        const auto typed = credentials_for({{here, there}, {}, {}}, make_key(), known, false);
        REQUIRE(std::holds_alternative<std::string>(typed));
        CHECK(std::get<std::string>(typed) == different_keys_sentence({here, key}, {there, other}));
        CHECK(std::get<std::string>(typed).starts_with(
            "127.0.0.1:5000 and [::1]:5000 have different keys"));
        const auto linked = credentials_for({{here, there}, key, {}}, make_key(), known, false);
        REQUIRE(std::holds_alternative<std::string>(linked));
        CHECK(std::get<std::string>(linked) == key_mismatch_sentence(there, other, key, known));
    }

    TEST_CASE(
        "a server with another key than expected is named with where the expected one is from") {
        const TemporaryHome home;
        KnownBrokers known(home.path());
        const Account expected = make_key().account, claimed = make_key().account;
        const std::string linked = key_mismatch_sentence(here, expected, claimed, known);
        CHECK(linked.find("In the link: " + fingerprint(expected)) != std::string::npos);
        CHECK(linked.find("Now: " + fingerprint(claimed)) != std::string::npos);
        CHECK(linked.find("known_brokers") == std::string::npos);  // there is no line to remove
        known.pin({here}, expected);
        const std::string pinned = key_mismatch_sentence(here, expected, claimed, known);
        CHECK(pinned.find("Trusted: " + fingerprint(expected)) != std::string::npos);
        CHECK(pinned.find("known_brokers") != std::string::npos);
    }

    TEST_CASE(
        "a new name is appended to the file of people, and a line that was cut off is mended") {
        const TemporaryHome home;
        const JournalId journal{{1, 2, 3}};
        const auto file = home.path() / (to_hex(journal) + ".people");
        const Account ann = make_key().account, bob = make_key().account, cut = make_key().account;
        const auto learn = [&](const Account& account, const std::string& name) {
            KnownPeople people(home.path(), journal);
            CHECK_FALSE(people.check({account, name}));
            people.save();
        };
        learn(ann, "ann");
        const std::string before = read_private_file(file, 10'000).value();
        learn(bob, "bob");
        CHECK(read_private_file(file, 10'000).value().starts_with(before));
        const std::string both = read_private_file(file, 10'000).value();
        replace_private_file(file, both + to_hex(cut) + " carol and mo");
        learn(cut, "dora");
        CHECK(read_private_file(file, 10'000).value().find("carol") == std::string::npos);
        KnownPeople people(home.path(), journal);
        CHECK(people.check({cut, "ann"}));
        CHECK(people.check({cut, "bob"}));
        CHECK(people.check({ann, "dora"}));
        replace_private_file(file, both + "rubbish");
        CHECK_THROWS(KnownPeople(home.path(), journal));
    }

    TEST_CASE("the names that an account had are known after a restart") {
        const TemporaryHome home;
        const Account ann = make_key().account;
        {
            KnownPeople people(home.path(), JournalId{});
            people.check({ann, "Ann"});
            people.check({make_key().account, "bob"});
            people.check({ann, "Anna"});
            people.save();
        }
        const KnownPeople people(home.path(), JournalId{});
        CHECK(people.names_of(ann) == std::vector<std::string>{"ann", "anna"});
    }

    TEST_CASE("programs of one home that mend the file of people lose none of each other's names") {
        const TemporaryHome home;
        const JournalId journal{{1, 2, 3}};
        const auto file = home.path() / (to_hex(journal) + ".people");
        const Account ann = make_key().account, bob = make_key().account, carl = make_key().account;
        replace_private_file(file, to_hex(ann) + " ann\n" + to_hex(ann) + " cut o");
        KnownPeople one(home.path(), journal), other(home.path(), journal);
        CHECK_FALSE(one.check({bob, "bob"}));
        CHECK_FALSE(other.check({carl, "carl"}));
        one.save();
        other.save();
        KnownPeople people(home.path(), journal);
        for (const char* name : {"ann", "bob", "carl"})
            CHECK(people.check({make_key().account, name}));
    }

    TEST_CASE("a changed key of a name is reported once per start until it is accepted") {
        const TemporaryHome home;
        const JournalId journal{{1, 2, 3}};
        const Account before = make_key().account, now = make_key().account;
        {
            KnownPeople people(home.path(), journal);
            CHECK_FALSE(people.check({before, "Bob"}));
            CHECK_FALSE(people.check({before, "bob"}));
            CHECK(people.check({now, "bob"}));
            CHECK_FALSE(people.check({now, "bob"}));  // reported already
            people.save();
        }
        {
            KnownPeople people(home.path(), journal);
            CHECK(people.check({now, "BOB"}));  // it was never accepted
            people.accept({now, "BOB"});
            people.save();
        }
        KnownPeople people(home.path(), journal);
        CHECK_FALSE(people.check({now, "bob"}));
        CHECK_FALSE(people.check({before, "bob (old key)"}));
        CHECK(people.check({before, "bob"}));
    }
}
