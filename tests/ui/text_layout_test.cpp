#include "imgui-client/text/text_layout.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba::ui;
using indaba::test::UiDriver;
using namespace std::string_literals;

namespace {

constexpr TextStyle style = TextStyle::body;

std::string repeated(std::string_view what, std::size_t count) {
    std::string result;
    while (count-- > 0) result += what;
    return result;
}

std::vector<std::string> words_of(const std::string& source, float width) {
    const DisplayText text = display_text(source);
    std::vector<std::string> result;
    for (const Line& line : lay_out(text, style, width))
        result.emplace_back(text.slice(line.begin, line.end).view());
    return result;
}

float width_of(const std::string& source) { return text_width(style, display_text(source)); }

DisplayTextView text_of(const DisplayText& text, const Line& line) {
    return text.slice(line.begin, line.end);
}

bool begins_with_a_mark(std::string_view text) {
    return !text.empty() && is_combining_mark(next_code_point(text));
}

/// Checks what holds for every text and every width.
void check_promises(const DisplayText& text, float width) {
    const std::string shown(text.view());
    const Lines lines = lay_out(text, style, width);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front().begin == 0);
    std::size_t next = 0;
    for (const Line& line : lines) {
        REQUIRE(line.begin >= next);
        REQUIRE(line.end >= line.begin);
        const std::string lost = shown.substr(next, line.begin - next);
        CHECK(lost.find_first_not_of(" \n") == std::string::npos);
        CHECK(std::ranges::count(lost, '\n') <= 1);
        CHECK(line.width == text_width(style, text_of(text, line)));
        std::string_view rest = text_of(text, line).view();
        if (!rest.empty()) {
            const float first = advance(style, next_code_point(rest));
            CHECK((line.width <= width || line.width == first));
        }
        next = line.end;
    }
    CHECK(shown.find_first_not_of(" \n", next) == std::string::npos);
}

const std::vector<std::string> texts{
    "",
    "one",
    "The quick brown fox jumps over the lazy dog, and over again.",
    "  indented, with    wide    gaps   ",
    "\n\nbreaks\n\n\nand breaks\n",
    "a-hyphenated-word/and/a/path https://example.org/a/very/long/link?with=parts#end",
    "averyveryveryveryveryveryveryverylongword in the middle of averyveryveryverylongword",
    "漢字仮名交じり文、句読点で始まらない。「括弧」も同じ。한국어도 됩니다 mixed 漢字 text",
    "Грейс, ты посмотришь? Καλημέρα",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z                              ",
    "                                                                                 x",
};

}  // namespace

TEST_CASE("an empty text has one empty line") {
    UiDriver screen;
    CHECK(words_of("", 100) == std::vector{""s});
    CHECK(words_of("\n", 100) == std::vector{""s, ""s});
}

TEST_CASE("each line fits, and only spaces and breaks are lost between lines") {
    UiDriver screen;
    for (const std::string& said : texts)
        for (const float width : {0.0f, 5.0f, 30.0f, 77.0f, 200.0f, 1e9f})
            check_promises(display_text(said), width);
}

TEST_CASE("a line breaks at a space, which needs no room") {
    UiDriver screen;
    CHECK(words_of("one two three", width_of("one two")) == std::vector{"one two"s, "three"s});
    CHECK(words_of("one two three", width_of("one two ")) == std::vector{"one two"s, "three"s});
    CHECK(words_of("one     two", width_of("one ")) == std::vector{"one"s, "two"s});
}

TEST_CASE("leading spaces stay, and so do trailing spaces that fit") {
    UiDriver screen;
    CHECK(words_of("  one\n  two", 1000) == std::vector{"  one"s, "  two"s});
    CHECK(words_of("one  ", 1000) == std::vector{"one  "s});
    CHECK(words_of("one  ", width_of("one ")) == std::vector{"one "s});
}

TEST_CASE("a word that is too long begins a line and is broken inside") {
    UiDriver screen;
    const auto lines = words_of("a wwwwwwwwww", width_of("wwww"));
    CHECK(lines == std::vector{"a"s, "wwww"s, "wwww"s, "ww"s});
}

