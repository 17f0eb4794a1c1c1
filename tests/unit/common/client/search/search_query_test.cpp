#include "common/client/search/search_query.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/client/search/search_words.hpp"
#include "tests/unit/common/client/search/hostile_texts.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

/// Returns the days since 1970 as the time of a day's begin, which is easy to read in a test.
WallMs days_since_1970(std::chrono::year_month_day day) {
    return std::chrono::sys_days{day}.time_since_epoch().count();
}

constexpr WallMs november_1st = 20758;  // of 2026

SearchQuery parsed(std::string_view typed) {
    using namespace std::chrono;
    return parse_search(typed, {2026y / November / 2d, days_since_1970});
}

/// Returns the terms: the words of each in brackets, '*' where the last is open, '-' before an
/// excluded one.
std::string terms_of(std::string_view typed) {
    std::string list;
    for (const SearchTerm& term : parsed(typed).terms) {
        list += term.excluded ? "-[" : "[";
        for (const std::string& word : term.words)
            list += (&word == term.words.data() ? "" : " ") + word;
        list += term.open ? "*]" : "]";
    }
    return list;
}

/// Returns the filters as they were typed.
std::string filters_of(std::string_view typed) {
    std::string list;
    for (const auto& [kind, span, value] : parsed(typed).filters) {
        list += "[" + std::string(typed.substr(span.begin, value - span.begin)) + "|" +
                std::string(typed.substr(value, span.end - value)) + "]";
    }
    return list;
}

std::string places_of(std::string_view typed) {
    std::string list;
    for (const SearchPlace& place : parsed(typed).places)
        list += (place.whispers ? "[@" : "[#") + place.name + "]";
    return list;
}

