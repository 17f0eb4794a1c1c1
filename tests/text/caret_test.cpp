#include "imgui-client/text/caret.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "common/base/utf8.hpp"
#include "tests/text/reference_boundaries.hpp"
#include "tests/text/torture.hpp"

using namespace indaba::ui;
using namespace indaba::test;

namespace {

/// Returns every position at which a caret may stand: the ends of all cells.
std::set<std::uint32_t> positions(const TextLines& lines) {
    std::set<std::uint32_t> bytes;
    for (const TextLine& line : lines) {
        if (line.cells.empty()) bytes.insert(line.begin);
        for (const Cell& cell : line.cells) {
            bytes.insert(cell.begin);
            bytes.insert(cell.end);
        }
    }
    return bytes;
}

std::set<std::uint32_t> reached_by_mouse(const TextLines& lines) {
    std::set<std::uint32_t> bytes;
    for (const TextLine& line : lines) {
        bytes.insert(caret_at(line, -100000).byte);
        bytes.insert(caret_at(line, 1000000).byte);
        for (const Cell& cell : line.cells) {
            bytes.insert(caret_at(line, cell.x0).byte);
            bytes.insert(caret_at(line, cell.x1 - 1).byte);
        }
    }
    return bytes;
}

/// Returns the positions that one key reaches from `from` on, and moves it to the last.
std::set<std::uint32_t> reached_by_key(const TextLines& lines, Caret& from, bool right) {
    std::size_t cells = 2;
    for (const TextLine& line : lines) cells += 2 * line.cells.size() + 2;
    std::set<std::uint32_t> bytes{from.byte};
    for (std::size_t steps = 0;; ++steps) {
        REQUIRE(steps <= cells);
        const Caret next = right ? caret_right_of(lines, from) : caret_left_of(lines, from);
        if (next == from) return bytes;
        from = next;
        bytes.insert(from.byte);
    }
}

void check_hit_tests(const TextLine& line) {
    for (const Cell& cell : line.cells) {
        const std::int32_t quarter = std::max((cell.x1 - cell.x0) / 4, 0);
        const Caret left = caret_at(line, cell.x0 + quarter);
        const Caret right = caret_at(line, cell.x1 - quarter);
        if (cell.x1 - cell.x0 < 8) continue;
        CHECK(left.byte == (cell.right_to_left ? cell.end : cell.begin));
        CHECK(right.byte == (cell.right_to_left ? cell.begin : cell.end));
        CHECK(x_of_caret(line, left) == cell.x0);
        CHECK(x_of_caret(line, right) == cell.x1);
        CHECK(caret_at(line, x_of_caret(line, left)) == left);
        CHECK(caret_at(line, x_of_caret(line, right) - 1) == right);
    }
}

void check_selection(const TextLine& line, std::uint32_t begin, std::uint32_t end) {
    const auto boxes = selection_boxes(line, begin, end);
    for (std::size_t i = 1; i < boxes.size(); ++i) CHECK(boxes[i - 1].second < boxes[i].first);
    for (const Cell& cell : line.cells) {
        if (cell.x0 == cell.x1) continue;
        const bool selected = cell.begin >= begin && cell.end <= end;
        const bool covered = std::ranges::any_of(
            boxes, [&](const auto& box) { return box.first <= cell.x0 && cell.x1 <= box.second; });
        const bool touched = std::ranges::any_of(
            boxes, [&](const auto& box) { return box.first < cell.x1 && cell.x0 < box.second; });
        CHECK(covered == selected);
        CHECK(touched == selected);
    }
}

}  // namespace

TEST_CASE("the hit test of a caret's place gives the caret back") {
    for (const std::string& text : torture_lines()) {
        INFO(text);
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths())
            for (const TextLine& line : shaping().lines(shaped, width)) check_hit_tests(line);
    }
}

TEST_CASE("every caret position is reached by the mouse and by each arrow key") {
    for (const std::string& text : torture_lines()) {
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths()) {
            INFO(text << " at " << width);
            const TextLines lines = shaping().lines(shaped, width);
            const std::set<std::uint32_t> all = positions(lines);
            CHECK(reached_by_mouse(lines) == all);
            const bool forwards_is_right = !lines.front().right_to_left;
            Caret caret = first_caret(lines.front());
            const auto forwards = reached_by_key(lines, caret, forwards_is_right);
            const auto backwards = reached_by_key(lines, caret, !forwards_is_right);
            std::set<std::uint32_t> reached = reached_by_key(lines, caret, forwards_is_right);
            CHECK(std::ranges::includes(reached, forwards));  // it began inside when directions mix
            reached.insert(backwards.begin(), backwards.end());
            CHECK(reached == all);
        }
    }
}

