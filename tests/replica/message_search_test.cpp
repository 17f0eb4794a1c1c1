// The search of the window over an own copy, without a window: the last text counts, and a copy
// that is missing, deleted or set aside is none.
#include "imgui-client/search/message_search.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/client/replica/replica_file.hpp"
#include "tests/replica/message_search_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using std::chrono::milliseconds;
using namespace std::chrono_literals;
using ui::FoundMessage;
using ui::MessageSearch;

TEST_CASE("the search of the window: the newest messages are found first, with names and hits") {
    Copy copy(3);
    CHECK(copy.finds("jour") == Texts{"journal no3", "journal no2", "journal no1"});
    const FoundMessage& first = copy.search.found()->messages.front();
    CHECK(first.conversation == lobby);
    CHECK(first.room == "lobby");
    CHECK(first.number == 3);
    CHECK(first.author == bob);
    CHECK(first.author_name == "bob");
    CHECK(first.hits == std::vector<client::TextSpan>{{0, 4}});
    CHECK_FALSE(copy.search.found()->searching);
    CHECK(copy.finds("from:ann") == Texts{"journal no2"});
    CHECK(copy.finds("from:me no2") == Texts{"journal no2"});
}

TEST_CASE("the search of the window: whispers are found with the partner's name") {
    Copy copy(1);
    BrokerConversation whispers(Conversation{whisper_id(ann, bob), std::nullopt,
                                             Between{std::min(ann, bob), std::max(ann, bob)}});
    whispers.say(ann, "a secret journal");
    copy.keep({&whispers});
    CHECK(copy.finds("secret") == Texts{"a secret journal"});
    CHECK(copy.search.found()->messages[0].with == bob);
    CHECK(copy.search.found()->messages[0].with_name == "bob");
}

TEST_CASE("the search of the window: the last text counts, and an earlier answer is dropped") {
    Copy copy;
    copy.search.search("no11");
    REQUIRE(test::is_readable(copy.search.descriptor().value(),
                              10s));  // the answer is there, and nobody has taken it
    copy.search.search("no7");
    CHECK(copy.search.found()->typed == "no7");
    REQUIRE(waits_for_answer(copy.search));
    for (const std::string& text : texts_of(copy.search))
        CHECK(text.find("no7") != std::string::npos);
    for (int i = 0; i < 200; ++i) copy.search.search("no" + std::to_string(i));
    copy.search.search("no42");
    REQUIRE(waits_for_answer(copy.search));
    CHECK(texts_of(copy.search) == Texts{"journal no42"});
    CHECK_FALSE(copy.search.take_answer());
}

TEST_CASE("the search of the window: more messages follow the first fifty, each once") {
    Copy copy;
    CHECK(copy.finds("journal").size() == 50);
    CHECK(copy.search.found()->more);
    for (const std::size_t count : {100u, 120u}) {
        copy.search.search_older();
        REQUIRE(waits_for_answer(copy.search));
        CHECK(copy.search.found()->messages.size() == count);
    }
    CHECK_FALSE(copy.search.found()->more);
    std::uint64_t expected = 120;
    for (const FoundMessage& found : copy.search.found()->messages)
        CHECK(found.number == expected--);
    copy.search.search_older();
    CHECK_FALSE(copy.search.found()->searching);
    copy.search.search_again();
    REQUIRE(waits_for_answer(copy.search));
    CHECK(copy.search.found()->messages.size() == 120);
}

TEST_CASE("the search of the window: an erased message is gone at once and does not come back") {
    Copy copy(3);
    copy.finds("journal");
    copy.search.forget(lobby, 2);
    CHECK(texts_of(copy.search) == Texts{"journal no3", "journal no1"});
    copy.search.search_again();  // the copy has not heard of it yet
    REQUIRE(waits_for_answer(copy.search));
    CHECK(texts_of(copy.search) == Texts{"journal no3", "journal no1"});
}

TEST_CASE("the search of the window: an edited message has its new text and new hits") {
    Copy copy(3);
    copy.finds("journal");
    const std::uint64_t version = copy.search.found()->version;
    copy.search.change(lobby, 2, "journal no2");
    copy.search.change(lobby, 9, "not found");
    CHECK(copy.search.found()->version == version);
    copy.search.change(lobby, 2, "the log, no journal");
    CHECK(copy.search.found()->version > version);
    CHECK(texts_of(copy.search) == Texts{"journal no3", "the log, no journal", "journal no1"});
    CHECK(copy.search.found()->messages[1].hits == std::vector<client::TextSpan>{{12, 19}});
}

TEST_CASE("the search of the window: nothing is found before there is a copy, and it says so") {
    TemporaryHome home;
    MessageSearch search(home.path());
    search.search("journal");
    CHECK(search.found()->no_copy);
    CHECK_FALSE(search.found()->searching);
    search.use(origin);
    REQUIRE(waits_for_answer(search));
    CHECK(search.found()->no_copy);
    CHECK(std::filesystem::is_empty(home.path()));
    search.end();
    CHECK(search.found() == nullptr);
}

TEST_CASE("the search of the window: a copy can be set aside soon after a search") {
    TemporaryHome home;
    BrokerConversation talk = lobby_talk();
    talk.say(bob, "journal");
    {
        client::Replica replica(home.path(), origin);
        replica.keep_heads({talk.head()}, false);
        CHECK(replica.add({all_of(talk)}).empty());
    }
    MessageSearch search(home.path());
    search.use(origin);
    search.search("journal");
    REQUIRE(waits_for_answer(search));
    CHECK(texts_of(search) == Texts{"journal"});
    const auto file = client::replica_path(home.path(), journal);
    CHECK_FALSE(client::set_replica_aside(file, "was tried").empty());
    search.search_again();
    REQUIRE(waits_for_answer(search));
    CHECK(search.found()->no_copy);
    CHECK(texts_of(search).empty());
}

