#include "imgui-client/text/editor.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "common/wire/protocol.hpp"
#include "imgui-client/widgets/text_field.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Editor;
using ui::Key;
using Action = ui::Editor::Action;

namespace {

constexpr std::size_t much = limit::body;

/// An editor on fonts that are there, with letters that come one by one as from a keyboard.
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
    /// So wide that `text` fits in one line and hardly anything beside it.
    float width_of(std::string_view text) const {
        return ui::text_width(ui::TextStyle::body, ui::display_line(text)) + 2;
    }
    const ui::Lines& wrap(float width) { return editor.lines(ui::TextStyle::body, width); }
    std::string line(std::size_t number, float width) {
        const ui::Line at = wrap(width)[number];
        return std::string(editor.text().slice(at.begin, at.end).view());
    }
};

/// A field in the middle of the screen, as a view has it.
struct FieldOnScreen {
    explicit FieldOnScreen(bool multi_line, std::size_t max_bytes = much) : field(multi_line) {
        screen.draws([this, max_bytes] {
            const ui::FieldOptions options{"field", ui::ours("Say something"), ui::palette().text,
                                           ui::palette().muted, max_bytes};
            events = ui::text_field(field, options, area, focused);
            entered += events.enter ? 1 : 0;
        });
    }
    UiDriver screen{600, 300};
    ui::Rect area{{20, 20}, {420, 120}};
    ui::TextField field;
    bool focused = true;
    ui::FieldEvents events;
    int entered = 0;

    std::string text() const { return field.editor.source_text(); }
};

std::string lines_of_text(int count) {
    std::string result;
    for (int i = 1; i <= count; ++i) result += (i > 1 ? "\nline " : "line ") + std::to_string(i);
    return result;
}

}  // namespace

TEST_SUITE_BEGIN("editor");

TEST_CASE("letters go where the caret is") {
    Desk desk;
    desk.type("hllo");
    desk.press(Action::left, 3);
    desk.type("e");
    CHECK(desk.editor.source_text() == "hello");
    CHECK(desk.editor.caret() == 2);
    desk.press(Action::text_end);
    desk.press(Action::erase_left);
    desk.press(Action::text_begin);
    desk.press(Action::erase_right);
    CHECK(desk.editor.source_text() == "ell");
}

TEST_CASE("what is typed goes in place of what is selected") {
    Desk desk;
    desk.editor.set("one two");
    desk.press(Action::word_left, 1, true);
    CHECK(desk.editor.selected() == "two");
    desk.type("2");
    CHECK(desk.editor.source_text() == "one 2");
    desk.press(Action::select_all);
    desk.press(Action::erase_left);
    CHECK(desk.editor.source_text().empty());
}

