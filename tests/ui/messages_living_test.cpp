/// Messages that are answered, edited, deleted and reacted to, as the message view shows them.
#include <doctest/doctest.h>

#include "imgui-client/display_text/message_link.hpp"
#include "imgui-client/views/screen.hpp"
#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;

namespace {

/// A screen with all views, and the intents of its frames.
struct LivingWindow {
    LivingWindow() {
        screen.draws(
            [this] {
                for (ui::Intent& each : ui::draw_screen(workspace.view_state(), state))
                    intents.push_back(std::move(each));
            },
            UiDriver::Root::none);
    }
    template <class Wanted>
    const Wanted* last() const {
        const Wanted* found = nullptr;
        for (const ui::Intent& each : intents)
            if (const auto* one = std::get_if<Wanted>(&each)) found = one;
        return found;
    }
    FakeWorkspace workspace{"ada"};
    UiDriver screen{1280, 800};
    ui::ScreenState state;
    ui::Intents intents;
};

}  // namespace

TEST_CASE("a reply shows one line of what it answers, and a click goes there") {
    Reading reading;
    reading.workspace.says("grace", "Where is the plan?\nI need it today.");
    const std::uint64_t question = reading.workspace.last_number();
    for (int i = 0; i < 60; ++i) reading.workspace.says("linus", "line " + std::to_string(i));
    reading.workspace.refers("linus", ReplyBody{question, "On your desk."});
    reading.begin();
    reading.screen.frames(3);
    CHECK(reading.screen.shows("On your desk."));
    CHECK(reading.screen.shows("grace: Where is the plan?"));
    CHECK_FALSE(reading.screen.shows("I need it today."));
    reading.click_text("grace: Where is the plan?");
    reading.screen.frames(3);
    CHECK(reading.screen.shows("I need it today."));
}

TEST_CASE("the quote of a first message stands between the name and the text") {
    Reading reading;
    reading.workspace.says("grace", "Ready?");
    reading.workspace.refers("linus", ReplyBody{1, "Yes."});
    reading.begin();
    reading.screen.frames(2);
    CHECK(reading.y_of("grace: Ready?") > reading.screen.text("linus").area.max.y);
    CHECK(reading.y_of("Yes.") > reading.screen.text("grace: Ready?").area.max.y);
}

TEST_CASE("an edited message shows its new text, and the earlier ones on request") {
    Reading reading;
    reading.workspace.says("grace", "At noon.");
    const std::uint64_t number = reading.workspace.last_number();
    reading.begin();
    reading.screen.frames(2);
    reading.workspace.refers("grace", EditBody{number, "At two."});
    reading.screen.frames(2);
    CHECK(reading.screen.shows("At two."));
    CHECK(reading.screen.shows("(edited)"));
    CHECK_FALSE(reading.screen.shows("At noon."));
    reading.focused = true;
    reading.screen.press(ui::KeyboardKey::up);
    reading.screen.press(ui::KeyboardKey::enter);
    reading.screen.click("menu:earlier");
    reading.screen.frames(2);
    CHECK(reading.screen.shows("At noon."));
}

TEST_CASE("a deleted message and its quotes show who deleted it and nothing of its text") {
    Reading reading;
    reading.workspace.says("grace", "the secret word");
    const std::uint64_t number = reading.workspace.last_number();
    reading.workspace.refers("linus", ReplyBody{number, "Take that back."});
    reading.begin();
    reading.screen.frames(2);
    CHECK(reading.screen.count("the secret word") == 2);
    reading.workspace.refers("grace", EraseBody{number});
    reading.screen.frames(2);
    CHECK(reading.screen.count("the secret word") == 0);
    CHECK(reading.screen.shows("Deleted by grace"));
    CHECK(reading.screen.shows("grace: (deleted)"));
}

TEST_CASE("reactions are chips with counts; a click adds the own one or takes it back") {
    Reading reading;
    reading.workspace.says("grace", "Done.");
    const std::uint64_t number = reading.workspace.last_number();
    reading.workspace.refers("linus", ReactionBody{number, "👍"});
    reading.workspace.refers("ada", ReactionBody{number, "👍"});
    reading.workspace.refers("linus", ReactionBody{number, "❤️"});
    reading.workspace.refers("linus", ReactionBody{number, "🎉"});
    reading.workspace.refers("linus", ReactionBody{number, "🎉", true});
    reading.begin();
    reading.screen.frames(2);
    CHECK(reading.screen.shows("👍 2"));
    CHECK(reading.screen.shows("❤️ 1"));
    CHECK_FALSE(reading.screen.shows("🎉 1"));
    reading.screen.hover_at({400, 20});
    const std::string id = "chip#" + std::to_string(number) + ".0:0";
    reading.screen.click(id);
    REQUIRE(reading.wanted<ui::React>().size() == 1);
    CHECK(reading.wanted<ui::React>()[0].off);
    CHECK(reading.wanted<ui::React>()[0].emoji == "👍");
    CHECK(reading.wanted<ui::React>()[0].number == number);
}

