#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "tests/support/hard_texts.hpp"
#include "tests/ui/headless_window.hpp"
#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Rect;

namespace {

/// Texts with parts that are not drawn, or drawn in another form.
const std::vector<std::string> texts_with_undrawn_parts{
    "❤️ and ☎︎",
    "👩‍👩‍👧‍👦 the family",
    "👍🏽 and 👋🏿!",
    "1️⃣ 2️⃣ 3️⃣",
    "e\u0301 decomposed",
    "می‌خواهم",
    "soft\u00adhyphen and\u2060joiner",
    "a\ttab and \r\n a line",
    "𠮷野家 𡈽野",
    "각 각",
    "क्षि नमस्ते",
    "🇩🇪🇫🇷 flags, 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "\u202eright to left\u202c",
    "x\u0301\u0302\u0303\u0304\u0305\u0306 many marks",
    "  blanks  around  ",
};

}  // namespace

TEST_SUITE_BEGIN("messages");

TEST_CASE("a selection dragged below the last message ends with it") {
    Reading ada;
    ada.workspace.says("grace", "alpha beta");
    ada.focused = true;
    ada.begin();
    const Rect from = ada.screen.text("alpha").area;
    ada.screen.drag({from.min.x + 1, from.centre().y}, {from.max.x + 300, 590});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "alpha beta");
}

TEST_CASE("a selection dragged out of the view scrolls the view") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.focused = true;
    ada.begin();
    const std::string first(ada.screen.text("no. (").text.view());
    const Rect from = ada.screen.text("no. (300)").area;
    ada.screen.drag({from.max.x + 5, from.centre().y}, {from.min.x, -40});
    CHECK_FALSE(ada.view().at_end());
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard().ends_with("no. (300)"));
    CHECK(ada.screen.clipboard().find(first) != std::string::npos);
    CHECK(ada.screen.clipboard().find(first) > 0);
}

TEST_CASE("a selection beyond the edge goes on while the mouse rests there, with frames for it") {
    FakeWorkspace workspace("mia");
    workspace.say_many(300);
    HeadlessWindow window(workspace);
    const Rect from = window.screen.text("no. (300)").area;
    window.screen.begin_drag({from.max.x + 5, from.centre().y}, {from.min.x, 5});
    const std::string first(window.screen.text("no. (").text.view());
    const auto next = ui::next_change(workspace.view_state(), window.state);
    REQUIRE(next);
    CHECK(*next <= 0.1);
    window.screen.frames(20);
    CHECK(window.screen.text("no. (").text.view() != first);
    window.screen.end_drag();
    window.screen.advance(10);  // the caret of the composer has ended blinking
    CHECK_FALSE(ui::next_change(workspace.view_state(), window.state));
    window.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(window.screen.clipboard().find(first) > 0);
    CHECK(window.screen.clipboard().ends_with("no. (300)"));
}

TEST_CASE("a selection of several messages is copied with their authors") {
    Reading ada;
    ada.workspace.says("grace", "alpha beta 🎈");
    ada.workspace.says("linus", "gamma delta");
    ada.focused = true;
    ada.begin();
    const Rect from = ada.screen.text("alpha").area, to = ada.screen.text("gamma").area;
    ada.screen.drag({from.min.x + 1, from.centre().y}, {to.max.x + 40, to.centre().y});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    const std::string& copied = ada.screen.clipboard();
    CHECK(copied.find("alpha beta 🎈\n") != std::string::npos);
    CHECK(copied.find("grace, ") == 0);
    CHECK(copied.find("linus, ") != std::string::npos);
    CHECK(copied.ends_with("gamma delta"));
}

TEST_CASE("a double click selects a word") {
    Reading ada;
    ada.workspace.says("grace", "alpha beta gamma");
    ada.focused = true;
    ada.begin();
    const Rect place = ada.screen.text("alpha").area;
    ada.screen.double_click_at({place.min.x + place.width() * 0.45f, place.centre().y});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "beta");
}