TEST_CASE("in a text of one direction each key press moves to the next grapheme") {
    for (const char* text :
         {"one two three four five", "שלום עולם טוב מאד היום", "नमस्ते दुनिया कैसे"}) {
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths()) {
            const TextLines lines = shaping().lines(shaped, width);
            const bool right = !lines.front().right_to_left;
            Caret caret = first_caret(lines.front());
            for (const std::uint32_t byte : positions(lines)) {
                CHECK(caret.byte == byte);
                caret = right ? caret_right_of(lines, caret) : caret_left_of(lines, caret);
            }
            for (const std::uint32_t byte : [&] {
                     const auto all = positions(lines);
                     return std::vector<std::uint32_t>(all.rbegin(), all.rend());
                 }()) {
                CHECK(caret.byte == byte);
                caret = right ? caret_left_of(lines, caret) : caret_right_of(lines, caret);
            }
        }
    }
}

TEST_CASE("keys move through paragraphs of both directions") {
    std::string all;
    for (std::size_t i = 0; i < torture_lines().size(); i += 3) all += torture_lines()[i] + "\n";
    const TextLines lines = shaping().lines(shaping().shape(all), 8000);
    Caret caret = first_caret(lines.front());
    for (std::size_t line = 0; line < lines.size();) {
        const Caret next =
            lines[line].right_to_left ? caret_left_of(lines, caret) : caret_right_of(lines, caret);
        const std::size_t at = line_of_caret(lines, next);
        REQUIRE((at == line || at == line + 1));
        if (next == caret) break;
        caret = next;
        line = at;
    }
    CHECK(caret.byte == all.size());
}

TEST_CASE("boxes of a selection cover exactly the selected graphemes") {
    for (const std::string& text : torture_lines()) {
        INFO(text);
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths()) {
            const TextLines lines = shaping().lines(shaped, width);
            const auto found = positions(lines);
            const std::vector<std::uint32_t> all(found.begin(), found.end());
            for (std::size_t i = 0; i < all.size(); i += 5)
                for (const std::size_t length : {1u, 4u, 1000u}) {
                    const std::uint32_t end = all[std::min(i + length, all.size() - 1)];
                    for (const TextLine& line : lines) check_selection(line, all[i], end);
                }
        }
    }
}

TEST_CASE("what is selected by the mouse is copied as whole graphemes of the source") {
    for (const std::string& text : torture_lines()) {
        INFO(text);
        const std::vector<std::uint32_t> graphemes = reference_boundaries(text, Boundary::grapheme);
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths()) {
            const TextLines lines = shaping().lines(shaped, width);
            std::string copied;
            for (const TextLine& line : lines)
                for (std::uint32_t from = line.begin; const std::uint32_t to : positions({line})) {
                    CHECK(std::ranges::binary_search(graphemes, to));
                    copied += shaped.text.substr(from, to - from);
                    from = to;
                }
            CHECK(copied == text);
        }
    }
}

TEST_CASE("a caret stands between any two graphemes that can be seen") {
    for (const std::string& text : torture_lines()) {
        const std::set<std::uint32_t> all = positions(shaping().lines(shaping().shape(text)));
        const std::vector<std::uint32_t> graphemes = reference_boundaries(text, Boundary::grapheme);
        for (std::size_t i = 1; i + 1 < graphemes.size(); ++i) {
            const auto is_seen = [&](std::size_t n) {
                const std::string grapheme =
                    text.substr(graphemes[n], graphemes[n + 1] - graphemes[n]);
                return grapheme == " " || indaba::leading_blanks(grapheme) < grapheme.size();
            };
            if (is_seen(i - 1) && is_seen(i))
                CHECK_MESSAGE(all.count(graphemes[i]) == 1, text << " at " << graphemes[i]);
        }
    }
}

TEST_CASE("Home and End reach the ends of a line") {
    const TextLines lines = shaping().lines(shaping().shape("one two three"), 64 * 40);
    REQUIRE(lines.size() > 1);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK(line_of_caret(lines, first_caret(lines[i])) == i);
        CHECK(line_of_caret(lines, last_caret(lines[i])) == i);
        CHECK(x_of_caret(lines[i], first_caret(lines[i])) == 0);
    }
}
