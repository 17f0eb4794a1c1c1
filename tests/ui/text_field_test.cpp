#include "imgui-client/widgets/text_field.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/wire/protocol.hpp"
#include "imgui-client/widgets/field_menu.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

/// A text field on a headless screen.
struct FieldOnScreen {
    explicit FieldOnScreen(bool multi_line, std::size_t max_bytes = limit::body,
                           bool secret = false)
        : field(multi_line, secret) {
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

    std::string text() const { return field.editor.text(); }
};

std::string lines_of_text(int count) {
    std::string result;
    for (int i = 1; i <= count; ++i) result += (i > 1 ? "\nline " : "line ") + std::to_string(i);
    return result;
}

}  // namespace

TEST_SUITE_BEGIN("text field");

TEST_CASE("the field shows its hint while it is empty") {
    FieldOnScreen on(false);
    CHECK(on.screen.shows("Say something"));
    on.screen.type("hi");
    CHECK_FALSE(on.screen.shows("Say something"));
    CHECK(on.screen.shows("hi"));
    CHECK(on.text() == "hi");
}

TEST_CASE("a field without the focus ignores keys") {
    FieldOnScreen on(true);
    on.focused = false;
    on.screen.type("hi");
    CHECK(on.text().empty());
    on.screen.click("field");
    CHECK(on.events.clicked == false);  // told once, in the frame of the click
}

TEST_CASE("Enter is reported, Shift+Enter inserts a line break") {
    FieldOnScreen on(true);
    on.screen.type("one");
    on.screen.press(KeyboardKey::enter, with_shift);
    on.screen.type("two");
    CHECK(on.text() == "one\ntwo");
    CHECK(on.entered == 0);
    on.screen.press(KeyboardKey::enter);
    CHECK(on.text() == "one\ntwo");
    CHECK(on.entered == 1);
    on.screen.press(KeyboardKey::keypad_enter);
    CHECK(on.entered == 2);
}

TEST_CASE("a single-line field accepts no line break") {
    FieldOnScreen on(false);
    on.screen.type("one");
    on.screen.press(KeyboardKey::enter, with_shift);
    CHECK(on.text() == "one");
    CHECK(on.entered == 1);
}

TEST_CASE("a shortcut types no character, AltGr does") {
    FieldOnScreen on(true);
    ui::compat::set_modifiers(ImGui::GetIO(), {.ctrl = true});
    on.screen.type("x");
    CHECK(on.text().empty());
    ui::compat::set_modifiers(ImGui::GetIO(), {.ctrl = true, .alt = true});
    on.screen.type("@");
    CHECK(on.text() == "@");
}

TEST_CASE("copy, cut and paste use the clipboard") {
    FieldOnScreen on(true);
    on.screen.type("one 😀 two");
    on.screen.press(KeyboardKey::home);
    on.screen.press(KeyboardKey::right, with_ctrl_shift);
    on.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(on.screen.clipboard() == "one ");
    on.screen.press(KeyboardKey::a, with_ctrl);
    on.screen.press(KeyboardKey::x, with_ctrl);
    CHECK(on.screen.clipboard() == "one 😀 two");
    CHECK(on.text().empty());
    on.screen.paste("a\r\nb 🎈");
    CHECK(on.text() == "a\nb 🎈");
    on.screen.press(KeyboardKey::z, with_ctrl);
    CHECK(on.text().empty());
    on.screen.press(KeyboardKey::z, with_ctrl_shift);
    CHECK(on.text() == "a\nb 🎈");
    on.screen.press(KeyboardKey::c, with_ctrl);  // nothing selected
    CHECK(on.screen.clipboard() == "a\r\nb 🎈");
}

TEST_CASE("a field ignores arrows with Alt") {
    FieldOnScreen on(true);
    on.screen.type("one");
    on.screen.press(KeyboardKey::up, with_alt);
    CHECK(on.field.editor.caret() == 3);
}

TEST_CASE("a paste that is too long is refused and reported") {
    FieldOnScreen on(true, 10);
    on.screen.type("12345");
    on.screen.paste("678901");
    CHECK(on.text() == "12345");
    CHECK(on.field.refused_last);
    on.screen.frames(3);
    CHECK(on.field.refused_last);
    on.screen.press(KeyboardKey::backspace);
    CHECK_FALSE(on.field.refused_last);
}

