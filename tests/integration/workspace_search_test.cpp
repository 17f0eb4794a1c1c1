// The window's Workspace without the window, at a real broker: the search over its own copy.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::TemporaryDirectory;

TEST_CASE("the window: what was said is found, and a deleted message leaves what was found") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    test::HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    test::HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    ann.say("the first journal");
    ann.say("the second journal");
    REQUIRE(bob.sees_text("the second journal"));
    const auto found = [&](std::size_t count) {
        return bob.sees([&](const ViewState& view_state) {
            if (view_state.found && view_state.found->messages.size() == count) return true;
            if (!view_state.found || !view_state.found->searching)
                bob.workspace().carry_out(SearchMessages{"journal"});
            return false;
        });
    };
    REQUIRE(found(2));
    ann.workspace().carry_out(DeleteMessage{lobby, 1});
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return view_state.model->outbox().empty(); }));
    REQUIRE(bob.sees([](const ViewState& view_state) {
        return view_state.found->messages.size() == 1 && !view_state.found->searching;
    }));
    CHECK(bob.view_state().found->messages[0].text == "the second journal");
    bob.workspace().carry_out(EndSearch{});
    CHECK(bob.view_state().found == nullptr);
}

TEST_CASE(
    "the window: what is said, edited and deleted while it is searched changes what is found") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    test::HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    test::HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    ann.say("the first journal");
    REQUIRE(bob.sees_text("the first journal"));
    for (const auto& in : {std::optional<ConversationId>(), std::optional(lobby)}) {
        bob.workspace().carry_out(SearchMessages{"journal", in});
        const auto finds = [&](std::size_t count) {
            return bob.sees([&](const ViewState& view_state) {
                return view_state.found->is_answered() &&
                       view_state.found->messages.size() == count;
            });
        };
        REQUIRE(finds(1));
        const std::uint64_t answer = bob.view_state().found->answer;
        ann.say("the second journal");
        REQUIRE(bob.sees_text("the second journal"));
        REQUIRE(finds(2));
        const std::uint64_t number = bob.view_state().found->messages[0].number;
        ann.say("something else");
        const auto settles = [&] {
            return ann.sees(
                [](const ViewState& view_state) { return view_state.model->outbox().empty(); });
        };
        REQUIRE(settles());
        const auto edit = [&](const char* text) {
            ann.workspace().carry_out(
                SendMessage{{}, text, ComposedAbout{ComposedAbout::Kind::edit, number + 1}});
        };
        edit("something like a journal");
        REQUIRE(finds(3));
        edit("something else again");
        REQUIRE(finds(2));
        ann.workspace().carry_out(DeleteMessage{lobby, number});
        REQUIRE(finds(1));
        REQUIRE(settles());
        CHECK(bob.view_state().found->answer == answer);
    }
    SUBCASE("also without the broker") {
        broker.kill();
        REQUIRE(bob.sees([](const ViewState& view_state) {
            return view_state.connection.state == ConnectionStatus::State::lost;
        }));
        bob.workspace().carry_out(SearchMessages{"first", lobby});
        REQUIRE(bob.sees([](const ViewState& view_state) {
            return view_state.found->is_answered() && view_state.found->messages.size() == 1;
        }));
    }
}
