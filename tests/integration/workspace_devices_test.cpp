// The window with two devices of one account, at a real broker.
#include <doctest/doctest.h>

#include <filesystem>

#include "common/client/home/home.hpp"
#include "common/wire/chain.hpp"
#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::HeadlessWindow;
using indaba::test::TemporaryDirectory;

TEST_CASE("the window: messages from another device of the account are not unread") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow desk(place.path() / "desk", broker.destination(), "ann");
    REQUIRE(desk.sees_ready());
    client::make_home(place.path() / "phone");
    std::filesystem::copy_file(place.path() / "desk" / "key", place.path() / "phone" / "key");
    HeadlessWindow phone(place.path() / "phone", broker.destination(), "");
    HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(phone.sees_ready());
    REQUIRE(bob.sees_ready());
    bob.say("a question");
    REQUIRE(desk.sees_text("a question"));
    CHECK(desk.view_state().unread == 1);
    CHECK(desk.workspace().title() == "(1) Indaba");
    REQUIRE(phone.sees_text("a question"));
    phone.say("an answer");
    REQUIRE(desk.sees_text("an answer"));
    CHECK(desk.view_state().unread == 0);
    CHECK(desk.workspace().title() == "Indaba");
    phone.say("/w bob only for you");
    REQUIRE(
        desk.sees([](const ViewState& view_state) { return view_state.whispers->size() == 1; }));
    CHECK(desk.view_state().whispers->front().unread == 0);
}
