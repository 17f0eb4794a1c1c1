#include "common/client/search/search_match.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/common/client/search/hostile_texts.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

SearchQuery query_of(std::string_view typed) {
    using namespace std::chrono;
    return parse_search(typed, {2026y / November / 2d, [](year_month_day) { return WallMs{1}; }});
}

/// Returns the text with each hit in brackets.
std::string hits_in(std::string_view text, std::string_view typed) {
    std::string marked;
    std::size_t at = 0;
    for (const TextSpan& hit : find_hits(query_of(typed), text)) {
        marked += std::string(text.substr(at, hit.begin - at)) + "[" +
                  std::string(text.substr(hit.begin, hit.end - hit.begin)) + "]";
        at = hit.end;
    }
    return marked + std::string(text.substr(at));
}

struct QueryAndHits {
    std::string_view typed, marked;
};
/// Checks the hits in texts that are written with their brackets; without any, nothing is found.
void check_hits(const std::vector<QueryAndHits>& cases) {
    for (const QueryAndHits& each : cases) {
        CAPTURE(each.typed);
        std::string text(each.marked);
        std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
        CHECK(hits_in(text, each.typed) == each.marked);
        CHECK(matches(query_of(each.typed), text) == (text != each.marked));
    }
}

}  // namespace

TEST_SUITE_BEGIN("search match");

TEST_CASE("a text matches when it has all words; their typed beginnings are the hits") {
    check_hits({
        {"jour", "The [jour]nal, the [Jour]ney"},
        {"journal", "[journal] [Journal]s"},
        {"urnal", "journal"},
        {"cafe", "a [café], [Cafe\u0301]s"},
        {"café", "a [cafe]"},
        {"gross", "[Groß]e"},
        {"viii", "[Ⅷ]"},
        {"one two", "[two] [one]"},
        {"one three", "two one"},
        {"one one", "[one]"},
        {"j jour", "[jour]nal"},
        {"가 한", "[한]글 [가]다"},
        {"하", "한"},
    });
}

TEST_CASE("a phrase is found where its words follow each other") {
    check_hits({
        {"\"read only\"", "is [read only], [read-only]"},
        {"\"read only\"", "only read; read it only; read onlyx"},
        {"\"read onl", "is [read onl]y"},
        {"\"read\"", "[read] reads"},
        {"\"a a b\"", "a [a a b] b"},
        {"\"a b\" \"b c\"", "[a b c]"},
        {"\"a b\" c", "[a b] [c]"},
        {"\"a b\" c", "a c"},
        {"don't", "I [don’t]"},
        {"foo_bar", "[foo_bar], [foo bar]s, bar_foo"},
        {"東京", "今[東京]タワー"},
        {"京タ", "東[京タ]ワー"},
        {"京東", "東京"},
        {"東", "[東][東]"},
        {"ที", "[ที่]นี่"},
    });
}

TEST_CASE("code is found by any part, other words only by their beginning") {
    check_hits({
        {"timeline", "Message[Timeline]View [timeline]s"},
        {"line", "MessageTime[line], [line]_x, underline"},
        {"line", "`under[line]` underline"},
        {"time", "Message[Time]line"},
        {"ne", "`one`"},
        {"\"line\"", "`under[line]` lines"},
        {"\"line two\"", "`under[line two]` line twos"},
        {"\"line two", "`under[line two]s`"},
        {"ana", "x_b[anana]"},
        {"tf8", "u[tf8]x"},
    });
}

TEST_CASE("an excluded term must not occur, and is never a hit") {
    CHECK(matches(query_of("one -two"), "one three"));
    CHECK(!matches(query_of("one -two"), "one three twos"));
    CHECK(!matches(query_of("-two"), "two"));
    CHECK(matches(query_of("-two"), "one"));
    CHECK(matches(query_of("-two"), ""));
    CHECK(matches(query_of("-\"one two\""), "two one"));
    CHECK(!matches(query_of("-\"one two\""), "one two"));
    CHECK(!matches(query_of("-line"), "`underline`"));
    CHECK(hits_in("one three", "one -two") == "[one] three");
    CHECK(hits_in("one two", "one -two") == "one two");
    CHECK(hits_in("one", "-two") == "one");
}

TEST_CASE("a query without terms matches every text and has no hits") {
    for (const std::string_view typed : {"", "from:ann", "before:soon", "🚀"}) {
        CHECK(matches(query_of(typed), "text"));
        CHECK(matches(query_of(typed), ""));
        CHECK(find_hits(query_of(typed), "text").empty());
    }
}

TEST_CASE("a query of 64 words is answered by all of them") {
    const std::string text = filled_with("a ", 128);
    CHECK(hits_in(text, "\"" + text + "\"") == "[" + text.substr(0, 127) + "] ");
    CHECK(!matches(query_of("\"" + text + "\""), text.substr(2)));
    std::string typed = filled_with("b ", 126) + "c";
    CHECK(matches(query_of(typed), "c b"));
    CHECK(!matches(query_of(typed), "a b"));
}

TEST_CASE("hostile texts and queries are answered") {
    const std::vector<std::string> texts = hostile_texts();
    for (const std::string& text : texts) {
        for (const std::string& typed :
             {std::string("a"), std::string("\"a a a a a a a b\""), text.substr(0, 256)}) {
            CAPTURE(text.substr(0, 32));
            CAPTURE(typed.substr(0, 32));
            std::size_t end = 0, wrong = 0;
            for (const TextSpan& hit : find_hits(query_of(typed), text)) {
                wrong += hit.begin >= end && hit.begin < hit.end && hit.end <= text.size() ? 0 : 1;
                end = hit.end;
            }
            CHECK(wrong == 0);
        }
    }
}

TEST_SUITE_END();
