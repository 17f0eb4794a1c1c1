/// The thread that reads a replica for display.
#include "common/client/replica/replica_reader.hpp"

#include <atomic>
#include <thread>

#include "common/client/replica/replica_writer.hpp"
#include "common/sqlite/sqlite.hpp"
#include "tests/replica/replicas.hpp"
#include "tests/support/readable.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;
namespace fs = std::filesystem;

namespace {

using Overview = ReplicaReader::Overview;
using Found = ReplicaReader::Found;
constexpr std::uint64_t very_many = 1'000'000;

/// A reader, and what it answers.
struct Reading {
    explicit Reading(const fs::path& home, const ReplicaOrigin& whose = origin)
        : reader(home, whose) {}
    template <class Answer>
    Answer answer() {
        REQUIRE(reader.wait(30s));
        std::optional<ReplicaReader::Answer> taken = reader.take();
        REQUIRE(taken);
        REQUIRE(std::holds_alternative<Answer>(*taken));
        return std::get<Answer>(std::move(*taken));
    }
    Overview overview() {
        reader.read_overview();
        return answer<Overview>();
    }
    CopiedEntries entries(std::uint64_t first, std::uint64_t last) {
        reader.read_entries(lobby, first, last);
        return answer<CopiedEntries>();
    }
    CopiedEntries newest(std::uint64_t count) {
        reader.read_newest(lobby, count);
        return answer<CopiedEntries>();
    }
    Found find_time(WallMs at) {
        reader.find_time(lobby, at);
        return answer<Found>();
    }
    /// Asks for everything, and checks that nothing is answered.
    void check_empty() {
        CHECK(overview().no_copy);
        CHECK(entries(1, very_many).entries.empty());
        CHECK(newest(10).entries.empty());
        CHECK(!find_time(0).number);
    }
    ReplicaReader reader;
};

struct ReaderFixture : ReplicaFixture, Reading {
    ReaderFixture() : Reading(home.path()) {}
    BrokerConversation talk = lobby_talk();
};

Numbers numbers_of(const std::vector<Entry>& entries) {
    Numbers numbers;
    for (const Entry& entry : entries) numbers.push_back(entry.number);
    return numbers;
}

using Contents = std::map<std::string, std::string>;
Contents contents_of(const fs::path& home) {
    Contents contents;
    for (const auto& file : fs::directory_iterator(home))
        contents[to_utf8(file.path().filename())] = content_of(file.path());
    return contents;
}

}  // namespace