TEST_CASE("a line breaks after hyphens and slashes, but not before a digit or inside of ://") {
    UiDriver screen;
    CHECK(words_of("well-known", width_of("well-kn")) == std::vector{"well-"s, "known"s});
    CHECK(words_of("see and/or", width_of("see and/o")) == std::vector{"see and/"s, "or"s});
    CHECK(words_of("up by -50", width_of("up by -5")) == std::vector{"up by"s, "-50"s});
    CHECK(words_of("a http://b", width_of("a http:/")) == std::vector{"a"s, "http://"s, "b"s});
}

TEST_CASE("East Asian text breaks between characters, but not before a full stop") {
    UiDriver screen;
    CHECK(words_of("漢字漢字", width_of("漢字漢")) == std::vector{"漢字漢"s, "字"s});
    CHECK(words_of("漢字。漢", width_of("漢字")) == std::vector{"漢"s, "字。"s, "漢"s});
    CHECK(words_of("漢「字", width_of("漢「")) == std::vector{"漢"s, "「字"s});
}

TEST_CASE("a combining mark never begins a line") {
    UiDriver screen;
    const DisplayText shown = display_text(repeated("x\u0335 \u0348y", 50));
    for (float width = 1; width < 60; ++width) {
        check_promises(shown, width);
        for (const Line& line : lay_out(shown, style, width))
            CHECK_FALSE(begins_with_a_mark(text_of(shown, line).view()));
    }
}

TEST_CASE("byte_at() is the inverse of x_of()") {
    UiDriver screen;
    for (const std::string& said : texts) {
        const DisplayText shown = display_text(said);
        for (const Line& line : lay_out(shown, style, 120)) {
            std::string_view rest = text_of(shown, line).view();
            while (!rest.empty()) {
                const std::size_t byte = line.end - rest.size();
                CHECK(byte_at(shown, line, style, x_of(shown, line, style, byte)) == byte);
                next_code_point(rest);
            }
            CHECK(x_of(shown, line, style, line.end) == line.width);
            CHECK(byte_at(shown, line, style, 1e9f) == line.end);
            CHECK(byte_at(shown, line, style, -5) == line.begin);
        }
    }
}

TEST_CASE("byte_at() returns the nearer edge of a character, never a byte between base and mark") {
    UiDriver screen;
    const DisplayText shown = display_text("wx\u0335w");
    const Line line = lay_out(shown, style, 1000).front();
    const float first = width_of("w"), second = width_of("wx");
    CHECK(byte_at(shown, line, style, first * 0.4f) == 0);
    CHECK(byte_at(shown, line, style, first * 0.6f) == 1);
    CHECK(byte_at(shown, line, style, second - 1) == 4);
    CHECK(byte_at(shown, line, style, second + 1) == 4);
}

TEST_CASE("line_of() returns the line of each byte, at a break the later one") {
    UiDriver screen;
    const DisplayTextView broken = ours("wwwwwwww");
    const Lines lines = lay_out(broken, style, width_of("wwww"));
    REQUIRE(lines.size() == 2);
    CHECK(line_of(lines, 0) == 0);
    CHECK(line_of(lines, 3) == 0);
    CHECK(line_of(lines, 4) == 1);
    CHECK(line_of(lines, 8) == 1);
    const Lines breaks = lay_out(ours("a\n\nb"), style, 100);
    REQUIRE(breaks.size() == 3);
    CHECK(line_of(breaks, 1) == 0);
    CHECK(line_of(breaks, 2) == 1);
    CHECK(line_of(breaks, 3) == 2);
    CHECK(line_of(breaks, 4) == 2);
}

TEST_CASE("hostile texts of full size are laid out completely") {
    UiDriver screen;
    constexpr std::size_t full = 16 * 1024;
    for (const std::string_view unit :
         {"x", " ", "-", "/", "\n", "。", "漢", "😀", "a ", "\u0301"}) {
        const DisplayText shown = display_text(repeated(unit, full / unit.size()));
        for (const float width : {1.0f, 600.0f}) check_promises(shown, width);
    }
    CHECK(lay_out(display_text(repeated("\n", 10'000)), style, 600).size() == 10'001);
    CHECK(lay_out(display_text("\xff\xc3(\xe6\xbc"), style, 600).size() == 1);
}
