#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/wire/protocol.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/views/composer.hpp"
#include "tests/ui/composer_fixture.hpp"
#include "tests/ui/fake_workspace.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

using Said = std::vector<std::string>;

std::string with_lines(int count) {
    std::string result = "line 1";
    for (int i = 2; i <= count; ++i) result += "\nline " + std::to_string(i);
    return result;
}

bool inside(const ui::Rect& inner, const ui::Rect& outer) {
    return inner.min.x >= outer.min.x && inner.min.y >= outer.min.y && inner.max.x <= outer.max.x &&
           inner.max.y <= outer.max.y;
}

}  // namespace

TEST_SUITE_BEGIN("composer");

TEST_CASE("Enter sends the text and clears the field") {
    Composing composer;
    CHECK(composer.screen.shows("Message everyone in #lobby"));
    composer.say("hello 👋");
    CHECK(composer.said() == Said{"hello 👋"});
    CHECK(composer.text().empty());
    composer.say("/w bob hi");
    CHECK(composer.said().back() == "/w bob hi");
}

TEST_CASE("the send button sends the text") {
    Composing composer;
    composer.screen.type("hello");
    composer.screen.click("send");
    CHECK(composer.said() == Said{"hello"});
    CHECK(composer.clicked);
}

TEST_CASE("a text of spaces only is not sent") {
    Composing composer;
    composer.say("");
    composer.say("  \u00a0\u3000 ");
    composer.screen.press(KeyboardKey::enter, with_shift);
    composer.screen.press(KeyboardKey::enter);
    composer.screen.click("send");
    CHECK(composer.said().empty());
}

TEST_CASE("Shift+Enter inserts a line break, which is sent") {
    Composing composer;
    composer.screen.type("one");
    composer.screen.press(KeyboardKey::enter, with_shift);
    composer.say("two");
    CHECK(composer.said() == Said{"one\ntwo"});
}

TEST_CASE("a paste keeps its line breaks") {
    Composing composer;
    composer.screen.paste("one\r\n  two\r\n");
    composer.screen.press(KeyboardKey::enter);
    CHECK(composer.said() == Said{"one\n  two"});
}

TEST_CASE("the composer grows with its lines up to a third of the window") {
    Composing composer;
    const float alone = composer.area.height();
    CHECK(alone == doctest::Approx(48).epsilon(0.1));
    composer.draft(with_lines(3));
    const float grown = composer.area.height() - alone;
    CHECK(grown == doctest::Approx(2 * ui::line_height(ui::TextStyle::body)).epsilon(0.05));
    composer.draft(with_lines(100));
    CHECK(composer.area.height() <= 200);
    CHECK(composer.area.height() > 150);
    CHECK(composer.screen.shows("line 100"));
    CHECK_FALSE(composer.screen.shows("line 1 "));
}

TEST_CASE("every change emits ChangeDraft") {
    Composing composer;
    composer.screen.type("hi");
    CHECK(composer.last_draft() == "hi");
    composer.screen.press(KeyboardKey::backspace);
    CHECK(composer.last_draft() == "h");
    composer.screen.press(KeyboardKey::left);
    CHECK(composer.all<ui::ChangeDraft>().size() == 2);
}

TEST_CASE("a new draft version replaces the text and moves the caret to its end") {
    Composing composer;
    composer.screen.type("before");
    composer.draft("kept from yesterday");
    CHECK(composer.text() == "kept from yesterday");
    CHECK(composer.state.field.editor.caret() == composer.text().size());
    CHECK(composer.said().empty());
}

TEST_CASE("typed text stays while everything else changes") {
    Composing composer;
    composer.draft("yesterday");
    composer.screen.type(" and today");
    composer.screen.press(KeyboardKey::left, with_shift);
    const auto selected = composer.state.field.editor.selection();
    composer.view_state.draft = "another";  // the version is the same
    composer.view_state.connection.state = ui::ConnectionStatus::State::lost;
    composer.view_state.unread = 7;
    composer.view_state.my_name = "ann";
    composer.screen.frames(3);
    composer.view_state.connection.state = ui::ConnectionStatus::State::ready;
    composer.screen.frames(3);
    CHECK(composer.text() == "yesterday and today");
    CHECK(composer.state.field.editor.selection() == selected);
}