TEST_CASE("an arrow without shift goes to the end of the selection it points to") {
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

TEST_CASE("words are passed and erased as a whole") {
    Desk desk;
    desk.editor.set("see https://a.example now");
    desk.press(Action::word_left);
    CHECK(desk.editor.caret() == 22);
    desk.press(Action::erase_word_left);
    CHECK(desk.editor.source_text() == "see https://a.now");
    desk.press(Action::text_begin);
    desk.press(Action::word_right);
    CHECK(desk.editor.caret() == 4);
    desk.press(Action::erase_word_right);
    CHECK(desk.editor.source_text() == "see ://a.now");
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
    CHECK(desk.editor.source_text() == "ab");
    desk.press(Action::undo);
    desk.press(Action::left);
    desk.press(Action::erase_right);
    CHECK(desk.editor.source_text() == "ab");
}

TEST_CASE("a click never comes between a base and its mark") {
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
    CHECK(desk.editor.source_text() == "a😀b");
    desk.press(Action::left, 2);
    CHECK(desk.editor.caret() == 1);
    desk.press(Action::right, 1, true);
    CHECK(desk.editor.selected() == "😀");
}

TEST_CASE("undo takes back word by word, redo brings back") {
    Desk desk;
    desk.type("one two three");
    desk.press(Action::undo);
    CHECK(desk.editor.source_text() == "one two ");
    desk.press(Action::undo);
    CHECK(desk.editor.source_text() == "one ");
    desk.press(Action::redo, 2);
    CHECK(desk.editor.source_text() == "one two three");
    desk.press(Action::undo, 5);
    CHECK(desk.editor.source_text().empty());
    desk.type("x");
    desk.press(Action::redo);
    CHECK(desk.editor.source_text() == "x");
}

TEST_CASE("a paste of 16 KiB is one step") {
    Desk desk;
    desk.type("ab");
    desk.press(Action::left);
    const std::string much_text(much - 2, 'x');
    CHECK(desk.editor.insert(much_text, much));
    CHECK(desk.editor.source_text().size() == much);
    desk.press(Action::undo);
    CHECK(desk.editor.source_text() == "ab");
    CHECK(desk.editor.caret() == 1);
    desk.press(Action::redo);
    CHECK(desk.editor.source_text() == "a" + much_text + "b");
}

TEST_CASE("undo is bounded in steps and in bytes") {
    Desk desk;
    for (int i = 0; i < 200; ++i) desk.type("a b\n");
    desk.press(Action::undo, 1000);
    CHECK_FALSE(desk.editor.source_text().empty());
    desk.editor.set(std::string(much - 400, 'x'));
    for (int i = 0; i < 100; ++i) desk.type("a\n");
    desk.press(Action::undo, 1000);
    CHECK(desk.editor.source_text().size() > much - 400);  // 1 MiB hold the last 64 of such texts
}

TEST_CASE("what does not fit is refused as a whole") {
    Desk desk;
    CHECK(desk.editor.insert("12345", 8));
    CHECK_FALSE(desk.editor.insert("6789", 8));
    CHECK(desk.editor.source_text() == "12345");
    CHECK(desk.editor.insert("678", 8));
    CHECK_FALSE(desk.editor.insert("9", 8));
    desk.press(Action::left, 2, true);
    CHECK(desk.editor.insert("ab", 8));  // in place of two others
    CHECK(desk.editor.source_text() == "123456ab");
}

TEST_CASE("a clipboard of any size is refused at once") {
    Desk desk;
    CHECK_FALSE(desk.editor.insert(std::string(std::size_t{64} << 20, '\r'), much));
    CHECK(desk.editor.source_text().empty());
}

TEST_CASE("the limit counts the bytes that are sent, not those that are shown") {
    Desk desk;
    CHECK_FALSE(desk.editor.insert("😀😀", 7));  // 8 bytes sent, 6 shown
    CHECK(desk.editor.insert("😀😀", 8));
}

TEST_CASE("lines that come with a paste stay") {
    Desk desk;
    desk.editor.insert("one\r\ntwo\rthree\n", much);
    CHECK(desk.editor.source_text() == "one\ntwo\nthree\n");
    Desk single(false);
    single.editor.insert("one\r\ntwo", much);
    CHECK(single.editor.source_text() == "one two");
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

TEST_CASE("End and a click stay on the line of a word that was broken") {
    Desk desk;
    desk.editor.set(std::string(12, 'w'));
    const auto& lines = desk.wrap(desk.width_of("wwww"));
    REQUIRE(lines.size() == 3);
    desk.press(Action::text_begin);
    desk.press(Action::line_end);
    CHECK(ui::line_of(lines, desk.editor.caret()) == 0);
    desk.editor.click(1000, 2, false);
    CHECK(ui::line_of(lines, desk.editor.caret()) == 0);
}

TEST_CASE("a line break at the end begins a line that the caret can stand on") {
    Desk desk;
    desk.type("one\n");
    CHECK(desk.wrap(500).size() == 2);
    CHECK(ui::line_of(desk.wrap(500), desk.editor.caret()) == 1);
    desk.press(Action::up);
    CHECK(desk.editor.caret() == 0);
}

TEST_CASE("a double click takes a word, a drag takes what lies between") {
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

TEST_CASE("setting a text forgets undo and puts the caret at its end") {
    Desk desk;
    desk.type("before");
    desk.editor.set("after");
    desk.press(Action::undo);
    CHECK(desk.editor.source_text() == "after");
    CHECK(desk.editor.caret() == 5);
}

TEST_CASE("an editor of 16 KiB stays quick to type in") {
    Desk desk;
    desk.editor.insert(std::string(much - 300, 'x'), much);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 200; ++i) {
        desk.type("y");
        desk.wrap(400);
        desk.press(Action::up);
    }
    // Hundreds of times what it takes, so that only a wrong order of growth fails.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("text field");

TEST_CASE("the field shows its hint until something is typed") {
    FieldOnScreen on(false);
    CHECK(on.screen.shows("Say something"));
    on.screen.type("hi");
    CHECK_FALSE(on.screen.shows("Say something"));
    CHECK(on.screen.shows("hi"));
    CHECK(on.text() == "hi");
}

TEST_CASE("a field without the focus takes no key") {
    FieldOnScreen on(true);
    on.focused = false;
    on.screen.type("hi");
    CHECK(on.text().empty());
    on.screen.click("field");
    CHECK(on.events.clicked == false);  // told once, in the frame of the click
}

TEST_CASE("Enter is told, Shift and Enter break the line") {
    FieldOnScreen on(true);
    on.screen.type("one");
    on.screen.press(Key::enter, with_shift);
    on.screen.type("two");
    CHECK(on.text() == "one\ntwo");
    CHECK(on.entered == 0);
    on.screen.press(Key::enter);
    CHECK(on.text() == "one\ntwo");
    CHECK(on.entered == 1);
    on.screen.press(Key::keypad_enter);
    CHECK(on.entered == 2);
}

TEST_CASE("a field of one line takes no break") {
    FieldOnScreen on(false);
    on.screen.type("one");
    on.screen.press(Key::enter, with_shift);
    CHECK(on.text() == "one");
    CHECK(on.entered == 1);
}

TEST_CASE("characters of shortcuts are not typed, those of AltGr are") {
    FieldOnScreen on(true);
    ui::compat::set_modifiers(ImGui::GetIO(), {.ctrl = true});
    on.screen.type("x");
    CHECK(on.text().empty());
    ui::compat::set_modifiers(ImGui::GetIO(), {.ctrl = true, .alt = true});
    on.screen.type("@");
    CHECK(on.text() == "@");
}

TEST_CASE("copy, cut and paste go through the clipboard") {
    FieldOnScreen on(true);
    on.screen.type("one 😀 two");
    on.screen.press(Key::home);
    on.screen.press(Key::right, with_ctrl_shift);
    on.screen.press(Key::c, with_ctrl);
    CHECK(on.screen.clipboard() == "one ");
    on.screen.press(Key::a, with_ctrl);
    on.screen.press(Key::x, with_ctrl);
    CHECK(on.screen.clipboard() == "one 😀 two");
    CHECK(on.text().empty());
    on.screen.paste("a\r\nb 🎈");
    CHECK(on.text() == "a\nb 🎈");
    on.screen.press(Key::z, with_ctrl);
    CHECK(on.text().empty());
    on.screen.press(Key::z, with_ctrl_shift);
    CHECK(on.text() == "a\nb 🎈");
    on.screen.press(Key::c, with_ctrl);  // nothing selected
    CHECK(on.screen.clipboard() == "a\r\nb 🎈");
}

TEST_CASE("a key that moves with Alt is somebody else's") {
    FieldOnScreen on(true);
    on.screen.type("one");
    on.screen.press(Key::up, with_alt);
    CHECK(on.field.editor.caret() == 3);
}

TEST_CASE("a paste that is too long changes nothing and is told") {
    FieldOnScreen on(true, 10);
    on.screen.type("12345");
    on.screen.paste("678901");
    CHECK(on.text() == "12345");
    CHECK(on.field.refused_last);
    on.screen.frames(3);
    CHECK(on.field.refused_last);
    on.screen.press(Key::backspace);
    CHECK_FALSE(on.field.refused_last);
}

TEST_CASE("a click puts the caret, a double click takes a word, a drag selects") {
    FieldOnScreen on(true);
    on.screen.type("one two three");
    const float x = on.area.min.x + ui::text_width(ui::TextStyle::body, ui::ours("one t"));
    const ImVec2 in_two{x, on.area.min.y + 8};
    on.screen.click_at(in_two);
    CHECK(on.field.editor.caret() == 5);
    on.screen.double_click_at(in_two);
    CHECK(on.field.editor.selected() == "two");
    on.screen.drag({on.area.min.x, in_two.y}, in_two);
    CHECK(on.field.editor.selected() == "one t");
    on.screen.click_at({on.area.max.x - 5, in_two.y}, with_shift);
    CHECK(on.field.editor.selected() == "one two three");
}

TEST_CASE("the caret stays in sight, and the wheel shows the rest") {
    FieldOnScreen on(true);
    on.screen.paste(lines_of_text(40));
    CHECK(on.screen.shows("line 40"));
    CHECK_FALSE(on.screen.shows("line 1 "));
    on.screen.hover("field");
    on.screen.wheel(100);
    CHECK(on.screen.shows("line 1"));
    CHECK_FALSE(on.screen.shows("line 40"));
    on.screen.type("!");
    CHECK(on.screen.shows("line 40!"));
    on.screen.press(Key::home, with_ctrl);
    CHECK(on.screen.shows("line 2"));
}

TEST_CASE("a long line of a one-line field follows its caret") {
    FieldOnScreen on(false);
    on.screen.paste(std::string(300, 'a') + "end");
    const auto& whole = on.screen.text("end");
    CHECK(whole.area.max.x <= on.area.max.x);
    on.screen.press(Key::home);
    CHECK(on.screen.text("end").area.min.x >= on.area.min.x);
}

TEST_CASE("Page Up moves the caret only where the text is higher than its place") {
    FieldOnScreen on(true);
    on.screen.paste("one\ntwo");
    on.screen.press(Key::page_up);
    CHECK(on.field.editor.caret() == 7);
    on.screen.paste("\n" + lines_of_text(40));
    const std::size_t end = on.field.editor.caret();
    on.screen.press(Key::page_up);
    CHECK(on.field.editor.caret() < end);
}

TEST_CASE("the caret blinks for five seconds after the last key, then stands") {
    FieldOnScreen on(true);
    on.screen.type("a");
    CHECK(ui::caret_blinks(on.field));
    on.screen.advance(6);
    CHECK_FALSE(ui::caret_blinks(on.field));
    on.screen.press(Key::left);
    CHECK(ui::caret_blinks(on.field));
}

TEST_SUITE_END();
