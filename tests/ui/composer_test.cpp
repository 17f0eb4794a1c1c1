#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/wire/protocol.hpp"
#include "imgui-client/unicode/shown_text.hpp"
#include "imgui-client/views/view_composer.hpp"
#include "tests/ui/scenes.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Key;

namespace {

/// The composer at the bottom of a window, and all that it ever wanted.
struct Composing {
    explicit Composing(float width = 788, float height = 600, float scale = 1)
        : screen(width, height, scale) {
        scene.link.state = ui::LinkView::State::ready;
        screen.draws([this] { draw(); });
    }
    void draw() {
        const ui::Rect all = screen.display();
        const float width = all.width() - 40;
        const float high = ui::composer_height(scene, state, width, all.height());
        place = {{20, all.max.y - 18 - high}, {20 + width, all.max.y - 18}};
        clicked |= ui::draw_composer(scene, place, focused, state, wanted);
    }

    UiDriver screen;
    ui::Scene scene;
    ui::ComposerState state;
    ui::Intents wanted;
    ui::Rect place{};
    bool focused = true, clicked = false;

    void whisper_to(const std::string& name, bool here = true) {
        scene.to = Account{};
        scene.to_name = name;
        scene.to_here = here;
        screen.frames(2);
    }
    void draft(const std::string& text) {
        scene.draft = text;
        ++scene.draft_version;
        screen.frames(2);
    }
    void say(const std::string& text) {
        screen.type(text);
        screen.press(Key::enter);
    }
    std::string text() const { return state.field.editor.original(); }