TEST_CASE("Ctrl+Up in an empty field recalls earlier messages, Ctrl+Down goes back") {
    Composing composer;
    composer.say("first");
    composer.say("second");
    composer.screen.press(KeyboardKey::up, with_ctrl);
    CHECK(composer.text() == "second");
    CHECK(composer.last_draft() == "second");
    composer.screen.press(KeyboardKey::up, with_ctrl);
    CHECK(composer.text() == "first");
    composer.screen.press(KeyboardKey::up, with_ctrl);
    CHECK(composer.text() == "first");
    composer.screen.press(KeyboardKey::down, with_ctrl);
    CHECK(composer.text() == "second");
    composer.screen.press(KeyboardKey::down, with_ctrl);
    CHECK(composer.text().empty());
    composer.screen.press(KeyboardKey::down, with_ctrl);
    CHECK(composer.text().empty());
}

TEST_CASE("a whisper is never recalled in another conversation") {
    Composing composer;
    composer.view_state.open.bytes.fill(7);
    composer.screen.frames(2);
    composer.say("the secret");
    composer.view_state.open = lobby;
    composer.screen.frames(2);
    composer.screen.press(KeyboardKey::up, with_ctrl);
    CHECK(composer.text().empty());
    composer.view_state.open.bytes.fill(7);
    composer.screen.frames(2);
    composer.screen.press(KeyboardKey::up, with_ctrl);
    CHECK(composer.text() == "the secret");
}

TEST_CASE("a message to one server is never recalled at another") {
    Composing composer;
    composer.say("for the old team");
    ++composer.view_state.timelines_version;
    composer.screen.frames(2);
    composer.screen.press(KeyboardKey::up, with_ctrl);
    CHECK(composer.text().empty());
}

TEST_CASE("editing a recalled line ends recalling") {
    Composing composer;
    composer.say("first");
    composer.say("second");
    composer.screen.press(KeyboardKey::up, with_ctrl);
    composer.screen.type("!");
    composer.screen.press(KeyboardKey::up, with_ctrl);
    CHECK(composer.text() == "second!");
    composer.screen.press(KeyboardKey::enter);
    CHECK(composer.said().back() == "second!");
}

TEST_CASE("Up in a typed text only moves the caret") {
    Composing composer;
    composer.say("first");
    composer.screen.type("one");
    composer.screen.press(KeyboardKey::up);
    CHECK(composer.text() == "one");
}

TEST_CASE("a hundred messages can be recalled, and repeated ones count once") {
    Composing composer;
    for (int i = 0; i < 120; ++i) composer.say("line " + std::to_string(i));
    composer.say("line 119");
    const auto& said = composer.state.said.at(composer.view_state.open);
    CHECK(said.size() == 100);
    CHECK(said.front() == "line 20");
}

TEST_CASE("a whisper has its own colours, hint and name") {
    Composing composer;
    CHECK(composer.screen.text("Message everyone").colour == ui::palette().muted);
    composer.whisper_to("grace");
    CHECK_FALSE(composer.screen.shows("Message everyone"));
    CHECK(composer.screen.count("Whisper to grace") == 2);  // the chip and the hint
    const auto& first = composer.screen.text("Whisper to grace");
    CHECK(first.colour == ui::palette().whisper_text);
    CHECK(composer.screen.record().texts.back().colour == ui::palette().whisper);
    composer.screen.type("psst");
    CHECK(composer.screen.count("Whisper to grace") == 1);  // while typing too
    CHECK(inside(composer.screen.mark("whisper-close"), composer.area));
}

TEST_CASE("Esc ends a whisper, and its draft stays with it") {
    Composing composer;
    composer.screen.press(KeyboardKey::escape);
    CHECK(composer.wanted.empty());
    composer.whisper_to("grace");
    composer.screen.type("psst");
    composer.wanted.clear();
    composer.screen.press(KeyboardKey::escape);
    REQUIRE(composer.wanted.size() == 2);
    CHECK(std::get<ui::ChangeDraft>(composer.wanted[0]).text == "psst");
    CHECK_FALSE(std::get<ui::OpenConversation>(composer.wanted[1]).with.account);
}

TEST_CASE("a click on the cross ends a whisper") {
    Composing composer;
    composer.whisper_to("grace");
    composer.screen.click("whisper-close");
    const auto talks = composer.all<ui::OpenConversation>();
    REQUIRE(talks.size() == 1);
    CHECK_FALSE(talks[0].with.account);
}

TEST_CASE("a whisper to an offline person says when it will be delivered") {
    Composing composer;
    composer.whisper_to("grace", false);
    CHECK(composer.screen.shows("grace is offline. Will be delivered when they are back."));
    CHECK(inside(composer.screen.text("grace is offline").area, composer.area));
    composer.whisper_to("grace", true);
    CHECK_FALSE(composer.screen.shows("is offline"));
}