TEST_CASE("the search of the window: problems are sentences, and half a filter is none") {
    Copy copy(1);
    copy.search.search("before:soonish journal");
    CHECK(copy.search.found()->problems.size() == 1);
    REQUIRE(waits_for_answer(copy.search));
    CHECK(copy.search.found()->problems.size() == 1);
    CHECK(copy.finds("from:zoe").empty());
    CHECK(copy.search.found()->problems == Texts{"Nobody is known as zoe."});
    copy.search.search("from:");
    CHECK_FALSE(copy.search.found()->asks);
    CHECK(copy.search.found()->problems.empty());
}

TEST_CASE("the search of the window: what the copy lacks is told at most once a second") {
    Copy copy(1);
    copy.finds("journal");
    const auto begin = std::chrono::steady_clock::now();
    const auto lacks = [&](std::uint64_t missing, int after_ms) {
        return copy.search.set_missing(missing, begin + milliseconds{after_ms});
    };
    CHECK_FALSE(lacks(1, 0));  // a message that has just come
    CHECK_FALSE(lacks(0, 20));
    CHECK_FALSE(copy.search.found()->searching);
    CHECK_FALSE(lacks(100, 1500));
    CHECK(lacks(90, 2600));
    CHECK(copy.search.found()->missing == 90);
    CHECK_FALSE(lacks(80, 3000));
    CHECK(lacks(70, 3700));
    CHECK_FALSE(lacks(70, 5000));
    CHECK(lacks(0, 5010));
    CHECK(copy.search.found()->searching);
    CHECK(waits_for_answer(copy.search));
}

TEST_CASE("the search of the window: in one conversation it finds a thousand places, then more") {
    Copy copy(1200);
    BrokerConversation room = room_talk("cooks", 5);
    room.say(bob, "journal of another room");
    copy.keep({&room});
    copy.search.search("journal", lobby);
    REQUIRE(waits_for_answer(copy.search));
    const ui::FoundMessages& found = *copy.search.found();
    CHECK(found.in == lobby);
    CHECK(found.query.conversation == lobby);
    REQUIRE(found.messages.size() == 1000);
    CHECK(found.more);
    CHECK(found.messages.front().number == 1200);
    CHECK(found.messages.front().text.empty());
    copy.search.search_older();
    REQUIRE(waits_for_answer(copy.search));
    CHECK(found.messages.size() == 1200);
    CHECK_FALSE(found.more);
    const std::uint64_t version = found.query_version, answer = found.answer;
    copy.search.search("journal");  // everywhere
    CHECK(found.messages.empty());
    CHECK(found.query_version > version);
    CHECK(found.answer > answer);
    REQUIRE(waits_for_answer(copy.search));
    CHECK(found.messages.size() == 50);
    CHECK_FALSE(found.messages.front().text.empty());
}

TEST_CASE("the search of the window: it is repeated when the copy has changed, twice a second") {
    Copy copy(60);
    copy.finds("journal");
    const ui::FoundMessages& found = *copy.search.found();
    const std::uint64_t answer = found.answer;
    const auto begin = std::chrono::steady_clock::now();
    CHECK_FALSE(copy.search.follow_copy_at());
    copy.talk.say(bob, "journal no61");
    copy.keep({&copy.talk});
    copy.search.copy_changed({lobby});
    copy.search.follow_copy(begin);
    CHECK(found.searching);
    CHECK(found.repeats);
    CHECK(found.is_answered());
    copy.search.copy_changed({lobby});  // while it searches
    copy.search.follow_copy(begin + milliseconds{600});
    REQUIRE(waits_for_answer(copy.search));
    CHECK(found.messages.front().number == 61);
    CHECK(found.messages.back().number == 11);  // as before
    CHECK(found.messages.size() == 51);
    CHECK(found.more);
    CHECK(found.answer == answer);
    CHECK(copy.search.follow_copy_at() == begin + MessageSearch::repeat_interval);
    copy.search.follow_copy(begin + milliseconds{499});
    CHECK_FALSE(found.searching);
    copy.search.follow_copy(begin + milliseconds{500});
    CHECK(found.searching);
    REQUIRE(waits_for_answer(copy.search));
    CHECK(found.messages.size() == 51);
    CHECK_FALSE(copy.search.follow_copy_at());
    copy.search.search_older();
    REQUIRE(waits_for_answer(copy.search));
    CHECK(found.messages.size() == 61);
    CHECK_FALSE(found.more);
}

TEST_CASE("the search of the window: a change of another conversation does not repeat it") {
    Copy copy(3);
    const ConversationId other = whisper_id(ann, bob);
    copy.search.copy_changed({lobby});
    CHECK_FALSE(copy.search.follow_copy_at());  // nothing is searched
    copy.search.search("journal", lobby);
    REQUIRE(waits_for_answer(copy.search));
    copy.search.copy_changed({other});
    CHECK_FALSE(copy.search.follow_copy_at());
    copy.search.copy_changed({other, lobby});
    CHECK(copy.search.follow_copy_at());
    copy.search.search("journal");
    CHECK_FALSE(copy.search.follow_copy_at());  // it has begun since
    REQUIRE(waits_for_answer(copy.search));
    copy.search.copy_changed({other});
    CHECK(copy.search.follow_copy_at());
}
