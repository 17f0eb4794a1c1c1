#include "imgui-client/text/editor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "common/wire/protocol.hpp"
#include "imgui-client/widgets/text_field.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Editor;
using ui::KeyboardKey;
using Action = ui::Editor::Action;

namespace {

constexpr std::size_t much = limit::body;

/// An editor with loaded fonts; type() inserts letters one by one, as a
/// keyboard does.
struct Desk {
    explicit Desk(bool multi_line = true) : editor(multi_line) {}
    UiDriver screen{600, 300};
    Editor editor;

    void type(std::string_view ascii) {
        for (const char each : ascii) editor.insert({&each, 1}, much);
    }
    void press(Action what, int times = 1, bool select = false) {
        for (int i = 0; i < times; ++i) editor.press(what, select);
    }
    /// Returns a width in which `text` just fits on one line.
    float width_of(std::string_view text) const {
        return ui::text_width(ui::TextStyle::body, ui::display_line(text)) + 2;
    }
    const ui::Lines& wrap(float width) { return editor.lines(ui::TextStyle::body, width); }
    std::string line(std::size_t number, float width) {
        const ui::Line& at = wrap(width)[number];
        const std::string line(editor.shown().slice(at.begin, at.end).view());
        return line.substr(0, line.find_last_not_of(' ') + 1);
    }
};

}  // namespace

TEST_SUITE_BEGIN("editor");

TEST_CASE("typed letters are inserted at the caret") {
    Desk desk;
    desk.type("hllo");
    desk.press(Action::left, 3);
    desk.type("e");
    CHECK(desk.editor.text() == "hello");
    CHECK(desk.editor.caret() == 2);
    desk.press(Action::text_end);
    desk.press(Action::erase_left);
    desk.press(Action::text_begin);
    desk.press(Action::erase_right);
    CHECK(desk.editor.text() == "ell");
}

TEST_CASE("typing replaces the selection") {
    Desk desk;
    desk.editor.set("one two");
    desk.press(Action::word_left, 1, true);
    CHECK(desk.editor.selected() == "two");
    desk.type("2");
    CHECK(desk.editor.text() == "one 2");
    desk.press(Action::select_all);
    desk.press(Action::erase_left);
    CHECK(desk.editor.text().empty());
}

TEST_CASE("an arrow without Shift moves the caret to that end of the selection") {
    Desk desk;
    desk.editor.set("abcdef");
    desk.press(Action::left, 1);
    desk.press(Action::left, 3, true);
    CHECK(desk.editor.selected() == "cde");
    desk.press(Action::left);
    CHECK(desk.editor.caret() == 2);
    desk.press(Action::right, 3, true);
    desk.press(Action::right);
    CHECK(desk.editor.caret() == 5);
}

TEST_CASE("Ctrl with an arrow, Backspace or Delete acts on a whole word") {
    Desk desk;
    desk.editor.set("see https://a.example now");
    desk.press(Action::word_left);
    CHECK(desk.editor.caret() == 22);
    desk.press(Action::erase_word_left);
    CHECK(desk.editor.text() == "see https://now");
    desk.press(Action::text_begin);
    desk.press(Action::word_right);
    CHECK(desk.editor.caret() == 4);
    desk.press(Action::erase_word_right);
    CHECK(desk.editor.text() == "see ://now");
}

TEST_CASE("a base and its marks are one character") {
    Desk desk;
    const std::string x_with_marks = "x\u0323\u0302";  // no composed form
    desk.editor.set("a" + x_with_marks + "b");
    desk.press(Action::left, 2);
    CHECK(desk.editor.caret() == 1);
    desk.press(Action::right);
    CHECK(desk.editor.caret() == 1 + x_with_marks.size());
    desk.press(Action::erase_left);
    CHECK(desk.editor.text() == "ab");
    desk.press(Action::undo);
    desk.press(Action::left);
    desk.press(Action::erase_right);
    CHECK(desk.editor.text() == "ab");
}

TEST_CASE("a click never puts the caret between a base and its mark") {
    Desk desk;
    desk.editor.set("x\u0323y");
    desk.wrap(500);
    for (float x = 0; x < desk.width_of("xy"); ++x) {
        desk.editor.click(x, 2, false);
        CHECK(desk.editor.caret() != 1);
    }
}

TEST_CASE("characters above U+FFFF are one step and are sent as they were typed") {
    Desk desk;
    desk.editor.set("a😀b");
    CHECK(desk.editor.text() == "a😀b");
    desk.press(Action::left, 2);
    CHECK(desk.editor.caret() == 1);
    desk.press(Action::right, 1, true);
    CHECK(desk.editor.selected() == "😀");
}