TEST_CASE("entries that have no row of their own take no room and are passed over by keys") {
    Reading reading;
    reading.workspace.says("grace", "first");
    const std::uint64_t number = reading.workspace.last_number();
    reading.workspace.says("grace", "second");
    reading.begin();
    reading.screen.frames(2);
    const float before = reading.y_of("second");
    for (int i = 0; i < 5; ++i) {
        reading.workspace.refers("linus", ReactionBody{number + 1, "👍", i % 2 == 1});
        reading.workspace.refers("linus", EditBody{number, "not mine to edit"});
    }
    reading.workspace.says("grace", "third");
    reading.screen.frames(2);
    CHECK(reading.screen.shows("first"));
    CHECK(reading.y_of("second") == before);
    CHECK(reading.screen.count("grace") == 1);  // one group
    reading.focused = true;
    reading.screen.press(ui::KeyboardKey::up);
    reading.screen.press(ui::KeyboardKey::up);
    reading.screen.press(ui::KeyboardKey::c, with_ctrl);
    CHECK(reading.screen.clipboard() == "second");
}

TEST_CASE("a thousand reactions in a row cost no layout") {
    Reading reading;
    reading.workspace.says("grace", "first");
    for (int i = 0; i < 1000; ++i)
        reading.workspace.refers("linus", ReactionBody{1, "👍", i % 2 == 1});
    reading.workspace.says("grace", "last");
    reading.begin();
    reading.screen.frames(3);
    CHECK(reading.screen.shows("first"));
    CHECK(reading.y_of("last") - reading.y_of("first") < 200);
}

TEST_CASE("marks are displayed as emphasis and copied as they were typed") {
    Reading reading;
    const std::string said = "look *here*:\n```cpp\nint x;\n```\n> quoted `y`";
    reading.workspace.says("grace", said);
    reading.begin();
    reading.screen.frames(2);
    CHECK(reading.screen.shows("look here:"));
    CHECK(reading.screen.shows("int x;"));
    CHECK(reading.screen.shows("cpp"));
    CHECK(reading.screen.shows("quoted y"));
    reading.focused = true;
    reading.screen.press(ui::KeyboardKey::up);
    reading.screen.press(ui::KeyboardKey::c, with_ctrl);
    CHECK(reading.screen.clipboard() == said);
    reading.screen.hover_at({400, 20});
    reading.screen.click("copy#1.0:0");
    CHECK(reading.screen.clipboard() == "int x;");
    reading.workspace.says("linus", "```\nalone `x`\n```");
    reading.screen.frames(2);
    reading.screen.click("copy#2.0:0");
    CHECK(reading.screen.clipboard() == "alone `x`");
}

TEST_CASE("a message that mentions the user has another colour") {
    Reading reading;
    reading.workspace.says("grace", "hello @ada and @linus");
    reading.begin();
    reading.screen.frames(2);
    CHECK(reading.screen.text("@ada").colour == ui::palette().mention_text);
}

TEST_CASE("the link of a message leads back to it, also from another conversation") {
    LivingWindow window;
    window.workspace.person_joins("grace");
    window.workspace.says("grace", "the beginning of it all");
    for (int i = 0; i < 60; ++i) window.workspace.says("linus", "line " + std::to_string(i));
    window.screen.frames(3);
    CHECK_FALSE(window.screen.shows("the beginning of it all"));
    const std::string link =
        ui::message_link({window.workspace.view_state().connection.server, lobby, 1});
    window.workspace.whispers("grace", "ada", "see " + link);
    window.workspace.open_whisper("grace");
    window.screen.frames(3);
    const ui::Rect place = window.screen.text("indaba://").visible;
    window.screen.click_at(place.centre());
    window.screen.frames(2);
    REQUIRE(window.last<ui::OpenConversation>());
    CHECK_FALSE(window.last<ui::OpenConversation>()->with.account);
    window.workspace.open_lobby();
    window.screen.frames(3);
    CHECK(window.screen.shows("the beginning of it all"));
}

