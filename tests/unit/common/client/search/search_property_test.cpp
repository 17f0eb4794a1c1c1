#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/utf8.hpp"
#include "common/client/search/search_match.hpp"
#include "common/client/search/search_words.hpp"

using namespace indaba;
using namespace indaba::client;

namespace {

/// Makes texts and queries of the same few pieces, so that many match.
class RandomSearch {
 public:
    explicit RandomSearch(std::uint32_t seed) : random_(seed) {}

    std::size_t below(std::size_t end) { return random_() % end; }

    std::string text(std::size_t max_pieces) {
        static constexpr std::array<std::string_view, 28> pieces{
            "a", "b",      "ab", "aB",      "A",      "1",    "_",  "__",      " ",      " ",
            " ", "`",      "\n", "\n```\n", "東",     "京",   "가", "\u1100",  "\u1161", "é",
            "e", "\u0301", "ß",  "ที่",       "\u00ad", "\xff", "-",  "か\u3099"};
        std::string text;
        for (std::size_t left = below(max_pieces + 1); left > 0; --left)
            text += pieces[below(pieces.size())];
        return text;
    }

    SearchQuery query(bool with_exclusions) {
        std::string typed;
        for (std::size_t left = 1 + below(3); left > 0; --left) {
            if (with_exclusions && below(3) == 0) typed += "-";
            const bool quoted = below(2) == 0;
            typed += quoted ? "\"" + text(5) + "\" " : text(4) + " ";
        }
        if (below(4) == 0) typed += "\"" + text(3);
        return parse_search(typed, {});
    }

 private:
    std::mt19937 random_;
};

/// Returns the words of each position of a text.
std::vector<std::vector<std::string>> words_by_position(std::string_view text) {
    std::vector<std::vector<std::string>> positions;
    for (const SearchWord& word : search_words(text)) {
        if (!word.inner) positions.emplace_back();
        positions.back().push_back(word.folded);
    }
    return positions;
}

/// Looks for a term at each position, one word after the other.
bool occurs(const SearchTerm& term, const std::vector<std::vector<std::string>>& positions) {
    const auto fits = [&](std::size_t begin) {
        for (std::size_t i = 0; i < term.words.size(); ++i) {
            const bool open = term.open && i + 1 == term.words.size();
            const bool any = std::ranges::any_of(positions[begin + i], [&](const auto& word) {
                return open ? word.starts_with(term.words[i]) : word == term.words[i];
            });
            if (!any) return false;
        }
        return true;
    };
    for (std::size_t at = 0; at + term.words.size() <= positions.size(); ++at)
        if (fits(at)) return true;
    return false;
}

bool is_found_slowly(const SearchQuery& query, std::string_view text) {
    const auto positions = words_by_position(text);
    return std::ranges::all_of(query.terms, [&](const SearchTerm& term) {
        return occurs(term, positions) != term.excluded;
    });
}

bool excludes(const SearchQuery& query) {
    return std::ranges::any_of(query.terms, &SearchTerm::excluded);
}

bool are_in_order(const std::vector<TextSpan>& spans, std::size_t size) {
    std::size_t end = 0;
    for (const TextSpan& span : spans) {
        if (span.begin < end || span.begin >= span.end || span.end > size) return false;
        end = span.end;
    }
    return true;
}

}  // namespace

TEST_SUITE_BEGIN("search property");

TEST_CASE("a text matches exactly when a slow search finds each term, and then it has hits") {
    std::size_t found = 0, missed = 0;
    for (std::uint32_t seed = 1; seed <= 6000; ++seed) {
        CAPTURE(seed);
        RandomSearch random(seed);
        const SearchQuery query = random.query(false);
        const std::string text = random.text(40);
        CAPTURE(text);
        const bool match = matches(query, text);
        REQUIRE(match == is_found_slowly(query, text));
        const std::vector<TextSpan> hits = find_hits(query, text);
        REQUIRE(are_in_order(hits, text.size()));
        if (query.terms.empty() || excludes(query)) continue;  // a piece is a minus sign
        REQUIRE(match == !hits.empty());
        ++(match ? found : missed);
    }
    CHECK(found > 500);
    CHECK(missed > 500);
}

TEST_CASE("a text matches a query with exclusions exactly when a slow search says so") {
    for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        RandomSearch random(seed);
        const SearchQuery query = random.query(true);
        const std::string text = random.text(12);
        REQUIRE(matches(query, text) == is_found_slowly(query, text));
    }
}

TEST_CASE("the words of a text are in order, within it, and folded to themselves") {
    for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        RandomSearch random(seed);
        const std::string text = random.text(16);
        std::size_t begin = 0, end = 0;
        for (const SearchWord& word : search_words(text)) {
            REQUIRE(word.begin >= begin);
            REQUIRE(word.begin < word.end);
            REQUIRE(word.end <= text.size());
            REQUIRE((word.inner ? word.begin < end && word.end == end : word.begin >= end));
            REQUIRE(words_by_position(word.folded).size() == 1);
            REQUIRE(search_words(word.folded)[0].folded == word.folded);
            begin = word.begin;
            end = word.end;
        }
    }
}

TEST_CASE("each part of a text without spaces is found, and each beginning inside code") {
    const std::string text = "東京タワーに行きますか๑ที่นี่";
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        if (is_continuation_byte(text[begin])) continue;
        for (std::size_t end = begin + 1; end <= text.size(); ++end) {
            if (end < text.size() && is_continuation_byte(text[end])) continue;
            const std::string part = text.substr(begin, end - begin);
            const bool begins_with_mark = part.starts_with("\u0e35") || part.starts_with("\u0e48");
            if (!begins_with_mark) REQUIRE(matches(parse_search(part, {}), "x" + text + "y"));
        }
    }
    const std::string code = "timeline";
    for (std::size_t begin = 0; begin + 3 <= code.size(); ++begin)
        for (std::size_t end = begin + 1; end <= code.size(); ++end)
            REQUIRE(matches(parse_search(code.substr(begin, end - begin), {}), "x `" + code + "`"));
}

TEST_SUITE_END();
