#include "imgui-client/display_text/source_slice.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <string>

#include "imgui-client/display_text/display_text.hpp"
#include "tests/unit/imgui-client/display_text/random_text.hpp"

using namespace indaba::ui;

namespace {

/// Returns the slice that is displayed as `part` of `source`.
std::string slice(const std::string& source, const std::string& part) {
    const MappedText shown = display_text_with_map(source);
    const std::size_t begin = shown.text.view().find(part);
    REQUIRE(begin != std::string::npos);
    return std::string(source_slice(source, shown.map, begin, begin + part.size()));
}

}  // namespace

TEST_CASE("a part of a text is copied byte for byte, in whole graphemes") {
    CHECK(slice("I ❤️ it", "❤") == "❤️");
    CHECK(slice("see 👍🏽 there", "👍") == "👍🏽");
    CHECK(slice("the 👩‍👧 family", "👧") == "👩‍👧");
    CHECK(slice("the 👩‍👧 family", "family") == "family");
    CHECK(slice("cafe\u0301!", "e") == "e\u0301");
    CHECK(slice("🇩🇪🇫🇷", "🇫") == "🇫🇷");
    CHECK(slice("plain text", "text") == "text");
    CHECK(slice("می\u200Cخواهم ok", "ok") == "ok");
}

TEST_CASE("what is displayed otherwise is copied as it was said") {
    CHECK(slice("a\tb", "    ") == "\t");
    CHECK(slice("a\tb", " ") == "\t");
    CHECK(slice("a\u202Eb", "202e") == "\u202E");
    CHECK(slice("a\u202Eb", "\\u{202e}b") ==
          "\u202E"
          "b");
    CHECK(slice("a\xff"
                "b",
                "xff") == "\xff");
    CHECK(slice("\uE000!", "\uFFFD") == "\uE000");
    const std::string tower = "Z\u0301\u0301\u0301\u0301\u0301\u0301";
    CHECK(slice(tower + "!", "Z\u0301\u0301\u0301\u0301") == tower);
    CHECK(slice(tower + "!", "!") == "!");
}

TEST_CASE("nothing is copied from an empty place, all from a whole text") {
    CHECK(source_slice("", display_text_with_map("").map, 0, 0).empty());
    CHECK(source_slice("a\tb", display_text_with_map("a\tb").map, 2, 2).empty());
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string text = indaba::test::random_text(random);
        const MappedText shown = display_text_with_map(text);
        CHECK(source_slice(text, shown.map, 0, shown.text.size()) == text);
    }
}

TEST_CASE("the slices of a text, one after the other, are the text") {
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string text = indaba::test::random_text(random);
        const MappedText shown = display_text_with_map(text);
        const std::size_t cut = random() % (shown.text.size() + 1);
        const std::string left(source_slice(text, shown.map, 0, cut));
        const std::string right(source_slice(text, shown.map, cut, shown.text.size()));
        CHECK(text.starts_with(left));
        CHECK(text.ends_with(right));
        CHECK(left.size() + right.size() >= text.size());
    }
}
