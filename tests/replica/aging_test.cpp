/// Entries that are too old to be kept.
#include <algorithm>

#include "common/base/clock.hpp"
#include "tests/replica/replicas.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

constexpr WallMs later = 1'800'000'000'000;
const std::string aged = "thewordthatgrewold";

/// A conversation with 2,502 entries of long ago and 1,502 later ones.
struct AgedFixture : ReplicaFixture {
    AgedFixture() {
        talk.say_many(bob, 2'499, aged);
        talk.refer(bob, EraseBody{5});  // 2,500
        talk.say(bob, "erased later");
        talk.say(bob, aged + " edited later");  // 2,502
        talk.set_time(later);
        talk.say_many(cid, 1'500, "staying");
        talk.refer(bob, EraseBody{2'501});
        talk.refer(bob, EditBody{2'502, aged + " again"});
        replica.keep_heads({talk.head()}, true);
    }
    int drop() {
        int times = 0;
        while (replica.drop_before(later)) ++times;
        while (replica.overwrite_dropped()) {
        }
        replica.purge();
        return times;
    }
    HeldRange kept_range() const { return {2'503, 4'004, talk.hash(2'502), talk.hash(4'004)}; }
    BrokerConversation talk = lobby_talk();
};

}  // namespace

TEST_SUITE("old entries of a replica") {
    TEST_CASE_FIXTURE(AgedFixture, "they are deleted with their words, a part at a time") {
        CHECK(replica.add({all_of(talk)}).empty());
        CHECK(found(aged, 5'000).size() == 2'499);
        CHECK(drop() == 3);
        CHECK(ranges(talk) == HeldRanges{kept_range()});
        CHECK(replica.entries(lobby, 1, 2'502).empty());
        CHECK(replica.entries(lobby, 2'503, 4'004) == talk.from_to(2'503, 4'004));
        CHECK(replica.conversation(lobby)->left_out == LeftOut{2'502, talk.entry(2'502).at});
        CHECK(found(aged).empty());
        CHECK(found("staying", 5'000).size() == 1'500);
        replica.drop(lobby);  // with the edit, whose body has the word
        replica.purge();
        CHECK(files_with(aged) == Files{});
        CHECK(files_with(aged.substr(0, 8)) == Files{});
        CHECK(drop() == 0);
    }

    TEST_CASE_FIXTURE(AgedFixture, "their words are overwritten") {
        BrokerConversation other = room_talk("cooks", 5);
        other.say_many(bob, 1'500, "anoldrecipe");
        other.set_time(later);
        other.say_many(bob, 10, "fresh");
        keep({&other});
        REQUIRE(files_with("anoldrecipe") != Files{});
        CHECK(drop() == 2);
        CHECK(files_with("anoldrecipe") == Files{});
        CHECK(files_with("anoldrec") == Files{});
        CHECK(found("fresh").size() == 10);
    }

    TEST_CASE_FIXTURE(AgedFixture, "ranges that are too old as a whole go, and gaps stay") {
        CHECK(replica
                  .add({part(talk, 1, 10), part(talk, 21, 30), part(talk, 2'400, 2'600),
                        part(talk, 4'000, 4'004)})
                  .empty());
        drop();
        CHECK(ranges(talk) == HeldRanges{{2'503, 2'600, talk.hash(2'502), talk.hash(2'600)},
                                         {4'000, 4'004, talk.hash(3'999), talk.hash(4'004)}});
        CHECK(replica.count_entries() == 103);
    }

    TEST_CASE_FIXTURE(AgedFixture, "they are not kept when they come, until more is kept") {
        const LeftOut left_out{2'502, talk.entry(2'502).at};
        replica.keep_since(later);
        CHECK(replica.add({all_of(talk)}).empty());
        CHECK(ranges(talk) == HeldRanges{kept_range()});
        CHECK(replica.conversation(lobby)->left_out == left_out);
        CHECK(replica.add({part(talk, 1, 100)}).empty());
        CHECK(ranges(talk) == HeldRanges{kept_range()});
        CHECK(replica.conversation(lobby)->left_out == left_out);
        const WallMs earlier = talk.entry(1'001).at;
        replica.keep_since(earlier);
        CHECK(replica.add({part(talk, 1'500, 2'502)}).empty());
        CHECK(replica.add({part(talk, 900, 1'499)}).empty());
        CHECK(ranges(talk).at(0).first == 1'001);
        CHECK(replica.conversation(lobby)->left_out == LeftOut{1'000, talk.entry(1'000).at});
        replica.keep_since(0);
        CHECK(replica.add({part(talk, 1, 1'000)}).empty());
        CHECK(ranges(talk) == HeldRanges{{1, 4'004, {}, talk.hash(4'004)}});
        CHECK(found(aged, 5'000).size() == 2'499);
    }

    TEST_CASE_FIXTURE(AgedFixture, "a conversation that is too old as a whole leaves its head") {
        BrokerConversation other = room_talk("cooks", 5);
        other.say_many(bob, 10);
        keep({&other});
        drop();
        CHECK(replica.conversation(other.id())->head == other.head());
        CHECK(ranges(other).empty());
        replica.drop(other.id());
        keep({&other});
        CHECK(replica.conversation(other.id())->left_out == LeftOut{});
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "a copy is deleted, but not while it is open") {
        const auto file = home.path() / (to_hex(journal) + ".copy");
        CHECK(says(sentence_of([&] { Replica::remove(home.path(), journal); }), "has it open"));
        CHECK(Replica::exists(home.path(), journal));
        const TemporaryHome other;
        Replica::remove(other.path(), journal);  // there is none
        CHECK(std::filesystem::is_empty(other.path()));
        { const Replica made(other.path(), origin); }
        Replica::remove(other.path(), journal);
        CHECK(!Replica::exists(other.path(), journal));
    }
}
