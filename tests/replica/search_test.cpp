#include <algorithm>
#include <functional>
#include <random>

#include "common/client/search/search_match.hpp"
#include "tests/replica/replicas.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

Numbers numbers_of(const SearchResult& result) {
    Numbers numbers;
    for (const SearchHit& hit : result.hits) numbers.push_back(hit.entry.number);
    return numbers;
}

const std::vector<std::string> vocabulary{"journal",     "Journal",
                                          "jour",        "broker",
                                          "café",        "cafe",
                                          "東京タワー",  "京都",
                                          "дерево",      "Дерево",
                                          "a",           "MessageTimeline",
                                          "foo_bar",     "std::vector<int>",
                                          "`code here`", "C++20",
                                          "don't",       "https://example.org/path",
                                          "2026-11-29",  "naïve",
                                          "straße",      "STRASSE",
                                          "🙂",        "สวัสดี"};

std::string sentence(std::mt19937& random) {
    std::string text;
    for (std::size_t i = 0; i < 1 + random() % 8; ++i)
        text += (i == 0 ? "" : " ") + vocabulary[random() % vocabulary.size()];
    return text;
}

/// Returns a word of a text as somebody might type it: whole, or its beginning.
std::string typed_word(std::mt19937& random) {
    std::string word = vocabulary[random() % vocabulary.size()];
    if (random() % 2 == 0) word.resize(1 + random() % word.size());
    return word;
}

std::string typed_query(std::mt19937& random) {
    std::string typed;
    for (std::size_t i = 0; i < 1 + random() % 3; ++i) {
        const auto what = random() % 8;
        typed += i == 0 ? "" : " ";
        if (what == 0)
            typed += "\"" + typed_word(random) + " " + typed_word(random) + "\"";
        else
            typed += (what == 1 ? "-" : "") + typed_word(random);
    }
    return typed;
}

/// Returns two conversations of the same time.
std::vector<BrokerConversation> random_talks(std::mt19937& random) {
    std::vector<BrokerConversation> talks{lobby_talk(), room_talk("cooks", 5)};
    for (BrokerConversation& talk : talks)
        for (int i = 0; i < 300; ++i) talk.say(bob, sentence(random));
    return talks;
}

/// Adds pages of both in any order.
void fill(Replica& replica, const std::vector<BrokerConversation>& talks, std::mt19937& random) {
    std::vector<EntriesReceived> pages;
    for (const BrokerConversation& talk : talks) {
        replica.keep_heads({talk.head()}, false);
        for (std::uint64_t last = talk.last(); last > 0; last -= 30)
            pages.push_back(part(talk, last - 29, last));
    }
    std::shuffle(pages.begin(), pages.end(), random);
    for (const EntriesReceived& page : pages) CHECK(replica.add({page}).empty());
}

std::vector<WallMs> times_of(const std::vector<SearchHit>& hits) {
    std::vector<WallMs> times;
    for (const SearchHit& hit : hits) times.push_back(hit.entry.at);
    return times;
}

/// Returns the times of the newest messages that match, by a look at each.
std::vector<WallMs> looked_up(const std::vector<BrokerConversation>& talks,
                              const SearchQuery& query, std::size_t limit) {
    std::vector<WallMs> times;
    for (const BrokerConversation& talk : talks)
        for (const Entry& entry : talk.from_to(1, talk.last()))
            if (matches(query, entry.body)) times.push_back(entry.at);
    std::ranges::sort(times, std::greater());
    times.resize(std::min(times.size(), limit));
    return times;
}

}  // namespace