TEST_CASE("undo removes word by word, redo restores") {
    Desk desk;
    desk.type("one two three");
    desk.press(Action::undo);
    CHECK(desk.editor.text() == "one two ");
    desk.press(Action::undo);
    CHECK(desk.editor.text() == "one ");
    desk.press(Action::redo, 2);
    CHECK(desk.editor.text() == "one two three");
    desk.press(Action::undo, 5);
    CHECK(desk.editor.text().empty());
    desk.type("x");
    desk.press(Action::redo);
    CHECK(desk.editor.text() == "x");
}

TEST_CASE("a paste of 16 KiB is one undo step") {
    Desk desk;
    desk.type("ab");
    desk.press(Action::left);
    const std::string much_text(much - 2, 'x');
    CHECK(desk.editor.insert(much_text, much));
    CHECK(desk.editor.text().size() == much);
    desk.press(Action::undo);
    CHECK(desk.editor.text() == "ab");
    CHECK(desk.editor.caret() == 1);
    desk.press(Action::redo);
    CHECK(desk.editor.text() == "a" + much_text + "b");
}

TEST_CASE("undo is bounded in steps and in bytes") {
    Desk desk;
    for (int i = 0; i < 200; ++i) desk.type("a b\n");
    desk.press(Action::undo, 1000);
    CHECK_FALSE(desk.editor.text().empty());
    desk.editor.set(std::string(much - 400, 'x'));
    for (int i = 0; i < 100; ++i) desk.type("a\n");
    desk.press(Action::undo, 1000);
    CHECK(desk.editor.text().size() > much - 400);  // 1 MiB hold the last 64 of such texts
}

TEST_CASE("an insertion that does not fit is refused as a whole") {
    Desk desk;
    CHECK(desk.editor.insert("12345", 8));
    CHECK_FALSE(desk.editor.insert("6789", 8));
    CHECK(desk.editor.text() == "12345");
    CHECK(desk.editor.insert("678", 8));
    CHECK_FALSE(desk.editor.insert("9", 8));
    desk.press(Action::left, 2, true);
    CHECK(desk.editor.insert("ab", 8));  // in place of two others
    CHECK(desk.editor.text() == "123456ab");
}

TEST_CASE("a clipboard of any size is refused at once") {
    Desk desk;
    CHECK_FALSE(desk.editor.insert(std::string(std::size_t{64} << 20, '\r'), much));
    CHECK(desk.editor.text().empty());
}

TEST_CASE("the limit counts the bytes that are sent, not those that are displayed") {
    Desk desk;
    CHECK_FALSE(desk.editor.insert("😀😀", 7));  // 8 bytes sent, 6 shown
    CHECK(desk.editor.insert("😀😀", 8));
}

TEST_CASE("a paste keeps its line breaks") {
    Desk desk;
    desk.editor.insert("one\r\ntwo\rthree\n", much);
    CHECK(desk.editor.text() == "one\ntwo\nthree\n");
    Desk single(false);
    single.editor.insert("one\r\ntwo", much);
    CHECK(single.editor.text() == "one two");
}

TEST_CASE("Up and Down follow wrapped lines and keep their column") {
    Desk desk;
    desk.editor.set("aaaa aaaa aaaa");
    const float width = desk.width_of("aaaa");
    REQUIRE(desk.wrap(width).size() == 3);
    CHECK(desk.line(1, width) == "aaaa");
    desk.press(Action::up);
    CHECK(desk.editor.caret() == 9);
    desk.press(Action::left, 2);
    desk.press(Action::up);
    CHECK(desk.editor.caret() == 2);
    desk.press(Action::up);
    CHECK(desk.editor.caret() == 0);
    desk.press(Action::down);
    CHECK(desk.editor.caret() == 7);  // the column it came from
    desk.press(Action::down, 2);
    CHECK(desk.editor.caret() == 14);
}

TEST_CASE("Home and End stay on the wrapped line") {
    Desk desk;
    desk.editor.set("aaaa aaaa aaaa");
    desk.wrap(desk.width_of("aaaa"));
    desk.press(Action::up);
    desk.press(Action::line_begin);
    CHECK(desk.editor.caret() == 5);
    desk.press(Action::line_end);
    CHECK(desk.editor.caret() == 9);
    desk.press(Action::line_end);
    CHECK(desk.editor.caret() == 9);
}

