#include "imgui-client/display_text/display_map.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <string>
#include <utility>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "tests/unit/imgui-client/display_text/random_text.hpp"

using namespace indaba;
using namespace indaba::ui;

namespace {

using Span = std::pair<std::size_t, std::size_t>;

DisplayMap map_of(const std::string& source) { return display_text_with_map(source).map; }

/// Returns whether a code point, or a byte that is none, begins at `at`.
bool is_boundary(std::string_view text, std::size_t at) {
    for (std::size_t begin = 0; begin <= at;) {
        if (begin == at) return true;
        begin += first_code_point(text.substr(begin)).length;
    }
    return false;
}

}  // namespace

TEST_CASE("a text that is displayed as it was said has the same positions") {
    for (const std::string& text :
         {std::string(), std::string("abc"), std::string("漢 👍🏽 e\u0301")}) {
        const DisplayMap map = map_of(text);
        CHECK(map.is_identity());
        for (std::size_t at = 0; at <= text.size(); ++at) {
            CHECK(map.to_display(at) == at);
            CHECK(map.to_source(at) == at);
        }
    }
}

TEST_CASE("a position within an escape is at its nearer side") {
    const DisplayMap map = map_of("a\u202Eb");  // a\u{202e}b
    CHECK(map.source_size() == 5);
    CHECK(map.display_size() == 10);
    CHECK(map.to_display(1) == 1);
    CHECK(map.to_display(2) == 1);  // within the character
    CHECK(map.to_display(4) == 9);
    CHECK(map.to_display(5) == 10);
    CHECK(map.to_source(1) == 1);
    CHECK(map.to_source(4) == 1);
    CHECK(map.to_source(5) == 1);  // the middle
    CHECK(map.to_source(6) == 4);
    CHECK(map.to_source(9) == 4);
    CHECK(map.source_span(2, 3) == Span(1, 4));
    CHECK(map.source_span(0, 1) == Span(0, 1));
    CHECK(map.source_span(9, 10) == Span(4, 5));
}

TEST_CASE("undrawn marks belong to the character before them") {
    const DisplayMap map = map_of("a\u0301\u0301\u0301\u0301\u0301\u0301\u202E");
    CHECK(map.to_source(9) == 13);
    CHECK(map.to_display(9) == 9);
    CHECK(map.to_display(11) == 9);
    CHECK(map.to_display(13) == 9);
    CHECK(map.source_span(0, 9) == Span(0, 13));
    CHECK(map.source_span(9, 11) == Span(13, 16));
}

TEST_CASE("undrawn marks of two characters are two places, those of one are one") {
    DisplayMap map, merged;
    map.add_equal(9);
    map.add_difference(2, 0);
    merged = map;
    map.add_equal(9);
    map.add_difference(3, 6);
    map.add_difference(2, 0);  // after an escape
    CHECK(map.to_source(9) == 11);
    CHECK(map.to_source(18) == 20);
    CHECK(map.to_source(23) == 25);
    CHECK(map.to_source(24) == 25);
    CHECK(map.source_span(20, 21) == Span(20, 25));
    CHECK(map.to_display(23) == 24);
    merged.add_difference(4, 0);
    CHECK(merged.to_source(9) == 15);
    CHECK(merged.to_display(12) == 9);
    merged.add_equal(1);
    merged.add_difference(2, 0);
    CHECK(merged.to_source(9) == 15);
    CHECK(merged.to_source(10) == 18);
    CHECK(merged.to_display(15) == 9);
}

TEST_CASE("every position maps there and back") {
    for (unsigned seed = 1; seed <= 5000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string source = test::random_text(random);
        const MappedText shown = display_text_with_map(source);
        REQUIRE(shown.map.source_size() == source.size());
        REQUIRE(shown.map.display_size() == shown.text.size());
        CHECK(shown.map.is_identity() == (shown.text == source));
        std::size_t before = 0;
        for (std::size_t at = 0; at <= source.size(); ++at) {
            const std::size_t displayed = shown.map.to_display(at);
            CHECK(displayed >= before);
            before = displayed;
            if (!is_boundary(source, at)) continue;
            CHECK(is_boundary(shown.text.view(), displayed));
            CHECK(shown.map.to_display(shown.map.to_source(displayed)) == displayed);
            CHECK(shown.map.to_source(displayed) >= at);  // after undrawn marks
            // The text before a position ends where the position is.
            CHECK(shown.map.source_span(0, displayed).second == shown.map.to_source(displayed));
        }
        before = 0;
        for (std::size_t at = 0; at <= shown.text.size(); ++at) {
            const std::size_t said = shown.map.to_source(at);
            CHECK(said >= before);
            before = said;
            CHECK(shown.map.to_source(shown.map.to_display(said)) == said);
            if (is_boundary(shown.text.view(), at)) CHECK(is_boundary(source, said));
        }
        CHECK(shown.map.to_display(source.size()) == shown.text.size());
        CHECK(shown.map.to_source(shown.text.size()) == source.size());
    }
}

TEST_CASE("the characters at two places that map to each other are equal or differ by rule") {
    for (unsigned seed = 1; seed <= 5000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string source = test::random_text(random);
        const MappedText shown = display_text_with_map(source);
        for (std::size_t at = 0; at < source.size();) {
            const CodePoint point = first_code_point(std::string_view(source).substr(at));
            const std::size_t begin = shown.map.to_display(at);
            const std::size_t end = shown.map.to_display(at + point.length);
            const std::string_view drawn = shown.text.view().substr(begin, end - begin);
            const bool same = drawn == std::string_view(source).substr(at, point.length);
            const bool by_rule = drawn.empty() || drawn == "    " || drawn == "\uFFFD" ||
                                 drawn.starts_with("\\u{") || drawn.starts_with("\\x");
            CHECK((same || by_rule));
            at += point.length;
        }
    }
}

TEST_CASE("display_text of display_text adds nothing") {
    for (unsigned seed = 1; seed <= 5000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string source = test::random_text(random) + test::random_text(random);
        const DisplayText once = display_text(source);
        const MappedText twice = display_text_with_map(once.view());
        if (source.find('\n') == std::string::npos) CHECK(twice.map.is_identity());
        CHECK(twice.text == once);
        const DisplayText line = display_line(source);
        CHECK(display_line(line.view()) == line);
    }
}
