// The window at a server with several endpoints. The second way to the one broker is a proxy.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>

#include "imgui-client/workspace/workspace.hpp"
#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"
#include "tests/support/tcp_proxy.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::HeadlessWindow;
using indaba::test::TcpProxy;
using indaba::test::TemporaryDirectory;

namespace {

/// A broker that is reached through two proxies.
struct TwoWays {
    TemporaryDirectory place;
    BrokerProcess broker{INDABA_BROKER, place.path() / "data"};
    std::unique_ptr<TcpProxy> one = std::make_unique<TcpProxy>(broker.port());
    std::unique_ptr<TcpProxy> other = std::make_unique<TcpProxy>(broker.port());
    client::Endpoint at_one{"127.0.0.1", one->port()}, at_other{"127.0.0.1", other->port()};

    client::Destination by_link(client::Endpoints endpoints) const {
        return {std::move(endpoints), broker.destination().broker, {}};
    }
    /// Closes the proxy that the window uses. Returns the other endpoint.
    client::Endpoint cut(const std::string& connection) {
        const bool uses_one = connection == connected_to(at_one);
        REQUIRE((uses_one || connection == connected_to(at_other)));
        (uses_one ? one : other).reset();
        return uses_one ? at_other : at_one;
    }
    static std::string connected_to(const client::Endpoint& endpoint) {
        return "Connected to " + client::to_string(endpoint) + ".";
    }
};

bool has_sent_everything(const ViewState& now) {
    return now.connection.state == ConnectionStatus::State::ready && now.model->outbox().empty();
}

}  // namespace

TEST_CASE("the window: a lost endpoint is replaced by another one within five seconds") {
    TwoWays ways;
    HeadlessWindow ann(ways.place.path() / "ann", ways.by_link({ways.at_one, ways.at_other}),
                       "ann");
    REQUIRE(ann.sees_ready());
    const auto began = std::chrono::steady_clock::now();
    const client::Endpoint left = ways.cut(ann.view_state().about.connection);
    REQUIRE(ann.sees([](const ViewState& now) {
        return now.connection.state == ConnectionStatus::State::lost;
    }));
    ann.say("meanwhile");
    REQUIRE(ann.sees(has_sent_everything));
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{5});
    CHECK(HeadlessWindow::count_of(ann.view_state(), "meanwhile") == 1);
    CHECK(ann.view_state().about.connection == TwoWays::connected_to(left));
    ann.say("/status");
    CHECK(ann.sees_note(TwoWays::connected_to(left)));
}

TEST_CASE("the window: endpoints of one key are one server, with one draft, store and link") {
    TwoWays ways;
    const auto home = ways.place.path() / "ann";
    {
        HeadlessWindow ann(home, ways.by_link({ways.at_one}), "ann");
        REQUIRE(ann.sees_ready());
        ann.say("said through one");
        REQUIRE(ann.sees(has_sent_everything));
        REQUIRE(ann.has_copied_all());
        ann.type("half a sen");
        ann.close();
    }
    ways.one.reset();
    {
        // No broker listens there: store and copy are found by the key of the link.
        HeadlessWindow ann(home, ways.by_link({{"127.0.0.1", 1}}), "");
        CHECK(ann.sees_text("said through one"));
        CHECK(ann.view_state().draft == "half a sen");
        ann.say("written offline");
        ann.close();
    }
    {
        HeadlessWindow ann(home, ways.by_link({ways.at_other}), "");
        REQUIRE(ann.sees_ready());
        REQUIRE(ann.sees(has_sent_everything));
        REQUIRE(ann.sees_text("written offline"));
        CHECK(HeadlessWindow::count_of(ann.view_state(), "written offline") == 1);
        CHECK(ann.view_state().connection.server == client::to_string(ways.at_other));
        CHECK(ann.view_state().connection.is_at(client::to_string(ways.at_one)));
        CHECK_FALSE(ann.view_state().connection.is_at("127.0.0.1:1"));
        ann.close();
    }
    HeadlessWindow ann(home, std::nullopt, "");
    REQUIRE(ann.sees_ready());
    CHECK(ann.view_state().connect.server == client::to_string(ways.at_other));
}

TEST_CASE("the window: the dialog takes a link with endpoints of which some are dead") {
    TwoWays ways;
    ways.one.reset();
    const client::Destination link = ways.by_link({{"127.0.0.1", 1}, ways.at_one, ways.at_other});
    HeadlessWindow ann(ways.place.path() / "ann", std::nullopt, "");
    ann.workspace().carry_out(ConnectToServer{client::to_string(link), "ann"});
    REQUIRE(ann.sees_ready());
    CHECK(ann.view_state().about.connection == TwoWays::connected_to(ways.at_other));
    ann.close();
    HeadlessWindow again(ways.place.path() / "ann", std::nullopt, "");
    REQUIRE(again.sees_ready());
    CHECK(again.view_state().connect.server == client::to_string(link.endpoints));
}