TEST_CASE("a click moves the caret, a double click or drag selects") {
    FieldOnScreen on(true);
    on.screen.type("one two three");
    const float margin = 2;  // left of the text
    const float x = on.area.min.x + margin + ui::text_width(ui::TextStyle::body, ui::ours("one t"));
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

TEST_CASE("the caret stays in sight, and the wheel scrolls away from it") {
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
    on.screen.press(KeyboardKey::home, with_ctrl);
    CHECK(on.screen.shows("line 2"));
}

TEST_CASE("a long line of a single-line field scrolls with its caret") {
    FieldOnScreen on(false);
    on.screen.paste(std::string(300, 'a').append("end"));
    const auto& whole = on.screen.text("end");
    CHECK(whole.area.max.x <= on.area.max.x);
    on.screen.press(KeyboardKey::home);
    CHECK(on.screen.text("end").area.min.x >= on.area.min.x);
}

TEST_CASE("a single-line field without the focus shows the begin of its text") {
    FieldOnScreen on(false);
    on.screen.type(std::string(100, 'x'));
    CHECK(on.field.scroll > 0);
    on.focused = false;
    on.screen.frame();
    CHECK(on.field.scroll == 0);
    on.focused = true;
    on.screen.frame();
    CHECK(on.field.scroll > 0);
}

TEST_CASE("Page Up moves the caret only if the text is higher than the field") {
    FieldOnScreen on(true);
    on.screen.paste("one\ntwo");
    on.screen.press(KeyboardKey::page_up);
    CHECK(on.field.editor.caret() == 7);
    on.screen.paste("\n" + lines_of_text(40));
    const std::size_t end = on.field.editor.caret();
    on.screen.press(KeyboardKey::page_up);
    CHECK(on.field.editor.caret() < end);
}

TEST_CASE("the caret blinks for five seconds after the last key") {
    FieldOnScreen on(true);
    on.screen.type("a");
    CHECK(ui::caret_blinks(on.field));
    on.screen.advance(6);
    CHECK_FALSE(ui::caret_blinks(on.field));
    on.screen.press(KeyboardKey::left);
    CHECK(ui::caret_blinks(on.field));
}

TEST_CASE("a held key repeats when the desktop repeats it, and by no clock of ours") {
    FieldOnScreen on(true);
    on.screen.type("abcdef");
    on.screen.hold_down(KeyboardKey::backspace);
    on.screen.frames(200);
    CHECK(on.text() == "abcde");
    on.screen.repeat(KeyboardKey::backspace);
    on.screen.repeat(KeyboardKey::backspace);
    CHECK(on.text() == "abc");
    on.screen.let_go(KeyboardKey::backspace);
    CHECK(on.text() == "abc");
}

TEST_CASE("Shift+Delete cuts, and Ctrl+Insert and Shift+Insert copy and paste") {
    FieldOnScreen on(true);
    on.screen.type("one two");
    on.screen.press(KeyboardKey::left, with_ctrl_shift);
    on.screen.press(KeyboardKey::del, with_shift);
    CHECK(on.text() == "one ");
    CHECK(on.screen.clipboard() == "two");
    on.screen.press(KeyboardKey::del, with_shift);
    CHECK(on.screen.clipboard() == "two");
    on.screen.press(KeyboardKey::insert, with_shift);
    CHECK(on.text() == "one two");
}

TEST_CASE("a selection can be pasted by the middle button, where it is pressed") {
    FieldOnScreen on(true);
    on.screen.type("one two");
    on.screen.press(KeyboardKey::left, with_ctrl_shift);
    CHECK(on.screen.primary() == "two");
    on.screen.primary() = "zero ";
    on.screen.middle_click_at({on.area.min.x + 2, on.area.min.y + 8});
    CHECK(on.text() == "zero one two");
    CHECK(on.screen.clipboard().empty());
    on.screen.press(KeyboardKey::z, with_ctrl);
    CHECK(on.text() == "one two");
    on.screen.double_click_at({on.area.min.x + 4, on.area.min.y + 8});
    CHECK(on.screen.primary() == "one");
}

TEST_CASE("a triple click selects the line, and a drag goes on by words or lines") {
    FieldOnScreen on(true);
    on.screen.paste("one two three\nfour five");
    const float x = on.area.min.x + 4, y = on.area.min.y + 8;
    on.screen.triple_click_at({x, y});
    CHECK(on.field.editor.selected() == "one two three");
    on.screen.double_click_at({x, y});
    CHECK(on.field.editor.selected() == "one");
    on.field.editor.select_word_at(4, 8);
    on.field.editor.drag(4, 1000);
    CHECK(on.field.editor.selected().starts_with("one two three\nfour"));
    on.field.editor.select_line_at(4, 1000);
    CHECK(on.field.editor.selected() == "four five");
    on.field.editor.drag(4, 4);
    CHECK(on.field.editor.selected() == "one two three\nfour five");
}

TEST_CASE("the menu of the right button edits the field, by mouse and by keys") {
    FieldOnScreen on(true);
    on.screen.type("one two");
    on.screen.press(KeyboardKey::a, with_ctrl);
    on.screen.right_click_at({on.area.min.x + 4, on.area.min.y + 8});
    on.screen.frames(2);
    REQUIRE(on.screen.has("field-menu:Copy"));
    on.screen.click("field-menu:Copy");
    CHECK(on.screen.clipboard() == "one two");
    CHECK_FALSE(ui::field_menu_open());
    on.screen.right_click_at({on.area.min.x + 4, on.area.min.y + 8});
    on.screen.frames(2);
    on.screen.press(KeyboardKey::down);  // Undo
    on.screen.press(KeyboardKey::down);  // Cut: nothing can be redone
    on.screen.press(KeyboardKey::enter);
    CHECK(on.text().empty());
    CHECK(on.entered == 0);
}

TEST_CASE("Escape closes the field's menu and nothing else, and typing closes it and is kept") {
    FieldOnScreen on(true);
    on.screen.right_click("field");
    on.screen.frames(2);
    REQUIRE(ui::field_menu_open());
    on.screen.press(KeyboardKey::escape);
    CHECK_FALSE(ui::field_menu_open());
    on.screen.right_click("field");
    on.screen.frames(2);
    REQUIRE(ui::field_menu_open());
    on.screen.type("x");
    CHECK_FALSE(ui::field_menu_open());
    CHECK(on.text() == "x");
}

TEST_CASE("a secret is drawn as dots, is not copied, and no undo holds it") {
    FieldOnScreen on(false, 100, true);
    on.screen.type("correct horse");
    CHECK(on.text() == "correct horse");
    CHECK_FALSE(on.screen.shows("correct"));
    CHECK(on.screen.shows("•••••••••••••"));
    on.screen.press(KeyboardKey::a, with_ctrl);
    on.screen.press(KeyboardKey::c, with_ctrl);
    on.screen.press(KeyboardKey::x, with_ctrl);
    CHECK(on.screen.clipboard().empty());
    CHECK(on.screen.primary().empty());
    CHECK(on.text() == "correct horse");
    on.screen.press(KeyboardKey::end);
    on.screen.press(KeyboardKey::backspace);
    CHECK(on.text() == "correct hors");
    on.screen.press(KeyboardKey::left);
    on.screen.type("x");
    CHECK(on.text() == "correct horxs");
    on.field.editor.clear();
    on.screen.press(KeyboardKey::z, with_ctrl);
    CHECK(on.text().empty());
}

TEST_CASE("a tab stays a tab, and is drawn as four spaces") {
    FieldOnScreen on(true);
    on.screen.paste("a\tb");
    CHECK(on.text() == "a\tb");
    CHECK(on.screen.shows("a    b"));
    on.screen.press(KeyboardKey::left);
    on.screen.press(KeyboardKey::backspace);
    CHECK(on.text() == "ab");
    on.screen.press(KeyboardKey::z, with_ctrl);
    CHECK(on.text() == "a\tb");
    on.screen.press(KeyboardKey::home);
    on.screen.press(KeyboardKey::right);
    on.screen.press(KeyboardKey::right);
    on.screen.type("x");
    CHECK(on.text() == "a\txb");
}

TEST_SUITE_END();
