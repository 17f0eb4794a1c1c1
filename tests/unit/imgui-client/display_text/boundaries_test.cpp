#include "imgui-client/display_text/boundaries.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/display_text/utf16_text.hpp"
#include "tests/unit/imgui-client/display_text/random_text.hpp"

using namespace indaba::ui;
using namespace std::string_literals;

TEST_CASE("one step goes over joined emoji, flags, keycaps and clusters of scripts whole") {
    for (const std::string& grapheme :
         {"👩\u200D👩\u200D👧"s, "👩🏽\u200D🚀"s, "👍🏽"s, "❤\uFE0F"s, "🇩🇪"s,
          "1\uFE0F\u20E3"s, "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"s,
          "e\u0301"s, "Z\u0335\u0348\u0335\u0348\u0335\u0348"s, "कि"s, "க்"s, "กำ"s,
          "\u1112\u1161\u11AB"s, "\r\n"s, "a"s, "𠮷"s}) {
        const std::string between = "x" + grapheme + "x";
        CHECK(next_grapheme(grapheme, 0) == grapheme.size());
        CHECK(previous_grapheme(grapheme, grapheme.size()) == 0);
        CHECK(next_grapheme(between, 1) == 1 + grapheme.size());
        CHECK(previous_grapheme(between, 1 + grapheme.size()) == 1);
        CHECK(previous_grapheme(between, between.size()) == 1 + grapheme.size());
    }
}

TEST_CASE("a step from any byte ends at the nearest boundary of the whole text") {
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string text = sanitize_input(indaba::test::random_text(random));
        const Utf16Text utf16(text);
        std::vector<std::size_t> places;
        for (const auto unit : boundaries(utf16.units, Boundary::grapheme))
            places.push_back(utf16.bytes[static_cast<std::size_t>(unit)]);
        for (std::size_t at = 0; at < text.size(); ++at) {
            CHECK(next_grapheme(text, at) == *std::ranges::upper_bound(places, at));
            CHECK(previous_grapheme(text, at + 1) == *(std::ranges::upper_bound(places, at) - 1));
        }
        CHECK(next_grapheme(text, text.size()) == text.size());
        CHECK(previous_grapheme(text, 0) == 0);
    }
}

TEST_CASE("steps over a damaged text get to its end") {
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string text = indaba::test::random_text(random);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t next = next_grapheme(text, at);
            REQUIRE(next > at);
            at = next;
        }
        for (std::size_t at = text.size(); at > 0;) {
            const std::size_t before = previous_grapheme(text, at);
            REQUIRE(before < at);
            at = before;
        }
    }
}
