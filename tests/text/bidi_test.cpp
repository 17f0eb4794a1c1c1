#include "imgui-client/text/bidi.hpp"

#include <doctest/doctest.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/utf16_text.hpp"
#include "tests/text/reference_programs.hpp"
#include "tests/text/torture.hpp"

using namespace indaba::ui;
using namespace indaba::test;

namespace {

std::vector<int> numbers_in(const std::string& line) {
    std::istringstream words(line);
    std::vector<int> numbers;
    for (int number = 0; words >> number;) numbers.push_back(number);
    return numbers;
}

/// Returns the bytes of the code points, by their number.
std::vector<std::uint32_t> bytes_of_code_points(std::string_view text) {
    std::vector<std::uint32_t> bytes;
    for (std::size_t at = 0; at < text.size();) {
        bytes.push_back(static_cast<std::uint32_t>(at));
        at += indaba::first_code_point(text.substr(at)).length;
    }
    return bytes;
}

bool is_ignorable(std::string_view text, std::uint32_t byte) {
    const auto point = indaba::first_code_point(text.substr(byte)).value;
    return u_hasBinaryProperty(static_cast<UChar32>(point), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/// Returns the first visible byte of each cell that has one, from left to right.
std::vector<std::uint32_t> cells_from_left(const std::string& text, const TextLine& line) {
    std::vector<std::uint32_t> bytes;
    for (const Cell& cell : line.cells) {
        std::uint32_t at = cell.begin;
        while (at < cell.end && is_ignorable(text, at))
            at += static_cast<std::uint32_t>(
                indaba::first_code_point(std::string_view(text).substr(at)).length);
        if (at < cell.end) bytes.push_back(at);
    }
    return bytes;
}

}  // namespace

TEST_CASE("levels and the visual order of each line are those of fribidi") {
    if (!has_program("fribidi")) return;
    const std::vector<std::string> answers =
        output_of("fribidi --charset UTF-8 --nopad --nobreak --novisual --basedir --vtol --levels",
                  torture_lines());
    REQUIRE(answers.size() == 3 * torture_lines().size());
    for (std::size_t i = 0; i < torture_lines().size(); ++i) {
        const std::string& line = torture_lines()[i];
        INFO(line);
        const Utf16Text utf16(line);
        const BidiLevels levels = bidi_levels(utf16.units);
        const std::vector<std::uint32_t> bytes = bytes_of_code_points(line);
        CHECK(is_right_to_left(levels.paragraph) == answers[3 * i].ends_with("R"));
        const std::vector<int> expected_levels = numbers_in(answers[3 * i + 2]);
        REQUIRE(expected_levels.size() == bytes.size());
        for (std::size_t n = 0; n < bytes.size(); ++n)
            if (!is_ignorable(line, bytes[n]))
                CHECK(levels.at(static_cast<std::size_t>(utf16.unit_of(bytes[n]))) ==
                      expected_levels[n]);

        const TextLines lines = shaping().lines(shaping().shape(line));
        REQUIRE(lines.size() == 1);
        const std::vector<std::uint32_t> drawn = cells_from_left(line, lines.front());
        std::vector<std::uint32_t> expected;
        for (const int number : numbers_in(answers[3 * i + 1])) {
            const std::uint32_t byte = bytes[static_cast<std::size_t>(number)];
            if (std::ranges::find(drawn, byte) != drawn.end()) expected.push_back(byte);
        }
        CHECK(drawn == expected);
    }
}

TEST_CASE("the visual order of each line of a broken paragraph is that of ICU's own lines") {
    for (const std::string& text : torture_lines()) {
        const Utf16Text utf16(text);
        const std::unique_ptr<UBiDi, decltype(&ubidi_close)> whole(ubidi_open(), ubidi_close);
        const std::unique_ptr<UBiDi, decltype(&ubidi_close)> part(ubidi_open(), ubidi_close);
        UErrorCode status = U_ZERO_ERROR;
        ubidi_setPara(whole.get(), utf16.units.data(),
                      static_cast<std::int32_t>(utf16.units.size()), UBIDI_DEFAULT_LTR, nullptr,
                      &status);
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths())
            for (const TextLine& line : shaping().lines(shaped, width)) {
                INFO(text << " at " << width << ": " << line.begin << " to " << line.end);
                const std::int32_t begin = utf16.unit_of(line.begin);
                ubidi_setLine(whole.get(), begin, utf16.unit_of(line.end), part.get(), &status);
                std::vector<std::int32_t> places;
                for (const std::uint32_t byte : cells_from_left(text, line))
                    places.push_back(
                        ubidi_getVisualIndex(part.get(), utf16.unit_of(byte) - begin, &status));
                CHECK(U_SUCCESS(status));
                CHECK(std::ranges::is_sorted(places));
            }
    }
}

TEST_CASE("a text without letters from right to left has no levels") {
    CHECK(bidi_levels(u"plain text, 12 (3)").levels.empty());
    CHECK(bidi_levels(u"plain \u05D0").levels.size() == 7);
    CHECK(bidi_levels(u"\u05D0 abc").paragraph == 1);
    CHECK(bidi_levels(u"abc \u05D0").paragraph == 0);
    CHECK(bidi_levels(u"").levels.empty());
}
