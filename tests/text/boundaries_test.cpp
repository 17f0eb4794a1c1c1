#include "imgui-client/display_text/boundaries.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/text/torture.hpp"

using namespace indaba::ui;
using namespace indaba::test;

TEST_CASE("graphemes are stepped over whole, in both directions") {
    for (const std::string& text : torture_lines()) {
        std::vector<std::size_t> forwards{0}, backwards{text.size()};
        while (forwards.back() < text.size())
            forwards.push_back(next_grapheme(text, forwards.back()));
        while (backwards.back() > 0) backwards.push_back(previous_grapheme(text, backwards.back()));
        CHECK(forwards == std::vector<std::size_t>(backwards.rbegin(), backwards.rend()));
    }
    const std::string family = "👨‍👩‍👧‍👦", flag = "🇩🇪";
    CHECK(next_grapheme(family + "a", 0) == family.size());
    CHECK(next_grapheme(flag + flag, 0) == flag.size());
    CHECK(next_grapheme("", 0) == 0);
}

TEST_CASE("words are stepped over with the spaces after them") {
    const std::string text = "one  two, three";
    CHECK(next_word(text, 0) == 5);
    CHECK(next_word(text, 5) == 8);
    CHECK(next_word(text, 8) == 10);
    CHECK(next_word(text, 10) == text.size());
    CHECK(previous_word(text, text.size()) == 10);
    CHECK(previous_word(text, 10) == 8);
    CHECK(previous_word(text, 5) == 0);
    CHECK(previous_word(text, 0) == 0);
}

TEST_CASE("a word, its spaces or punctuation is found around a position") {
    const std::string text = "one  two, three";
    CHECK(word_span(text, 1) == std::pair<std::size_t, std::size_t>(0, 3));
    CHECK(word_span(text, 3) == std::pair<std::size_t, std::size_t>(3, 5));
    CHECK(word_span(text, 8) == std::pair<std::size_t, std::size_t>(8, 9));
    CHECK(word_span(text, text.size()).first == text.size());
    const std::string thai = "ภาษาไทยเขียนติดกัน";  // without spaces
    CHECK(word_span(thai, 0).second < thai.size());
}
