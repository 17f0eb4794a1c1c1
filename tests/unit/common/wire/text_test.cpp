#include "common/wire/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "common/base/utf8.hpp"
#include "common/wire/protocol.hpp"

namespace indaba {
namespace {

bool surrogate(unsigned point) { return point >= 0xd800 && point <= 0xdfff; }

/// Returns random letters, controls and damaged UTF-8.
std::string anything(unsigned seed) {
    std::mt19937 dice(seed);
    std::string text;
    for (auto i = dice() % 60; i > 0; --i) switch (dice() % 4) {
            case 0:
                text += static_cast<char>(dice() % 256);
                break;
            case 1:
                text += static_cast<char>(dice() % 128);
                break;
            case 2:
                text += to_utf8(static_cast<char32_t>(dice() % 0x3000));
                break;
            default:
                text += to_utf8(static_cast<char32_t>(dice() % 0x110000));
                break;
        }
    return text;
}

TEST_CASE("every code point but the surrogates is valid UTF-8") {
    unsigned wrong = 0;
    for (unsigned point = 0; point <= 0x10ffff; ++point)
        if (valid_utf8(to_utf8(point)) == surrogate(point)) ++wrong;
    CHECK(wrong == 0);
    CHECK(!valid_utf8("\xf4\x90\x80\x80"));  // U+110000
}

TEST_CASE("code points are counted, not bytes") {
    CHECK(code_points("") == 0);
    CHECK(code_points("a\u00e9\u5c71\U0001f600") == 4);
    CHECK(code_points(std::string(3, '\0')) == 3);
    CHECK(code_points("a\xff") == std::nullopt);
}

TEST_CASE("a kind is 1 to 16 lower-case letters") {
    CHECK(valid_kind("text"));
    CHECK(valid_kind("a"));
    CHECK(valid_kind(std::string(limit::kind_letters, 'k')));
    CHECK(!valid_kind(std::string(limit::kind_letters + 1, 'k')));
    for (const char* bad :
         {"", "_", "Text", "te xt", "text1", "te-xt", "t\u00e9xt", "__text", "text_"})
        CHECK(!valid_kind(bad));
    CHECK(!valid_kind(std::string(1, '\0')));
}

TEST_CASE("the kinds of the broker begin with one underscore") {
    CHECK(valid_kind("_rebind"));
    CHECK(valid_kind("_" + std::string(limit::kind_letters, 'k')));
    CHECK(!valid_kind("_" + std::string(limit::kind_letters + 1, 'k')));
    CHECK(reserved_kind("_rebind"));
    CHECK(reserved_kind("_"));
    CHECK(!reserved_kind("text"));
    CHECK(!reserved_kind(""));
}

TEST_CASE("screen_text returns valid UTF-8 without control characters for any bytes") {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        const std::string shown = screen_text(anything(seed));
        CHECK(valid_utf8(shown));
        CHECK(std::ranges::none_of(shown, [](char c) {
            return (c >= 0 && c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        }));
        for (const char* hidden : {"\u0085", "\u009b", "\u200b", "\u202e", "\u2066", "\ufeff"})
            CHECK(shown.find(hidden) == std::string::npos);
    }
}

TEST_CASE("screen_text is idempotent") {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        const std::string text = screen_text(anything(seed));
        CHECK(screen_text(text) == text);
        const std::string word = screen_word(anything(seed));
        CHECK(screen_word(word) == word);
        CHECK(screen_text(word) == word);
    }
}

TEST_CASE("screen_word escapes line breaks and tabs") {
    for (unsigned seed = 0; seed < 1000; ++seed)
        CHECK(screen_word(anything(seed)).find_first_of("\n\t\r") == std::string::npos);
}

TEST_CASE("log_text returns printable ASCII with escaped quotes for any bytes") {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        const std::string logged = log_text(anything(seed));
        CHECK(std::ranges::all_of(logged, [](char c) { return c >= 0x20 && c < 0x7f; }));
        for (std::size_t i = 0; i < logged.size(); ++i) {
            CHECK(logged[i] != '"');
            if (logged[i] == '\\') ++i;  // what it escapes is its own
        }
    }
}

TEST_CASE("log_text truncates between characters and marks it with dots") {
    CHECK(log_text("abcdef", 6) == "abcdef");
    CHECK(log_text("abcdef", 5) == "abcde...");
    CHECK(log_text("ab\n", 8) == "ab\\u{a}");
    CHECK(log_text("ab\n", 6) == "ab...");
    CHECK(log_text("\xff\xff", 4) == "\\xff...");
    CHECK(log_text("x", 0) == "...");
    CHECK(log_text("", 0) == "");
    CHECK(log_text(std::string(1000, 'x')).size() == 128 + 3);
}

}  // namespace
}  // namespace indaba