TEST_CASE("Ctrl and Right to the begin of a soft line is on that line") {
    Desk desk;
    desk.editor.set("aaaa aaaa aaaa");
    const ui::Lines& lines = desk.wrap(desk.width_of("aaaa"));
    desk.press(Action::text_begin);
    desk.press(Action::word_right);
    CHECK(ui::line_of_caret(lines, desk.editor.shown_caret()) == 1);
    desk.press(Action::line_begin);
    CHECK(desk.editor.caret() == 5);
}

TEST_CASE("Left and Right follow the screen where directions mix") {
    Desk desk;
    desk.editor.set("ab שלום cd");
    desk.wrap(500);
    desk.press(Action::text_begin);
    std::vector<float> places;
    for (int i = 0; i < 10; ++i) {
        const ui::Lines& lines = desk.wrap(500);
        places.push_back(ui::x_of(lines[0], desk.editor.shown_caret()));
        desk.press(Action::right);
    }
    CHECK(std::ranges::is_sorted(places));
    CHECK(desk.editor.caret() == desk.editor.text().size());
}

TEST_CASE("End and a click stay on their line of a broken word") {
    Desk desk;
    desk.editor.set(std::string(12, 'w'));
    const auto& lines = desk.wrap(desk.width_of("wwww"));
    REQUIRE(lines.size() == 3);
    desk.press(Action::text_begin);
    desk.press(Action::line_end);
    CHECK(ui::line_of_caret(lines, desk.editor.shown_caret()) == 0);
    desk.editor.click(1000, 2, false);
    CHECK(ui::line_of_caret(lines, desk.editor.shown_caret()) == 0);
}

TEST_CASE("a line break at the end begins a line for the caret") {
    Desk desk;
    desk.type("one\n");
    CHECK(desk.wrap(500).size() == 2);
    CHECK(ui::line_of_caret(desk.wrap(500), desk.editor.shown_caret()) == 1);
    desk.press(Action::up);
    CHECK(desk.editor.caret() == 0);
}

TEST_CASE("a double click selects a word, a drag selects a range") {
    Desk desk;
    desk.editor.set("one two three");
    desk.wrap(500);
    const float at_two = desk.width_of("one t");
    desk.editor.select_word_at(at_two, 2);
    CHECK(desk.editor.selected() == "two");
    desk.editor.click(0, 2, false);
    desk.editor.drag(ui::text_width(ui::TextStyle::body, ui::ours("one two")), 2);
    CHECK(desk.editor.selected() == "one two");
    desk.editor.drag(1000, 1000);
    CHECK(desk.editor.selected() == "one two three");
}

TEST_CASE("setting a text clears undo and moves the caret to its end") {
    Desk desk;
    desk.type("before");
    desk.editor.set("after");
    desk.press(Action::undo);
    CHECK(desk.editor.text() == "after");
    CHECK(desk.editor.caret() == 5);
}

TEST_CASE("lines that were laid out again in part equal those of the whole text") {
    Desk desk;
    const std::vector<std::string> typed{"one two\n", "שלום abc\n", "\n",       "हिन्दी",
                                         "x",         "\n",         "one two\n"};
    for (const std::string& each : typed) {
        desk.editor.insert(each, much);
        const ui::Lines& parts = desk.wrap(70);
        const ui::Lines whole = ui::lay_out(desk.editor.shown(), ui::TextStyle::body, 70,
                                            ui::Direction::by_first_letter);
        REQUIRE(parts.size() == whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            CHECK(parts[i].begin == whole[i].begin);
            CHECK(parts[i].end == whole[i].end);
            CHECK(parts[i].glyphs.size() == whole[i].glyphs.size());
            REQUIRE(parts[i].cells.size() == whole[i].cells.size());
            for (std::size_t k = 0; k < whole[i].cells.size(); ++k) {
                CHECK(parts[i].cells[k].begin == whole[i].cells[k].begin);
                CHECK(parts[i].cells[k].x0 == whole[i].cells[k].x0);
            }
        }
        desk.press(Action::up);
    }
}

TEST_CASE("typing into 16 KiB stays fast") {
    Desk desk;
    desk.editor.insert(std::string(much - 300, 'x'), much);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 200 / INDABA_SLOWNESS; ++i) {
        desk.type("y");
        desk.wrap(400);
        desk.press(Action::up);
    }
    // Hundreds of times the usual time, so that only a wrong order of growth
    // fails.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_SUITE_END();