TEST_SUITE("search in a replica") {
    TEST_CASE_FIXTURE(ReplicaFixture, "words, phrases and filters find messages, newest first") {
        BrokerConversation talk = lobby_talk(), room = room_talk("Cooks", 5);
        BrokerConversation whispers(whisper_between(ann, bob));
        talk.say(bob, "the journal is read only");
        talk.say(ann, "see https://example.org/journal");
        talk.say(bob, "`journal.cpp` has it");
        room.say(cid, "a journal of recipes");
        whispers.say(bob, "your journal, quietly");
        keep({&talk, &room, &whispers});
        replica.keep_names({{ann, "Ann"}, {bob, "Bob"}, {cid, "Cid"}});
        CHECK(found("jour").size() == 5);
        CHECK(found("jour", 2).size() == 2);
        CHECK(found("\"read only\"") == Numbers{1});
        CHECK(found("\"only read\"").empty());
        CHECK(found("journal -recipes in:#cooks").empty());
        CHECK(found("journal in:#cooks") == Numbers{1});
        CHECK(found("journal in:lobby") == Numbers{3, 2, 1});
        CHECK(found("in:@bob") == Numbers{1});
        CHECK(found("from:me") == Numbers{2});
        CHECK(found("from:BOB in:lobby") == Numbers{3, 1});
        CHECK(found("has:link") == Numbers{2});
        CHECK(found("has:code journal") == Numbers{3});
        CHECK(found("-journal").empty());
        CHECK(found("after:2023-11-13 before:2023-11-15 in:lobby") == Numbers{3, 2, 1});
        CHECK(found("before:2023-11-14").empty());
        CHECK(found("").empty());
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "a part of a text without spaces is found") {
        BrokerConversation talk = lobby_talk();
        talk.say(bob, "東京タワーへ行く");
        talk.say(bob, "東の京");
        talk.say(bob, "京都 東京");
        talk.say(bob, "see タワー go 行く now");
        keep({&talk});
        CHECK(found("東") == Numbers{3, 2, 1});
        CHECK(found("東京") == Numbers{3, 1});
        CHECK(found("京タワ") == Numbers{1});
        CHECK(found("タワー") == Numbers{4, 1});
        CHECK(found("京東").empty());
        CHECK(found("都東") == Numbers{3});  // as a phrase of words, which blanks may part
        CHECK(found("\"see タワー go 行く\"") == Numbers{4});
        CHECK(found("\"ワー go 行\"") == Numbers{4});
        CHECK(found("東京 -タワー") == Numbers{3});
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "an unknown name or title is told, and nothing is found") {
        BrokerConversation talk = lobby_talk();
        talk.say(bob, "hi");
        keep({&talk});
        ReplicaSearch search(home.path(), origin);
        for (const char* typed : {"hi from:zoe", "hi in:#nowhere", "hi in:@zoe"}) {
            const SearchResult result = search.find(query(typed), 10);
            CHECK(result.problems.size() == 1);
            CHECK(result.hits.empty());
        }
    }

    TEST_CASE_FIXTURE(ReplicaFixture,
                      "an edited message is found by its last text, in any order of pages") {
        BrokerConversation talk = lobby_talk();
        talk.say(bob, "first");
        talk.refer(bob, EditBody{1, "second"});
        talk.refer(cid, EditBody{1, "by another"});
        talk.refer(bob, EditBody{1, "third"});
        talk.refer(ann, ReplyBody{1, "a reply"});
        replica.keep_heads({talk.head()}, true);
        SUBCASE("forwards") {
            for (std::uint64_t number = 1; number <= talk.last(); ++number)
                CHECK(replica.add({part(talk, number, number)}).empty());
        }
        SUBCASE("backwards") {
            for (std::uint64_t number = talk.last(); number > 0; --number)
                CHECK(replica.add({part(talk, number, number)}).empty());
        }
        SUBCASE("at once") { CHECK(replica.add({all_of(talk)}).empty()); }
        CHECK(found("third") == Numbers{1});
        CHECK(found("reply") == Numbers{5});
        for (const char* gone : {"first", "second", "another"}) CHECK(found(gone).empty());
    }

    TEST_CASE_FIXTURE(ReplicaFixture, "a search goes on from the last hit") {
        BrokerConversation talk = lobby_talk();
        talk.say_many(bob, 500, "again");
        keep({&talk});
        ReplicaSearch search(home.path(), origin);
        Numbers numbers;
        std::optional<std::int64_t> before;
        for (bool more = true; more;) {
            const SearchResult result = search.find(query("again"), 64, before);
            for (const SearchHit& hit : result.hits) numbers.push_back(hit.entry.number);
            before = result.hits.back().moment;
            more = result.more;
        }
        REQUIRE(numbers.size() == 500);
        CHECK(std::ranges::is_sorted(numbers, std::greater()));
    }

    TEST_CASE("the index finds what a look at each text finds, in shards of any size") {
        for (const std::int64_t shard_size : {std::int64_t{50}, default_shard_size}) {
            std::mt19937 random(20261129);
            const TemporaryHome home;
            Replica replica(home.path(), origin, shard_size);
            const std::vector<BrokerConversation> talks = random_talks(random);
            fill(replica, talks, random);
            ReplicaSearch search(home.path(), origin);
            for (int i = 0; i < 500; ++i) {
                const std::string typed = typed_query(random);
                const SearchQuery asked = ReplicaFixture::query(typed);
                if (asked.empty()) continue;
                INFO(typed);
                const std::size_t limit = 1 + random() % 40;
                CHECK(times_of(search.find(asked, limit).hits) == looked_up(talks, asked, limit));
            }
        }
    }
}

TEST_CASE("search: one conversation is searched by its id, also where titles are the same") {
    ReplicaFixture fixture;
    BrokerConversation here = room_talk("cooks", 5), there = room_talk("cooks", 6);
    for (const char* text : {"a needle", "a thimble", "two needles"}) {
        here.say(bob, text);
        there.say(ann, text);
    }
    there.say(ann, "one more needle");
    fixture.keep({&here, &there});
    ReplicaSearch search(fixture.home.path(), origin);
    SearchQuery query = ReplicaFixture::query("needle");
    CHECK(search.find(query, 50).hits.size() == 5);
    query.conversation = here.id();
    CHECK(numbers_of(search.find(query, 50)) == Numbers{3, 1});
    query.conversation = there.id();
    CHECK(numbers_of(search.find(query, 50)) == Numbers{4, 3, 1});
    query.conversation = ConversationId{};
    query.conversation->bytes.fill(9);
    const SearchResult nowhere = search.find(query, 50);
    CHECK(nowhere.hits.empty());
    CHECK(nowhere.problems.empty());
}

TEST_CASE("search: the place of a hit is the same without its text") {
    ReplicaFixture fixture;
    BrokerConversation talk = lobby_talk();
    for (int i = 0; i < 5; ++i) talk.say(bob, "a needle");
    fixture.keep({&talk});
    ReplicaSearch search(fixture.home.path(), origin);
    const SearchQuery query = ReplicaFixture::query("needle");
    const SearchResult all = search.find(query, 3),
                       places = search.find(query, 3, {}, {}, HitParts::place);
    CHECK(numbers_of(places) == Numbers{5, 4, 3});
    CHECK(places.more);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(places.hits[i].moment == all.hits[i].moment);
        CHECK(places.hits[i].conversation == all.hits[i].conversation);
        CHECK(places.hits[i].text.empty());
    }
}