TEST_SUITE("replica reader") {
    TEST_CASE_FIXTURE(ReaderFixture, "the overview has each head, or the newest held entry") {
        BrokerConversation room = room_talk("cooks", 5), quiet = room_talk("quiet", 6);
        talk.say_many(bob, 30);
        room.say_many(bob, 20);
        Head head = room.head_at(10);
        head.first = 3;
        head.read = 8;
        head.info = RoomInfo{room.id(), "cooks", "soup", true, true, false, 2, {bob}};
        replica.keep_heads({talk.head(), head, quiet.head()}, true);
        CHECK(replica.add({part(talk, 1, 5), part(talk, 8, 12), part(room, 3, 20)}).empty());
        replica.keep_names({{bob, "bob"}, {cid, ""}});
        const Overview seen = overview();
        head.number = 20;
        head.hash = room.hash(20);
        CHECK(seen.heads == std::vector<Head>{talk.head(), head, quiet.head()});
        CHECK(seen.names == std::map<Account, std::string>{{bob, "bob"}});
        CHECK(seen.bytes == replica.bytes());
        CHECK(!seen.no_copy);
    }

    TEST_CASE_FIXTURE(ReaderFixture, "entries come with all that names them elsewhere") {
        talk.say_many(bob, 50);
        talk.refer(bob, EditBody{10, "first"});         // 51
        talk.refer(cid, ReactionBody{10, "👍", false});  // 52
        talk.refer(cid, ReplyBody{10, "so it is"});     // 53
        talk.refer(bob, EditBody{11, "other"});         // 54
        talk.refer(bob, EraseBody{11});                 // 55
        talk.refer(bob, EditBody{10, "second"});        // 56
        talk.say_many(bob, 50);
        talk.refer(cid, ReactionBody{40, "👍", false});  // 107
        keep({&talk});
        talk.delete_body(11);
        talk.delete_body(54);
        const CopiedEntries page = entries(5, 20);
        CHECK(page.conversation == lobby);
        CHECK(page.entries == talk.from_to(5, 20));
        CHECK(page.others == talk.from_to(51, 56));
        CHECK(entries(12, 39).others.empty());
        CHECK(numbers_of(entries(1, 51).others) == Numbers{52, 53, 54, 55, 56, 107});
        CHECK(entries(1, very_many).others.empty());
    }

    TEST_CASE_FIXTURE(ReaderFixture, "quoted messages come with what edits and erases them") {
        talk.say_many(bob, 10);
        talk.refer(bob, EditBody{3, "edited"});  // 11
        talk.say_many(bob, 89);
        talk.refer(cid, ReplyBody{3, "an answer"});      // 101
        talk.refer(cid, ReplyBody{3, "another"});        // 102
        talk.refer(cid, ReplyBody{7, "a third"});        // 103
        talk.refer(cid, ReplyBody{101, "near"});         // 104
        talk.say_many(bob, 96);                          // up to 200
        talk.refer(bob, EditBody{3, "edited again"});    // 201
        talk.refer(cid, ReactionBody{3, "👍", false});    // 202
        talk.refer(ann, ReplyBody{3, "outside"});        // 203
        talk.refer(bob, EraseBody{7});                   // 204
        talk.refer(cid, ReactionBody{101, "👍", false});  // 205
        keep({&talk});
        CHECK(numbers_of(entries(101, 110).others) == Numbers{3, 7, 11, 201, 204, 205});
        CHECK(numbers_of(entries(102, 102).others) == Numbers{3, 11, 201});
    }

    TEST_CASE_FIXTURE(ReaderFixture, "what is missing is left out") {
        talk.say_many(bob, 60);
        talk.refer(cid, ReplyBody{15, "of the gap"});   // 61
        talk.refer(cid, ReactionBody{15, "👍", false});  // 62
        talk.refer(cid, ReactionBody{9, "👍", false});   // 63
        replica.keep_heads({talk.head()}, true);
        CHECK(replica.add({part(talk, 1, 10), part(talk, 21, 63)}).empty());
        const CopiedEntries page = entries(5, 30);
        CHECK(page.entries.size() == 16);
        CHECK(page.entries[5] == talk.entry(10));
        CHECK(page.entries[6] == talk.entry(21));
        CHECK(numbers_of(page.others) == Numbers{63});
        CHECK(entries(11, 20).entries.empty());
        CHECK(entries(30, 20).entries.empty());
        CHECK(entries(61, 61).others.empty());
        CHECK(numbers_of(newest(3).entries) == Numbers{61, 62, 63});
        CHECK(newest(45).entries.front().number == 9);
        CHECK(newest(very_many).entries.size() == 53);
        CHECK(newest(0).entries.empty());
        CHECK(entries(0, ~std::uint64_t{0}).entries.size() == 53);
        reader.read_newest(room_talk("unknown", 9).id(), 5);
        CHECK(answer<CopiedEntries>().entries.empty());
    }

    TEST_CASE_FIXTURE(ReaderFixture, "a time is found, and whether an earlier entry is missing") {
        talk.say_many(bob, 1'000);
        Head head = talk.head();
        head.first = 101;
        replica.keep_heads({head}, true);
        const auto is = [&](WallMs at, std::optional<std::uint64_t> number, bool exact) {
            const Found found = find_time(at);
            CHECK(found.conversation == lobby);
            CHECK(found.at == at);
            CHECK(found.number == number);
            CHECK(found.exact == exact);
        };
        const auto at = [&](std::uint64_t number) { return talk.entry(number).at; };
        is(at(500), std::nullopt, false);
        CHECK(replica.add({part(talk, 101, 300), part(talk, 401, 900)}).empty());
        is(0, 101, true);
        is(at(102), 102, true);
        is(at(300), 300, true);
        is(at(350), 401, false);
        is(at(401), 401, false);
        is(at(402), 402, true);
        is(at(900), 900, true);
        is(at(900) + 1, std::nullopt, false);
        CHECK(replica.add({part(talk, 901, 1'000)}).empty());
        is(at(1'000) + 1, std::nullopt, true);
        talk.say(bob, "live");  // the stored head is that of the last connection
        CHECK(replica.add({part(talk, 1'001, 1'001)}).empty());
        is(at(1'001) + 1, std::nullopt, true);
    }

    TEST_CASE_FIXTURE(ReaderFixture, "answers come in the order of requests, the latest ones") {
        BrokerConversation room = room_talk("cooks", 5);
        talk.say_many(bob, 200);
        room.say_many(bob, 5);
        keep({&talk, &room});
        CHECK(!is_readable(reader.descriptor()));
        for (std::uint64_t first = 1; first <= 200; ++first)
            reader.read_entries(lobby, first, first);
        reader.read_newest(lobby, 1);
        reader.read_entries(room.id(), 1, 5);
        reader.read_overview();
        REQUIRE(reader.wait(30s));
        CHECK(is_readable(reader.descriptor()));
        std::vector<ReplicaReader::Answer> answers;
        while (auto taken = reader.take()) answers.push_back(std::move(*taken));
        CHECK(!is_readable(reader.descriptor()));
        REQUIRE(answers.size() >= 4);
        CHECK(answers.size() < 203);  // it is slower to open the file than to ask
        Numbers read;
        for (std::size_t i = 0; i + 3 < answers.size(); ++i)
            read.push_back(std::get<CopiedEntries>(answers[i]).entries.at(0).number);
        CHECK(std::ranges::is_sorted(read));
        CHECK(read.back() == 200);
        const auto last = answers.end();
        CHECK(std::get<CopiedEntries>(*(last - 3)).entries == talk.from_to(200, 200));
        CHECK(std::get<CopiedEntries>(*(last - 2)).conversation == room.id());
        CHECK(std::get<Overview>(*(last - 1)).heads.size() == 2);
    }

    TEST_CASE("without a copy of this account the answers are empty, and no file changes") {
        const TemporaryHome home;
        const fs::path file = home.path() / (to_hex(journal) + ".copy");
        ReplicaOrigin whose = origin;
        SUBCASE("there is none") {}
        SUBCASE("a home that is missing") { fs::remove(home.path()); }
        SUBCASE("an empty file") { write_to(file, ""); }
        SUBCASE("something else") { write_to(file, "not a database"); }
        SUBCASE("of another account") {
            Replica(home.path(), origin).keep_heads({lobby_talk().head()}, true);
            whose.account = bob;
        }
        SUBCASE("of a newer version") {
            { const Replica made(home.path(), origin); }
            sqlite::Connection(file, sqlite::Mode::write).execute("PRAGMA user_version = 99");
        }
        const bool is_there = fs::exists(home.path());
        const Contents before = is_there ? contents_of(home.path()) : Contents();
        { Reading(home.path(), whose).check_empty(); }
        Contents after = is_there ? contents_of(home.path()) : Contents();
        std::erase_if(after, [&](const auto& each) {  // SQLite's own, and the lock
            return before.contains(to_utf8(file.filename())) && !before.contains(each.first);
        });
        CHECK(after == before);
    }

    TEST_CASE_FIXTURE(ReaderFixture, "a file that is damaged inside gives empty answers") {
        talk.say_many(bob, 10);
        keep({&talk});
        CHECK(entries(1, 10).entries.size() == 10);
        replica.keep_names({{bob, "bob"}});
        sqlite::Connection(home.path() / (to_hex(journal) + ".copy"), sqlite::Mode::write)
            .execute("UPDATE conversations SET head = x'00'");
        CHECK(overview().no_copy);
        CHECK(!find_time(0).number);
        CHECK(entries(1, 10).entries.size() == 10);  // these do not need it
    }

    TEST_CASE("a file that is set aside while it is read is replaced") {
        const TemporaryHome home;
        BrokerConversation talk = lobby_talk(), other = lobby_talk();
        talk.say_many(bob, 10);
        other.say_many(cid, 20);
        ReplicaWriter writer(home.path(), origin);
        const auto write = [&](const BrokerConversation& from, Reading& reading) {
            writer.keep_heads({from.head()}, true);
            writer.add(all_of(from));
            while (reading.newest(1).entries != from.from_to(from.last(), from.last())) {
                REQUIRE(is_readable(writer.descriptor(), std::chrono::seconds{30}));
                if (const auto news = writer.news()) REQUIRE(news->trouble.empty());
            }
        };
        Reading reading(home.path());
        write(talk, reading);
        writer.set_aside();
        write(other, reading);
        CHECK(reading.entries(1, very_many).entries == other.from_to(1, 20));
    }

    TEST_CASE("what is read while a writer writes is a state of the replica") {
        const TemporaryHome home;
        BrokerConversation talk = lobby_talk();
        talk.say_many(bob, 3'000);
        for (std::uint64_t number = 1; number <= 300; ++number)
            talk.refer(cid, ReactionBody{number, "👍", false});
        Reading reading(home.path());
        ReplicaWriter writer(home.path(), origin);
        writer.keep_heads({talk.head()}, true);
        for (std::uint64_t last = talk.last(); last > 0; last -= 50)
            writer.add(part(talk, last - 49, last));
        for (bool whole = false; !whole;) {
            const CopiedEntries read = reading.newest(very_many);
            whole = read.entries.size() == talk.last();
            if (!read.entries.empty())
                CHECK(read.entries == talk.from_to(read.entries.front().number, talk.last()));
            const Overview seen = reading.overview();
            if (!seen.heads.empty()) CHECK(seen.heads == std::vector<Head>{talk.head()});
        }
    }

    TEST_CASE_FIXTURE(ReaderFixture, "what is read while old entries are deleted is one state") {
        talk.say_many(bob, 30'000);
        keep({&talk});
        std::atomic<bool> deleting = true;
        const std::jthread deletes([&] {
            while (replica.drop_before(talk.entry(29'001).at)) {
            }
            deleting = false;
        });
        while (deleting) {
            const Found found = find_time(0);
            REQUIRE(found.number);
            CHECK(*found.number % 1'000 == 1);  // as many are deleted at once
        }
        CHECK(find_time(0).number == 29'001);
    }

    TEST_CASE("a reader may end while requests wait") {
        const TemporaryHome home;
        BrokerConversation talk = lobby_talk();
        talk.say_many(bob, 500);
        Replica replica(home.path(), origin);
        replica.keep_heads({talk.head()}, true);
        CHECK(replica.add({all_of(talk)}).empty());
        for (int round = 0; round < 10; ++round) {
            ReplicaReader reader(home.path(), origin);
            for (std::uint8_t n = 0; n < 100; ++n) reader.read_newest(room_talk("room", n).id(), 5);
            reader.read_entries(lobby, 1, 500);
            reader.read_overview();
        }
    }
}