TEST_CASE("a triple click selects the message, and each selection is the primary one") {
    Reading ada;
    ada.workspace.says("grace", "alpha beta gamma\nand more");
    ada.workspace.says("linus", "delta");
    ada.focused = true;
    ada.begin();
    const Rect place = ada.screen.text("alpha").area;
    const ImVec2 beta{place.min.x + place.width() * 0.45f, place.centre().y};
    ada.screen.double_click_at(beta);
    CHECK(ada.screen.primary() == "beta");
    ada.screen.triple_click_at(beta);
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "alpha beta gamma\nand more");
    CHECK(ada.screen.primary() == ada.screen.clipboard());
    ada.screen.drag({place.min.x + 1, place.centre().y}, {beta.x, beta.y});
    CHECK(ada.screen.primary().starts_with("alpha"));
    const std::string kept = ada.screen.primary();
    ada.screen.click_at(beta);  // selects nothing
    CHECK(ada.screen.primary() == kept);
}

TEST_CASE("a click with Shift on a link extends the selection and opens nothing") {
    Reading ada;
    ada.workspace.says("grace", "see https://example.org/x");
    ada.focused = true;
    ada.begin();
    const Rect place = ada.screen.text("see").area, link = ada.screen.text("https").area;
    ada.screen.click_at({place.min.x + 1, place.centre().y});
    ada.screen.click_at(link.centre(), with_shift);
    CHECK(ada.wanted<ui::OpenLink>().empty());
    CHECK(ada.screen.primary().starts_with("see https://"));
}

TEST_CASE("the menu of a right click copies the text as it was sent") {
    Reading ada;
    ada.workspace.says("grace", "two\nlines 🎈");
    ada.begin();
    ada.screen.right_click_at(ada.screen.text("two").area.centre());
    ada.screen.click("menu:copy");
    CHECK(ada.screen.clipboard() == "two\nlines 🎈");
}

TEST_CASE("keys alone choose a message, copy it and whisper to its author") {
    Reading ada;
    ada.workspace.says("grace", "see https://example.org/x");
    ada.workspace.says("linus", "the last");
    ada.focused = true;
    ada.begin();
    ada.screen.press(KeyboardKey::up);
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "the last");
    ada.screen.press(KeyboardKey::up);
    ada.screen.press(KeyboardKey::enter);
    CHECK(ada.view().menu_open());
    CHECK(ada.screen.shows("Whisper to grace"));
    for (int i = 0; i < 4; ++i) ada.screen.press(KeyboardKey::down);
    ada.screen.press(KeyboardKey::enter);
    REQUIRE(ada.wanted<ui::OpenLink>().size() == 1);
    CHECK(ada.wanted<ui::OpenLink>()[0].url == "https://example.org/x");
    CHECK_FALSE(ada.view().menu_open());
    ada.screen.press(KeyboardKey::enter);
    ada.screen.press(KeyboardKey::escape);
    CHECK_FALSE(ada.view().menu_open());
}

TEST_CASE("the current message is always in sight") {
    Reading ada;
    for (int i = 0; i < 60; ++i) {
        ada.workspace.advance_time(6 * FakeWorkspace::minute);
        ada.workspace.says("grace", "line " + std::to_string(i) + ".\n" + lines(i % 5 + 1));
    }
    ada.focused = true;
    ada.begin();
    for (int i = 59; i >= 0; --i) {
        ada.screen.press(KeyboardKey::up);
        ada.screen.frames(1);
        CHECK(ada.screen.shows("line " + std::to_string(i) + "."));
    }
    for (int i = 1; i < 60; ++i) {
        ada.screen.press(KeyboardKey::down);
        ada.screen.frames(1);
        CHECK(ada.screen.shows("line " + std::to_string(i) + "."));
    }
}

TEST_CASE("what is copied is what was said, byte for byte") {
    for (const std::string& text : texts_with_undrawn_parts) {
        CAPTURE(text);
        Reading ada;
        ada.workspace.says("grace", text);
        ada.focused = true;
        ada.begin();
        ada.screen.press(KeyboardKey::up);
        ada.screen.press(KeyboardKey::c, with_ctrl);
        CHECK(ada.screen.clipboard() == text);
        ui::compat::set_clipboard("nothing");
        const Rect name = ada.screen.text("grace").area;
        const ImVec2 begin{name.min.x + 1, name.max.y + 8};
        ada.screen.right_click_at(begin);
        ada.screen.click("menu:copy");
        CHECK(ada.screen.clipboard() == text);
        ada.screen.drag(begin, {begin.x + 60, begin.y});  // a part: some of its characters
        ada.screen.press(KeyboardKey::c, with_ctrl);
        CHECK(ada.screen.clipboard() != "");
        CHECK(text.find(ada.screen.clipboard()) != std::string::npos);
        ada.screen.drag(begin, {790, 590});
        ada.screen.press(KeyboardKey::c, with_ctrl);
        CHECK(ada.screen.clipboard() == text);
    }
}