TEST_CASE("typing and sending work while the connection is lost") {
    Composing composer;
    composer.view_state.connection.state = ui::ConnectionStatus::State::lost;
    composer.screen.type("later");
    CHECK(composer.screen.shows("Saved. Will be sent when the connection is back."));
    composer.screen.press(KeyboardKey::enter);
    CHECK(composer.said() == Said{"later"});
    composer.whisper_to("grace", false);  // who is away is not known now
    composer.screen.type("psst");
    CHECK_FALSE(composer.screen.shows("is offline"));
    composer.view_state.connection.state = ui::ConnectionStatus::State::ready;
    composer.screen.frames(2);
    CHECK_FALSE(composer.screen.shows("Will be sent"));
}

TEST_CASE("the offline note is displayed only while something is unsent") {
    FakeWorkspace workspace("ada");
    workspace.lose_connection("The server closed the connection.", 1, 1);
    Composing composer;
    composer.view_state = workspace.view_state();
    composer.screen.frames(2);
    CHECK_FALSE(composer.screen.shows("Will be sent"));
    workspace.posts_without_receipt("said meanwhile");
    composer.view_state = workspace.view_state();
    composer.screen.frames(2);
    CHECK(composer.screen.shows("Saved. Will be sent when the connection is back."));
}

TEST_CASE("near the limit the number of bytes is displayed") {
    Composing composer;
    composer.draft(std::string(15 * limit::KiB, 'x'));
    CHECK_FALSE(composer.screen.shows("bytes"));
    composer.draft(std::string(15'870, 'x'));
    CHECK(composer.screen.shows("15,870 of 16,384 bytes"));
    CHECK(composer.screen.text("15,870").colour == ui::palette().muted);
    composer.screen.paste(std::string(600, 'y'));
    CHECK(composer.screen.text("15,870 of").colour == ui::palette().danger_text);
    CHECK(composer.text().size() == 15'870);
    composer.screen.paste(std::string(514, 'y'));
    CHECK(composer.screen.text("16,384 of 16,384").colour == ui::palette().danger_text);
    composer.screen.press(KeyboardKey::enter);
    CHECK(composer.said().back().size() == limit::body);
}

TEST_CASE("a paste that is too long shows the limit") {
    Composing composer;
    composer.screen.type("keep me");
    composer.screen.paste(std::string(20'000, 'x'));
    CHECK(composer.text() == "keep me");
    CHECK(composer.screen.shows("Too long: a message has at most 16,384 bytes."));
    composer.screen.type("!");
    CHECK_FALSE(composer.screen.shows("Too long"));
}

TEST_CASE("a draft longer than a message is not sent and not lost") {
    Composing composer;
    composer.draft(std::string(17'000, 'x'));
    composer.screen.press(KeyboardKey::enter);
    CHECK(composer.said().empty());
    CHECK(composer.text().size() == 17'000);
    CHECK(composer.screen.text("17,000 of 16,384 bytes").colour == ui::palette().danger_text);
}

TEST_CASE("a composer without the focus ignores keys, and a click asks for the focus") {
    Composing composer;
    composer.focused = false;
    composer.screen.type("hi");
    composer.screen.press(KeyboardKey::escape);
    CHECK(composer.text().empty());
    CHECK(composer.wanted.empty());
    CHECK_FALSE(composer.clicked);
    composer.screen.click("composer");
    CHECK(composer.clicked);
    composer.clicked = false;
    composer.screen.click_at({composer.area.min.x + 3, composer.area.max.y - 3});
    CHECK(composer.clicked);
}

TEST_CASE("a long name does not push the cross out of a narrow window") {
    Composing composer(360, 480);
    composer.whisper_to(std::string(128, 'w'), false);
    CHECK(inside(composer.screen.mark("whisper-close"), composer.area));
    CHECK(inside(composer.screen.mark("send"), composer.area));
    for (const auto& text : composer.screen.record().texts) {
        CAPTURE(text.text);
        CHECK(text.area.max.x <= composer.area.max.x + 1);
        CHECK(text.area.max.y <= composer.area.max.y + 1);
    }
}

TEST_CASE("text and send button do not overlap at any scale") {
    for (const float scale : {1.0f, 1.5f, 2.0f}) {
        CAPTURE(scale);
        Composing composer(788, 600, scale);
        composer.whisper_to("grace", false);
        composer.draft(std::string(400, 'w'));
        CHECK(composer.screen.mark("composer").max.x <= composer.screen.mark("send").min.x);
        CHECK(composer.screen.mark("whisper-close").max.y <=
              composer.screen.mark("composer").min.y);
        CHECK(inside(composer.screen.mark("composer"), composer.area));
        CHECK(inside(composer.screen.mark("send"), composer.area));
    }
}

TEST_SUITE_END();
