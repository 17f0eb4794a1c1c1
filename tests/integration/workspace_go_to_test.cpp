// The window's Workspace without the window, at a real broker: going to a message.
#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "common/wire/chain.hpp"
#include "imgui-client/display_text/message_link.hpp"
#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::TemporaryDirectory;

namespace {

/// Ann has said three messages in the lobby, which bob has not read.
struct Going {
    Going() {
        REQUIRE(ann.sees_ready());
        REQUIRE(bob.sees_ready());
        for (const char* text : {"one", "two", "three"}) ann.say(text);
        REQUIRE(bob.sees_text("three"));
    }
    const Jump& jump() { return bob.view_state().jump; }
    /// Types a command. Returns whether the view has to go somewhere.
    bool goes(const std::string& command) {
        const int before = jump().version;
        bob.say(command);
        return jump().version != before;
    }
    /// Types the command for a day, whose message the own copy finds.
    bool goes_to_day(const std::string& day) {
        const int before = jump().version;
        bob.say("/date " + day);
        return bob.sees([&](const ViewState& now) { return now.jump.version != before; });
    }

    TemporaryDirectory place;
    BrokerProcess broker{INDABA_BROKER, place.path() / "data"};
    test::HeadlessWindow ann{place.path() / "ann", broker.destination(), "ann"};
    test::HeadlessWindow bob{place.path() / "bob", broker.destination(), "bob"};
};

}  // namespace

TEST_CASE("the window: a command goes to the first, a numbered, the newest, an unread message") {
    Going here;
    REQUIRE(here.goes("/go first"));
    CHECK(here.jump().number == 1);
    CHECK(here.jump().conversation == lobby);
    REQUIRE(here.goes("/go 2"));
    CHECK(here.jump().number == 2);
    REQUIRE(here.goes("/go newest"));
    CHECK(here.jump().number == std::nullopt);
    here.bob.workspace().carry_out(MarkRead{lobby, 2});
    REQUIRE(here.goes("/go unread"));
    CHECK(here.jump().number == 3);
    here.bob.workspace().carry_out(MarkRead{lobby, 3});
    REQUIRE(here.goes("/go unread"));
    CHECK(here.jump().number == std::nullopt);
    CHECK(here.bob.sees_note("Everything in #lobby is read."));
}

TEST_CASE("the window: a number that no message has goes to the nearest one and says so") {
    Going here;
    REQUIRE(here.goes("/go 5000"));
    CHECK(here.jump().number == std::nullopt);
    CHECK(
        here.bob.sees_note("There is no number 5,000 in #lobby: the newest message is number 3."));
    REQUIRE(here.goes("/go 0"));
    CHECK(here.jump().number == 1);
    CHECK(here.bob.sees_warning(
        "There is no number 0 in #lobby: the first message that you can read is number 1."));
    REQUIRE(here.goes("/go 1"));
    CHECK(here.bob.view_state().warnings.empty());
}

TEST_CASE("the window: a day goes to its first message, or says that there is none") {
    Going here;
    REQUIRE(here.goes_to_day("2020-02-29"));
    CHECK(here.jump().number == 1);
    REQUIRE(here.goes_to_day("9999-12-31"));
    CHECK(here.jump().number == std::nullopt);
    CHECK(here.bob.sees_note("There is no message on or after 9999-12-31 in #lobby."));
    CHECK_FALSE(here.goes("/date tomorrow"));
    CHECK(here.bob.view_state().draft == "/date tomorrow");
}

TEST_CASE("the window: a link goes to a message of another conversation, which opens") {
    Going here;
    here.bob.say("/w ann hello");
    const ConversationId whisper = here.bob.view_state().open;
    REQUIRE(whisper != lobby);
    here.bob.say("/go first");
    CHECK(here.bob.sees_text("hello"));
    const std::string server = here.bob.view_state().connection.server;
    REQUIRE(here.goes("/go " + message_link({server, lobby, 2})));
    CHECK(here.bob.view_state().open == lobby);
    CHECK(here.jump().conversation == lobby);
    CHECK(here.jump().number == 2);
    CHECK_FALSE(here.goes("/go " + message_link({"elsewhere:1", lobby, 2})));
    CHECK(here.bob.sees_note("This link is to a message on elsewhere:1"));
    CHECK_FALSE(here.goes("/go indaba://nowhere"));
    CHECK(here.bob.sees_note("This is not a link to a message."));
}
