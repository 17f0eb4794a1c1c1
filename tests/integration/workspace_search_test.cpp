// The window's Workspace without the window, at a real broker: the search over its own copy.
#include <doctest/doctest.h>

#include <cstddef>

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
