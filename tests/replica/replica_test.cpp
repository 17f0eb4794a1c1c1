#include "common/client/replica/replica.hpp"

#include "common/sqlite/sqlite.hpp"
#include "tests/replica/replicas.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

TEST_SUITE("replica") {
    TEST_CASE_FIXTURE(ReplicaFixture, "entries are kept in any order of pages, once each") {
        BrokerConversation talk = lobby_talk();
        talk.say_many(bob, 600);
        replica.keep_heads({talk.head()}, true);
        for (const auto& [from, to] : {std::pair{345, 600}, {89, 344}, {500, 560}, {1, 88}})
            CHECK(replica
                      .add({part(talk, static_cast<std::uint64_t>(from),
                                 static_cast<std::uint64_t>(to))})
                      .empty());
        CHECK(ranges(talk) == HeldRanges{{1, 600, {}, talk.hash(600)}});
        CHECK(replica.entries(talk.id(), 1, 600) == talk.from_to(1, 600));
        CHECK(replica.count_entries() == 600);
        Replica again(home.path(), origin);
        CHECK(again.entries(talk.id(), 340, 350) == talk.from_to(340, 350));
        CHECK(again.conversations().at(0).head == talk.head());
        CHECK(again.conversations().at(0).oldest_at == talk.entry(1).at);
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "entries that contradict the held ones are not kept") {
        BrokerConversation talk = lobby_talk(), other = lobby_talk();
        talk.say_many(bob, 20);
        other.say_many(bob, 10);
        other.say_many(cid, 20);
        replica.keep_heads({talk.head()}, true);
        CHECK(replica.add({part(talk, 5, 20)}).empty());
        using Contradicting = std::vector<ConversationId>;
        CHECK(replica.add({part(other, 15, 30)}) == Contradicting{lobby});  // other entries
        CHECK(replica.add({part(other, 21, 30)}) == Contradicting{lobby});  // another hash before
        CHECK(replica.add({part(other, 8, 12)}) == Contradicting{lobby});
        CHECK(replica.add({part(talk, 1, 4)}).empty());
        CHECK(replica.entries(talk.id(), 1, 100) == talk.from_to(1, 20));
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "heads that contradict the held entries are told") {
        using Contradicting = std::vector<ConversationId>;
        BrokerConversation talk = lobby_talk(), other = lobby_talk();
        talk.say_many(bob, 3'000);
        other.say_many(bob, 2'000);
        other.say_many(cid, 1'000);
        keep({&talk});
        CHECK(replica.keep_heads({talk.head()}, true) == Contradicting{});
        CHECK(replica.keep_heads({talk.head_at(2'500)}, true) == Contradicting{});  // ours is ahead
        CHECK(replica.keep_heads({other.head_at(2'000)}, true) == Contradicting{});
        CHECK(replica.keep_heads({other.head_at(2'500)}, true) == Contradicting{lobby});
        CHECK(replica.keep_heads({other.head()}, true) == Contradicting{lobby});
        other.say(cid, "later");
        CHECK(replica.keep_heads({other.head()}, true) == Contradicting{});  // its page will tell
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "a room that was left leaves nothing") {
        BrokerConversation talk = lobby_talk(), room = room_talk("cooks", 5);
        talk.say(bob, "welcome");
        room.say(bob, "the-recipe-of-the-house");
        keep({&talk, &room});
        CHECK(found("recipe") == Numbers{1});
        SUBCASE("told at once") { replica.drop(room.id()); }
        SUBCASE("told by the heads of the next connection") {
            replica.keep_heads({talk.head()}, true);
        }
        replica.purge();
        CHECK(found("recipe").empty());
        CHECK(found("welcome") == Numbers{1});
        CHECK(!replica.conversation(room.id()));
        CHECK(files_with("the-recipe-of-the-house") == Files{});
        CHECK(files_with("recipe") == Files{});
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "names are kept") {
        replica.keep_names({{ann, "ann"}, {bob, "bob"}});
        replica.keep_names({{bob, "robert"}, {cid, "cid"}});
        CHECK(replica.names() ==
              std::map<Account, std::string>{{ann, "ann"}, {bob, "robert"}, {cid, "cid"}});
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "the numbers of those that name a message are told") {
        BrokerConversation talk = lobby_talk();
        talk.say(bob, "a");
        talk.refer(ann, ReplyBody{1, "b"});
        talk.refer(bob, EditBody{1, "c"});
        talk.refer(ann, ReactionBody{1, "👍", false});
        keep({&talk});
        CHECK(replica.referring(talk.id(), 1) == Numbers{2, 3, 4});
        CHECK(replica.referring(talk.id(), 2).empty());
    }

    TEST_CASE(
        "a file that is damaged, empty or of something else is set aside, and a new one made") {
        const TemporaryHome home;
        const fs::path file = home.path() / (to_hex(journal) + ".copy");
        for (const char* content : {"", "not a database", "SQLite format 3"}) {
            write_to(file, content);
            Replica replica(home.path(), origin);
            CHECK(says(replica.warning(), "was damaged and is kept as"));
            CHECK(replica.count_entries() == 0);
        }
    }

    TEST_CASE("a file of a newer version is left alone, with a sentence") {
        const TemporaryHome home;
        { const Replica made(home.path(), origin); }
        const fs::path file = home.path() / (to_hex(journal) + ".copy");
        sqlite::Connection(file, sqlite::Mode::write).execute("PRAGMA user_version = 99");
        CHECK(says(sentence_of([&] { Replica(home.path(), origin); }), "newer Indaba"));
        CHECK(fs::exists(file));
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "two programs of a home write one replica") {
        BrokerConversation talk = lobby_talk();
        talk.say_many(bob, 300, "words of many");
        replica.keep_heads({talk.head()}, true);
        Replica other(home.path(), origin);
        for (std::uint64_t number = 1; number < 300; number += 3) {
            CHECK(replica.add({part(talk, number, number + 1)}).empty());
            CHECK(other.add({part(talk, number + 1, number + 2)}).empty());
        }
        CHECK(ranges(talk) == HeldRanges{{1, 300, {}, talk.hash(300)}});
        CHECK(found("words", 1'000).size() == 300);
    }
}