TEST_CASE("what is copied is what was said, whatever it is") {
    HardTexts texts(2);
    for (int i = 0; i < 60; ++i) {
        const std::string text = texts.next(HardTexts::Lines::many);
        CAPTURE(text);
        Reading ada;
        ada.workspace.says("grace", text);
        ada.focused = true;
        ada.begin();
        ada.screen.press(KeyboardKey::up);
        ada.screen.press(KeyboardKey::c, with_ctrl);
        CHECK(ada.screen.clipboard() == text);
    }
}

TEST_CASE("a character that no clipboard holds does not cut off what follows it") {
    Reading ada;
    ada.workspace.says("grace", std::string("before\0after", 12));
    ada.focused = true;
    ada.begin();
    ada.screen.press(KeyboardKey::up);
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "before␀after");
}

TEST_CASE("a held selection does not grow when messages arrive") {
    for (const bool below_all : {false, true}) {  // where the mouse rests
        CAPTURE(below_all);
        Reading ada;
        ada.workspace.says("grace", "alpha");
        ada.workspace.says("linus", "beta");
        ada.focused = true;
        ada.begin();
        const Rect from = ada.screen.text("alpha").area, to = ada.screen.text("beta").area;
        ImGuiIO& io = ImGui::GetIO();
        ada.screen.hover_at({from.min.x + 1, from.centre().y});
        io.MouseDown[0] = true;
        ada.screen.frames(2);
        io.MousePos = {to.max.x + 40, below_all ? 590 : to.centre().y};
        ada.screen.frames(2);
        for (int i = 0; i < 30; ++i) {  // until the rows move under the mouse
            ada.workspace.says("margaret", "gamma");
            ada.screen.frame();
        }
        io.MouseDown[0] = false;
        ada.screen.frames(2);
        ada.screen.press(KeyboardKey::c, with_ctrl);
        CHECK(ada.screen.clipboard().find("alpha") != std::string::npos);
        CHECK(ada.screen.clipboard().ends_with("beta"));
    }
}

TEST_CASE("a selection stays when messages above come") {
    Reading ada;
    ada.workspace.say_many(400);
    ada.workspace.forgets_up_to(350);
    ada.focused = true;
    ada.begin();
    const Rect from = ada.screen.text("no. (398)").area, to = ada.screen.text("no. (400)").area;
    ada.screen.drag({from.min.x + 1, from.centre().y}, {to.max.x + 40, to.centre().y});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    const std::string copied = ada.screen.clipboard();
    CHECK(copied.ends_with("(400)"));
    ada.workspace.shows_copied(200, 350);
    ada.screen.frames(2);
    ui::compat::set_clipboard("nothing");
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == copied);
}

TEST_CASE("a selection over messages that are not here is copied with a mark in their place") {
    Reading ada;
    ada.workspace.say_many(400);
    ada.workspace.forgets_up_to(398);
    ada.focused = true;
    ada.begin();
    ada.workspace.shows_copied(300, 390);
    ada.screen.frames(2);
    const Rect to = ada.screen.text("no. (400)").area, from = ada.screen.text("no. (390)").area;
    ada.screen.drag({from.min.x + 1, from.centre().y}, {to.max.x + 40, to.centre().y});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    const std::string copied = ada.screen.clipboard();
    CHECK(copied.find("(390)\n[…]\n") != std::string::npos);
    CHECK(copied.ends_with("(400)"));
}

TEST_CASE("a selection goes with a history that begins anew") {
    Reading ada;
    ada.workspace.say_many(400);
    ada.focused = true;
    ada.begin();
    const Rect from = ada.screen.text("no. (398)").area, to = ada.screen.text("no. (400)").area;
    ada.screen.drag({from.min.x + 1, from.centre().y}, {to.max.x + 40, to.centre().y});
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard().ends_with("(400)"));
    ada.workspace.set_back(lobby, 399);
    ada.screen.frames(2);
    ui::compat::set_clipboard("nothing");
    ada.screen.press(KeyboardKey::c, with_ctrl);
    CHECK(ada.screen.clipboard() == "nothing");
}

TEST_SUITE_END();