/// Checks the terms of queries that have nothing else.
void check_terms(const std::vector<std::pair<std::string_view, std::string_view>>& cases) {
    for (const auto& each : cases) {
        CAPTURE(each.first);
        CHECK(terms_of(each.first) == each.second);
        const SearchQuery query = parsed(each.first);
        CHECK(query.empty() == each.second.empty());
        CHECK(query.filters.empty());
        CHECK(query.problems.empty());
    }
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_SUITE_BEGIN("search query");

TEST_CASE("words are found by their beginning; quotes make a phrase; a minus sign excludes") {
    check_terms({
        {"", ""},
        {"  \t\u3000 ", ""},
        {"Journal", "[journal*]"},
        {"one two", "[one*][two*]"},
        {"\"read only\"", "[read only]"},
        {"\"read onl", "[read onl*]"},
        {"\"read", "[read*]"},
        {"\"\" \"", ""},
        {"a\"b c\"d", "[a*][b c][d*]"},
        {"-draft", "-[draft*]"},
        {"-\"read only\" x", "-[read only][x*]"},
        {"-\"read onl", "-[read onl*]"},
        {"a - b", "[a*][b*]"},
        {"--keep-local", "[keep local*]"},
        {"-", ""},
        {"x-y", "[x y*]"},
        {"don't foo_bar", "[don t*][foo bar*]"},
    });
}

TEST_CASE("a word of several search words is a phrase, and other colons make no filter") {
    check_terms({
        {"std::string", "[std string*]"},
        {"東京", "[東 京*]"},
        {"東京タ\u3000abc", "[東 京 タ*][abc*]"},
        {"MessageTimeline", "[messagetimeline*]"},
        {"`code`", "[code*]"},
        {"/plain x", "[plain*][x*]"},
        {"\"/plain x\"", "[plain x]"},
        {"🚀 !!! ::", ""},
        {"http://x 12:30 note:this", "[http x*][12 30*][note this*]"},
        {"from::x in::y", "[from x*][in y*]"},
        {"xfrom:ann", "[xfrom ann*]"},
        {"ab\xff"
         "cd",
         "[ab cd*]"},
    });
}

TEST_CASE("from: takes names, with or without '@', and any of them may be the author") {
    CHECK(parsed("from:ann").authors == Strings{"ann"});
    CHECK(parsed("FROM:Ann from:@bob").authors == Strings{"Ann", "bob"});
    CHECK(parsed("from:\"Ann B\" x").authors == Strings{"Ann B"});
    CHECK(parsed("from:\"Ann").authors == Strings{"Ann"});
    CHECK(parsed("from:me").authors == Strings{"me"});
    CHECK(parsed("from:ann").terms.empty());
    CHECK(!parsed("from:ann").empty());
    CHECK(terms_of("x from:ann y") == "[x*][y*]");
}

TEST_CASE("in: takes rooms, and whispers after '@'") {
    CHECK(places_of("in:#lobby in:Build in:@bob") == "[#lobby][#Build][@bob]");
    CHECK(places_of("in:\"#two words\" in:\"@Ann B\"") == "[#two words][@Ann B]");
    CHECK(places_of("In:lobby") == "[#lobby]");
}

TEST_CASE("days are those of the calendar; before: and after: leave their day out") {
    const auto span_of = [](std::string_view typed) {
        const SearchQuery query = parsed(typed);
        return std::pair(query.since.value_or(0), query.until.value_or(0));
    };
    constexpr WallMs day = november_1st;
    CHECK(span_of("before:2026-11-01") == std::pair(WallMs{0}, day));
    CHECK(span_of("after:2026-11-01") == std::pair(day + 1, WallMs{0}));
    CHECK(span_of("on:2026-11-01") == std::pair(day, day + 1));
    CHECK(span_of("on:yesterday") == std::pair(day, day + 1));
    CHECK(span_of("on:Today") == std::pair(day + 1, day + 2));
    CHECK(span_of("after:yesterday") == std::pair(day + 1, WallMs{0}));
    CHECK(span_of("before:today") == std::pair(WallMs{0}, day + 1));
    CHECK(span_of("after:\"2026-10-31\" before:2026-11-03") == std::pair(day, day + 2));
    CHECK(span_of("before:2026-11-01 before:2026-11-02") == std::pair(WallMs{0}, day));
    CHECK(span_of("after:2026-11-01 after:2026-10-01") == std::pair(day + 1, WallMs{0}));
    CHECK(span_of("on:2024-02-29").first == 19782);
    CHECK(span_of("on:9999-12-31").second == 2932897);
}

TEST_CASE("has: takes link and code") {
    CHECK(parsed("has:link").has_link);
    CHECK(!parsed("has:link").has_code);
    CHECK(parsed("has:CODE").has_code);
    CHECK(!parsed("has:code").empty());
}

TEST_CASE("each valid filter is a part of what was typed") {
    CHECK(filters_of("a from:ann b") == "[from:|ann]");
    CHECK(filters_of("from:\"Ann B\"in:x") == "[from:|\"Ann B\"][in:|x]");
    CHECK(filters_of("from:\"Ann") == "[from:|\"Ann]");
    CHECK(filters_of("before:2026-11-01 has:link has:cat in:@bob") ==
          "[before:|2026-11-01][has:|link][in:|@bob]");
    CHECK(parsed("on:today x on:soon").filters ==
          std::vector<TypedFilter>{{FilterKind::on, {0, 8}, 3}});
}

TEST_CASE("an invalid filter is a problem with a sentence, and no word") {
    for (const std::string_view filter :
         {"before:soon", "after:2026-13-01", "on:2026-02-29", "on:2026-11-1x", "on:1969-12-31",
          "on:2026-11-011", "before:2026/11/01", "has:cat", "has:links", "-from:ann",
          "-has:link"}) {
        CAPTURE(filter);
        const SearchQuery query = parsed("x " + std::string(filter) + " y");
        CHECK(query.terms.size() == 2);
        CHECK(query.filters.empty());
        REQUIRE(query.problems.size() == 1);
        CHECK(query.problems[0].span == TextSpan{2, 2 + filter.size()});
        CHECK(query.problems[0].sentence.ends_with("."));
        CHECK(!query.since);
        CHECK(!query.has_link);
    }
    CHECK(parsed("before:soon").empty());
}

TEST_CASE("an unfinished filter is neither searched nor a problem") {
    for (const std::string_view typed :
         {"from:", "in:", "from:\"", "from:\" ", "from:\"\"", "from:@", "in:#", "in:@", "before:",
          "before:2", "before:2026-11-0", "on:tod", "on:Yest", "has:l", "has:cod", "-from:"}) {
        CAPTURE(typed);
        CHECK(parsed(typed).empty());
        CHECK(parsed(typed).problems.empty());
    }
    CHECK(terms_of("from: ann") == "[ann*]");
    CHECK(parsed("before:2026 x").problems.size() == 1);
    CHECK(parsed("has:l x").problems.size() == 1);
}

TEST_CASE("a query of more than 64 words or 1024 bytes is cut, with a sentence") {
    CHECK(parsed(filled_with("a ", 128)).problems.empty());
    const SearchQuery words = parsed(filled_with("a ", 140));
    CHECK(words.terms.size() == 64);
    CHECK(words.problems.size() == 1);

    const SearchQuery phrase = parsed(filled_with("東", 3 * 65));
    REQUIRE(phrase.terms.size() == 1);
    CHECK(phrase.terms[0].words.size() == 64);
    CHECK(!phrase.terms[0].open);
    CHECK(parsed("-" + filled_with("東", 3 * 65)).terms.empty());

    CHECK(parsed(std::string(1024, ' ')).problems.empty());
    const SearchQuery bytes = parsed("a" + filled_with("é", 1024));
    REQUIRE(bytes.problems.size() == 1);
    CHECK(bytes.problems[0].span == TextSpan{1023, 1025});
    CHECK(bytes.terms.size() == 1);
}

TEST_CASE("a hostile query has parts in order, within what was typed, and few words") {
    for (const std::string& text : hostile_texts()) {
        for (const std::string& typed : {text, text.substr(0, max_query_bytes)}) {
            CAPTURE(typed.substr(0, 32));
            const SearchQuery query = parsed(typed);
            std::size_t count = 0, end = 0;
            for (const SearchTerm& term : query.terms) count += term.words.size();
            CHECK(count <= max_query_words);
            for (const TypedFilter& filter : query.filters) {
                CHECK(filter.span.begin >= end);
                CHECK(filter.value > filter.span.begin);
                CHECK(filter.span.end > filter.value);
                end = filter.span.end;
            }
            CHECK(end <= typed.size());
        }
    }
}

TEST_SUITE_END();
