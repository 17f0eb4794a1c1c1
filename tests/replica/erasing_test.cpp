/// Erasures leave nothing in the files of a replica, in whatever order their parts come.
#include <algorithm>

#include "tests/replica/replicas.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

const std::string secret = "thesecretthatwaserased";

struct ErasedFixture : ReplicaFixture {
    ErasedFixture() {
        talk.say_many(cid, 50, "before");
        talk.say(bob, "say " + secret + " aloud");                          // 51
        talk.refer(bob, EditBody{51, "say " + secret + " again, edited"});  // 52
        talk.say_many(cid, 50, "between");
        was = talk;
        talk.refer(bob, EraseBody{51});  // 103
        talk.say_many(cid, 5, "after");
        replica.keep_heads({talk.head()}, true);
    }
    /// Deletes the bodies, as the broker does.
    void delete_bodies() {
        talk.delete_body(51);
        talk.delete_body(52);
    }
    void add(const BrokerConversation& from, std::uint64_t first, std::uint64_t last) {
        CHECK(replica.add({part(from, first, last)}).empty());
    }
    void check() {
        replica.purge();
        CHECK(files_with(secret) == Files{});
        CHECK(files_with(secret.substr(0, 8)) == Files{});  // the index shortens words
        CHECK(found(secret).empty());
        CHECK(found("between").size() == 50);
        delete_bodies();
        CHECK(replica.entries(talk.id(), 51, 52) == talk.from_to(51, 52));
        CHECK(ranges(talk) == HeldRanges{{1, talk.last(), {}, talk.hash(talk.last())}});
    }
    BrokerConversation talk = lobby_talk(), was = lobby_talk();
};

}  // namespace

TEST_SUITE("erasing in a replica") {
    TEST_CASE_FIXTURE(ErasedFixture, "a live erasure deletes what is held") {
        add(was, 1, 102);
        CHECK(found(secret) == Numbers{51});
        REQUIRE(files_with(secret) != Files{});
        add(talk, 103, talk.last());
        check();
    }
    TEST_CASE_FIXTURE(ErasedFixture, "an erasure that came first deletes what comes later") {
        add(talk, 103, talk.last());
        add(was, 52, 102);  // read before the erasure, by another program
        add(was, 1, 51);
        check();
    }
    TEST_CASE_FIXTURE(ErasedFixture, "entries that come again without their body lose it here") {
        add(was, 1, 102);
        delete_bodies();
        add(talk, 40, 60);
        add(talk, 100, talk.last());
        check();
    }
    TEST_CASE_FIXTURE(ErasedFixture,
                      "an edit that comes again without its body tells of its message") {
        add(was, 1, 102);
        delete_bodies();
        add(talk, 52, 60);
        replica.purge();
        CHECK(files_with(secret) == Files{});
    }

    TEST_CASE("the words of an erased message go in the transaction of its erasure") {
        const TemporaryHome home;
        BrokerConversation talk = lobby_talk();
        talk.say_many(cid, 50, "other words");
        talk.say(bob, secret);
        talk.refer(bob, EraseBody{51});
        {
            Replica replica(home.path(), origin);
            replica.keep_heads({talk.head()}, true);
            CHECK(replica.add({part(talk, 1, 51)}).empty());
            CHECK(replica.add({part(talk, 52, 52)}).empty());
        }  // without purge(), as after a crash
        for (const auto& file : std::filesystem::directory_iterator(home.path()))
            CHECK(content_of(file.path()).find(secret.substr(0, 8)) == std::string::npos);
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "erased texts among many leave nothing in the files") {
        BrokerConversation talk = lobby_talk();
        for (int i = 0; i < 3'000; ++i)
            talk.say(bob,
                     i % 10 == 0 ? secret + std::to_string(i) : "other words " + std::to_string(i));
        keep({&talk});
        const std::uint64_t last = talk.last();
        for (std::uint64_t number = 1; number <= last; number += 10)
            talk.refer(bob, EraseBody{number});
        CHECK(replica.add({part(talk, last + 1, talk.last())}).empty());
        replica.purge();
        CHECK(files_with(secret) == Files{});
        CHECK(found("other", 5'000).size() == 2'700);
    }
}