TEST_CASE("Up edits the last own message, and the draft comes back afterwards") {
    LivingWindow window;
    window.workspace.says("ada", "At noon.");
    const std::uint64_t number = window.workspace.last_number();
    window.workspace.says("grace", "Good.");
    window.screen.frames(3);
    window.screen.press(ui::KeyboardKey::up);
    CHECK(window.state.composer.field.editor.text() == "At noon.");
    CHECK(window.screen.shows("Edit message"));
    window.screen.type(" Sharp");
    window.screen.press(ui::KeyboardKey::enter);
    const auto* sent = window.last<ui::SendMessage>();
    REQUIRE(sent);
    CHECK(sent->text == "At noon. Sharp");
    CHECK(sent->about == ui::ComposedAbout{ui::ComposedAbout::Kind::edit, number});
    CHECK(window.state.composer.field.editor.text().empty());
    CHECK_FALSE(window.last<ui::ChangeDraft>());
}

TEST_CASE("an edit waits while another conversation is open") {
    LivingWindow window;
    window.workspace.person_joins("grace");
    window.workspace.says("ada", "At noon.");
    window.screen.frames(3);
    window.screen.press(ui::KeyboardKey::up);
    window.screen.type("!");
    window.workspace.open_whisper("grace");
    window.workspace.draft("");
    window.screen.frames(3);
    CHECK_FALSE(window.screen.shows("Edit message"));
    CHECK(window.state.composer.field.editor.text().empty());
    window.workspace.open_lobby();
    window.workspace.draft("a draft");
    window.screen.frames(3);
    CHECK(window.screen.shows("Edit message"));
    CHECK(window.state.composer.field.editor.text() == "At noon.!");
    window.state.pane = ui::Pane::composer;
    window.screen.press(ui::KeyboardKey::escape);
    CHECK(window.state.composer.field.editor.text() == "a draft");
}

TEST_CASE("an edit does not go on at another server") {
    LivingWindow window;
    window.workspace.says("ada", "At noon.");
    window.screen.frames(3);
    window.screen.press(ui::KeyboardKey::up);
    CHECK(window.screen.shows("Edit message"));
    ++window.state.composer.timelines_version;  // as if it had drawn another server's frame before
    window.screen.frames(2);
    CHECK_FALSE(window.screen.shows("Edit message"));
}

TEST_CASE("a message is answered by keys, and Esc leaves the answer a draft") {
    LivingWindow window;
    window.workspace.says("grace", "Who brings the cake?");
    const std::uint64_t number = window.workspace.last_number();
    window.screen.frames(3);
    window.state.pane = ui::Pane::messages;
    window.screen.press(ui::KeyboardKey::up);
    window.screen.press(ui::KeyboardKey::enter, {false, true, false});
    window.screen.frames(2);
    CHECK(window.screen.shows("Reply to grace: Who brings the cake?"));
    window.screen.type("Me");
    window.screen.press(ui::KeyboardKey::enter);
    const auto* sent = window.last<ui::SendMessage>();
    REQUIRE(sent);
    CHECK(sent->about == ui::ComposedAbout{ui::ComposedAbout::Kind::reply, number});
    CHECK_FALSE(window.screen.shows("Reply to grace"));
}

TEST_CASE("own messages are edited and deleted by keys and menu, others' are not") {
    LivingWindow window;
    window.workspace.says("grace", "mine");
    window.workspace.says("ada", "yours");
    window.screen.frames(3);
    window.state.pane = ui::Pane::messages;
    window.screen.press(ui::KeyboardKey::up);
    window.screen.press(ui::KeyboardKey::del);
    CHECK_FALSE(window.last<ui::DeleteMessage>());  // not before it is confirmed
    window.screen.press(ui::KeyboardKey::enter);
    REQUIRE(window.last<ui::DeleteMessage>());
    CHECK(window.last<ui::DeleteMessage>()->number == 2);
    window.intents.clear();
    window.screen.press(ui::KeyboardKey::up);
    window.screen.press(ui::KeyboardKey::del);
    CHECK_FALSE(window.last<ui::DeleteMessage>());
    window.screen.press(ui::KeyboardKey::e, with_ctrl);
    CHECK_FALSE(window.screen.shows("Edit message"));
}