    template <class Wanted>
    std::vector<Wanted> all() const {
        std::vector<Wanted> result;
        for (const ui::Intent& each : wanted)
            if (const auto* one = std::get_if<Wanted>(&each)) result.push_back(*one);
        return result;
    }
    std::vector<std::string> said() const {
        std::vector<std::string> result;
        for (const auto& each : all<ui::WantSay>()) result.push_back(each.text);
        return result;
    }
    std::string last_draft() const {
        const auto drafts = all<ui::WantDraft>();
        return drafts.empty() ? "none" : drafts.back().text;
    }
};

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

TEST_CASE("Enter says what was typed and empties the field") {
    Composing here;
    CHECK(here.screen.shows("Message everybody in #lobby"));
    here.say("hello 👋");
    CHECK(here.said() == Said{"hello 👋"});
    CHECK(here.text().empty());
    here.say("/w bob hi");
    CHECK(here.said().back() == "/w bob hi");
}

TEST_CASE("the paper plane says it too") {
    Composing here;
    here.screen.type("hello");
    here.screen.click("send");
    CHECK(here.said() == Said{"hello"});
    CHECK(here.clicked);
}

TEST_CASE("nothing but space is not said") {
    Composing here;
    here.say("");
    here.say("  \u00a0\u3000 ");
    here.screen.press(Key::enter, with_shift);
    here.screen.press(Key::enter);
    here.screen.click("send");
    CHECK(here.said().empty());
}

TEST_CASE("Shift and Enter break the line, and the breaks are sent") {
    Composing here;
    here.screen.type("one");
    here.screen.press(Key::enter, with_shift);
    here.say("two");
    CHECK(here.said() == Said{"one\ntwo"});
}

TEST_CASE("a paste keeps its lines") {
    Composing here;
    here.screen.paste("one\r\n  two\r\n");
    here.screen.press(Key::enter);
    CHECK(here.said() == Said{"one\n  two\n"});
}

TEST_CASE("the composer grows with its lines up to a third of the window") {
    Composing here;
    const float alone = here.place.height();
    CHECK(alone == doctest::Approx(48).epsilon(0.1));
    here.draft(with_lines(3));
    const float grown = here.place.height() - alone;
    CHECK(grown == doctest::Approx(2 * ui::line_height(ui::Style::body)).epsilon(0.05));
    here.draft(with_lines(100));
    CHECK(here.place.height() <= 200);
    CHECK(here.place.height() > 150);
    CHECK(here.screen.shows("line 100"));
    CHECK_FALSE(here.screen.shows("line 1 "));
}

TEST_CASE("every change is told as the draft") {
    Composing here;
    here.screen.type("hi");
    CHECK(here.last_draft() == "hi");
    here.screen.press(Key::backspace);
    CHECK(here.last_draft() == "h");
    here.screen.press(Key::left);
    CHECK(here.all<ui::WantDraft>().size() == 2);
}

TEST_CASE("a new draft version is taken over, the caret at its end") {
    Composing here;
    here.screen.type("before");
    here.draft("kept from yesterday");
    CHECK(here.text() == "kept from yesterday");
    CHECK(here.state.field.editor.caret() == here.text().size());
    CHECK(here.said().empty());
}

TEST_CASE("what is typed stays while everything else changes") {
    Composing here;
    here.draft("yesterday");
    here.screen.type(" and today");
    here.screen.press(Key::left, with_shift);
    const auto selected = here.state.field.editor.selection();
    here.scene.draft = "another";  // the version is the same
    here.scene.link.state = ui::LinkView::State::lost;
    here.scene.unread = 7;
    here.scene.my_name = "ann";
    here.screen.frames(3);
    here.scene.link.state = ui::LinkView::State::ready;
    here.screen.frames(3);
    CHECK(here.text() == "yesterday and today");
    CHECK(here.state.field.editor.selection() == selected);
}

TEST_CASE("Up in an empty field brings back what one said, Down goes back") {
    Composing here;
    here.say("first");
    here.say("second");
    here.screen.press(Key::up);
    CHECK(here.text() == "second");
    CHECK(here.last_draft() == "second");
    here.screen.press(Key::up);
    CHECK(here.text() == "first");
    here.screen.press(Key::up);
    CHECK(here.text() == "first");
    here.screen.press(Key::down);
    CHECK(here.text() == "second");
    here.screen.press(Key::down);
    CHECK(here.text().empty());
    here.screen.press(Key::down);
    CHECK(here.text().empty());
}

TEST_CASE("what was whispered never comes back in another conversation") {
    Composing here;
    here.scene.open.bytes.fill(7);
    here.screen.frames(2);
    here.say("the secret");
    here.scene.open = lobby;
    here.screen.frames(2);
    here.screen.press(Key::up);
    CHECK(here.text().empty());
    here.scene.open.bytes.fill(7);
    here.screen.frames(2);
    here.screen.press(Key::up);
    CHECK(here.text() == "the secret");
}

TEST_CASE("what was said to the server before never comes back at another one") {
    Composing here;
    here.say("for the old team");
    ++here.scene.era;
    here.screen.frames(2);
    here.screen.press(Key::up);
    CHECK(here.text().empty());
}

TEST_CASE("a recalled line that was changed is one's own again") {
    Composing here;
    here.say("first");
    here.say("second");
    here.screen.press(Key::up);
    here.screen.type("!");
    here.screen.press(Key::up);
    CHECK(here.text() == "second!");
    here.screen.press(Key::enter);
    CHECK(here.said().back() == "second!");
}

TEST_CASE("Up in a text that was typed moves the caret only") {
    Composing here;
    here.say("first");
    here.screen.type("one");
    here.screen.press(Key::up);
    CHECK(here.text() == "one");
}

TEST_CASE("a hundred lines can be recalled, the same line twice is one") {
    Composing here;
    for (int i = 0; i < 120; ++i) here.say("line " + std::to_string(i));
    here.say("line 119");
    const auto& said = here.state.said.at(here.scene.open);
    CHECK(said.size() == 100);
    CHECK(said.front() == "line 20");
}

TEST_CASE("a whisper has its own colours, hint and name") {
    Composing here;
    CHECK(here.screen.text("Message everybody").colour == ui::palette().muted);
    here.whisper_to("grace");
    CHECK_FALSE(here.screen.shows("Message everybody"));
    CHECK(here.screen.count("Whisper to grace") == 2);  // the chip and the hint
    const auto& first = here.screen.text("Whisper to grace");
    CHECK(first.colour == ui::palette().whisper_text);
    CHECK(here.screen.record().texts.back().colour == ui::palette().whisper);
    here.screen.type("psst");
    CHECK(here.screen.count("Whisper to grace") == 1);  // while typing too
    CHECK(inside(here.screen.mark("whisper-close"), here.place));
}

TEST_CASE("Esc ends a whisper, its draft stays with it") {
    Composing here;
    here.screen.press(Key::escape);
    CHECK(here.wanted.empty());
    here.whisper_to("grace");
    here.screen.type("psst");
    here.wanted.clear();
    here.screen.press(Key::escape);
    REQUIRE(here.wanted.size() == 2);
    CHECK(std::get<ui::WantDraft>(here.wanted[0]).text == "psst");
    CHECK_FALSE(std::get<ui::WantTalkTo>(here.wanted[1]).account);
}

TEST_CASE("the cross at the name ends a whisper") {
    Composing here;
    here.whisper_to("grace");
    here.screen.click("whisper-close");
    const auto talks = here.all<ui::WantTalkTo>();
    REQUIRE(talks.size() == 1);
    CHECK_FALSE(talks[0].account);
}

TEST_CASE("a whisper to somebody who is away says when it will arrive") {
    Composing here;
    here.whisper_to("grace", false);
    CHECK(here.screen.shows("grace is away: delivered when they come back."));
    CHECK(inside(here.screen.text("grace is away").place, here.place));
    here.whisper_to("grace", true);
    CHECK_FALSE(here.screen.shows("is away"));
}

TEST_CASE("without the server one can still type and send") {
    Composing here;
    here.scene.link.state = ui::LinkView::State::lost;
    here.screen.type("later");
    CHECK(here.screen.shows("Kept and sent when the server is back."));
    here.screen.press(Key::enter);
    CHECK(here.said() == Said{"later"});
    here.whisper_to("grace", false);  // who is away is not known now
    here.screen.type("psst");
    CHECK_FALSE(here.screen.shows("is away"));
    here.scene.link.state = ui::LinkView::State::ready;
    here.screen.frames(2);
    CHECK_FALSE(here.screen.shows("Kept and sent"));
}

TEST_CASE("that something is kept for the server is said only while something is") {
    Stage stage("ada");
    stage.lose("The server closed the connection.", 1, 1);
    Composing here;
    here.scene = stage.scene();
    here.screen.frames(2);
    CHECK_FALSE(here.screen.shows("Kept and sent"));
    stage.waits("said meanwhile");
    here.scene = stage.scene();
    here.screen.frames(2);
    CHECK(here.screen.shows("Kept and sent when the server is back."));
}

TEST_CASE("near the limit the bytes are counted") {
    Composing here;
    here.draft(std::string(15 * limit::KiB, 'x'));
    CHECK_FALSE(here.screen.shows("bytes"));
    here.draft(std::string(15'870, 'x'));
    CHECK(here.screen.shows("15,870 of 16,384 bytes"));
    CHECK(here.screen.text("15,870").colour == ui::palette().muted);
    here.screen.paste(std::string(600, 'y'));
    CHECK(here.screen.text("15,870 of").colour == ui::palette().danger_text);
    CHECK(here.text().size() == 15'870);
    here.screen.paste(std::string(514, 'y'));
    CHECK(here.screen.text("16,384 of 16,384").colour == ui::palette().danger_text);
    here.screen.press(Key::enter);
    CHECK(here.said().back().size() == limit::body);
}

TEST_CASE("a paste that is too long for any message says so") {
    Composing here;
    here.screen.type("keep me");
    here.screen.paste(std::string(20'000, 'x'));
    CHECK(here.text() == "keep me");
    CHECK(here.screen.shows("Too long: a message has at most 16,384 bytes."));
    here.screen.type("!");
    CHECK_FALSE(here.screen.shows("Too long"));
}

TEST_CASE("a draft longer than a message is not sent and not lost") {
    Composing here;
    here.draft(std::string(17'000, 'x'));
    here.screen.press(Key::enter);
    CHECK(here.said().empty());
    CHECK(here.text().size() == 17'000);
    CHECK(here.screen.text("17,000 of 16,384 bytes").colour == ui::palette().danger_text);
}

TEST_CASE("a composer without the focus takes no key and asks for the focus when clicked") {
    Composing here;
    here.focused = false;
    here.screen.type("hi");
    here.screen.press(Key::escape);
    CHECK(here.text().empty());
    CHECK(here.wanted.empty());
    CHECK_FALSE(here.clicked);
    here.screen.click("composer");
    CHECK(here.clicked);
    here.clicked = false;
    here.screen.click_at({here.place.min.x + 3, here.place.max.y - 3});
    CHECK(here.clicked);
}

TEST_CASE("a long name does not push the cross out of a narrow window") {
    Composing here(360, 480);
    here.whisper_to(std::string(128, 'w'), false);
    CHECK(inside(here.screen.mark("whisper-close"), here.place));
    CHECK(inside(here.screen.mark("send"), here.place));
    for (const auto& text : here.screen.record().texts) {
        CAPTURE(text.shown);
        CHECK(text.place.max.x <= here.place.max.x + 1);
        CHECK(text.place.max.y <= here.place.max.y + 1);
    }
}

TEST_CASE("text and plane keep apart at every scale") {
    for (const float scale : {1.0f, 1.5f, 2.0f}) {
        CAPTURE(scale);
        Composing here(788, 600, scale);
        here.whisper_to("grace", false);
        here.draft(std::string(400, 'w'));
        CHECK(here.screen.mark("composer").max.x <= here.screen.mark("send").min.x);
        CHECK(here.screen.mark("whisper-close").max.y <= here.screen.mark("composer").min.y);
        CHECK(inside(here.screen.mark("composer"), here.place));
        CHECK(inside(here.screen.mark("send"), here.place));
    }
}

TEST_SUITE_END();
