/// Completion of names, commands and emoji in the composer.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "imgui-client/view_state/completion.hpp"
#include "imgui-client/views/screen.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

namespace {

struct Completing {
    Completing() {
        for (const char* name : {"grace", "greta", "linus"}) workspace.person_joins(name);
        workspace.says("greta", "hello");
        workspace.says("linus", "hi");
        screen.draws(
            [this] {
                for (ui::Intent& each : ui::draw_screen(workspace.view_state(), state))
                    intents.push_back(std::move(each));
            },
            UiDriver::Root::none);
        screen.frames(2);
    }
    std::vector<std::string> choices(const std::string& text, bool asked = false) {
        std::vector<std::string> found;
        for (const auto& each :
             ui::complete(text, text.size(), workspace.model(), lobby, asked).choices)
            found.push_back(each.insert);
        return found;
    }
    std::string text() const { return state.composer.field.editor.text(); }
    std::size_t sent() const {
        std::size_t count = 0;
        for (const ui::Intent& each : intents)
            count += std::holds_alternative<ui::SendMessage>(each) ? 1 : 0;
        return count;
    }

    FakeWorkspace workspace{"ada"};
    UiDriver screen{1280, 800};
    ui::ScreenState state;
    ui::Intents intents;
};
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("names are completed after @, those who spoke lately first") {
    Completing here;
    CHECK(here.choices("@") == Words{"@linus ", "@greta ", "@grace ", "@all "});
    CHECK(here.choices("ask @G") == Words{"@greta ", "@grace "});
    CHECK(here.choices("ask @gra") == Words{"@grace "});
    CHECK(here.choices("mail@g").empty());
    CHECK(here.choices("@nobody").empty());
    CHECK(here.choices("gr").empty());
    CHECK(here.choices("gr", true) == Words{"greta ", "grace "});
}

TEST_CASE("commands are completed at the begin of a text, with a hint of their arguments") {
    Completing here;
    CHECK(here.choices("/re") == Words{"/reply ", "/react ", "/reopen ", "/rename "});
    CHECK(here.choices("so /re").empty());
    CHECK(here.choices("/").empty());
    const auto reply = ui::complete("/reply", 6, here.workspace.model(), lobby, false);
    REQUIRE(reply.choices.size() == 1);
    CHECK(reply.choices[0].hint == "N TEXT");
    CHECK(here.choices("/go") == Words{"/go "});
    CHECK(here.choices("/da") == Words{"/date "});
    CHECK(here.choices("/leav") == Words{"/leave "});
    CHECK(here.choices("/leave").empty());  // it needs no more
}

TEST_CASE("emoji are completed after a colon, and by their whole name between two") {
    Completing here;
    CHECK(here.choices("well :thumbs_u") == Words{"👍 "});
    CHECK(here.choices("at 10:30").empty());
    CHECK(here.choices(":)").empty());
    CHECK(ui::complete_emoji_name("so :tada:", 9).choices.size() == 1);
    CHECK(ui::complete_emoji_name("so :tad:", 8).choices.empty());
    CHECK(ui::complete_emoji_name("a::b:", 5).choices.empty());
    here.screen.type("nice :party_popper:");
    here.screen.frames(2);
    CHECK(here.text() == "nice 🎉");
}

TEST_CASE("keys choose and insert, and Enter sends only when the list is closed") {
    Completing here;
    here.screen.type("ask @g");
    here.screen.frames(2);
    CHECK(here.screen.shows("greta"));
    here.screen.press(KeyboardKey::down);
    here.screen.press(KeyboardKey::enter);
    CHECK(here.text() == "ask @grace ");
    CHECK(here.sent() == 0);
    here.screen.press(KeyboardKey::enter);
    CHECK(here.sent() == 1);
}

TEST_CASE("Esc closes the list, and the text stays as it was typed") {
    Completing here;
    here.screen.type("@gr");
    here.screen.frames(2);
    here.screen.press(KeyboardKey::escape);
    here.screen.type("e");
    here.screen.frames(2);
    here.screen.press(KeyboardKey::enter);
    CHECK(here.text().empty());
    CHECK(here.sent() == 1);
}

TEST_CASE("Tab completes a name without its @, and a click inserts a choice") {
    Completing here;
    here.screen.type("lin");
    here.screen.press(KeyboardKey::tab);
    CHECK(here.text() == "linus ");
    here.screen.type("@gr");
    here.screen.frames(2);
    here.screen.click("completion:1");
    here.screen.frames(2);
    CHECK(here.text() == "linus @grace ");
}

TEST_CASE("rooms are completed after #, the own ones first") {
    Completing here;
    here.workspace.makes_room("build");
    here.workspace.makes_room("bugs", true);
    ui::RoomSummary other;
    other.id.bytes.fill(77);
    other.title = "backups";
    const auto found = [&](const std::string& text) {
        Words words;
        for (const auto& each :
             ui::complete(text, text.size(), here.workspace.model(), lobby, false, {other}).choices)
            words.push_back(each.insert);
        return words;
    };
    CHECK(found("see #") == Words{"#lobby ", "#bugs ", "#build ", "#backups "});
    CHECK(found("see #Bu") == Words{"#bugs ", "#build "});
    CHECK(found("#backups").empty());  // it is complete
    CHECK(found("a#bu").empty());
    here.screen.type("see #bug");
    here.screen.frames(2);
    here.screen.press(KeyboardKey::tab);
    CHECK(here.text() == "see #bugs ");
}

TEST_CASE("names of members come before others, who are marked") {
    Completing here;
    const ConversationId room = here.workspace.makes_room("build");
    here.workspace.says_in(room, "gregor", "from a former member");
    here.workspace.lists_members(room, {"greta", "grit"});
    const auto found = ui::complete("@gr", 3, here.workspace.model(), room, false).choices;
    REQUIRE(found.size() == 3);
    CHECK(found[0].insert == "@greta ");
    CHECK(found[0].hint.empty());
    CHECK(found[1].insert == "@grit ");
    CHECK(found[2].insert == "@grace ");
    CHECK(found[2].hint == "not in this room");
}
