// The warnings that the window pins: a server that was set back, a damaged store. At a real broker.
#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <string>

#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::HeadlessWindow;
using indaba::test::TemporaryDirectory;

namespace {

/// A broker and an older copy of its data: in the copy bob has said one thing, and after it ann
/// two.
struct OlderCopy {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    client::Destination address;
    std::optional<HeadlessWindow> ann;

    OlderCopy() {
        broker.emplace(INDABA_BROKER, place.path() / "data");
        address = broker->destination();
        open_window("ann");
        {
            HeadlessWindow bob(place.path() / "bob", address, "bob");
            REQUIRE(bob.sees_ready());
            bob.say("in the copy");
            REQUIRE(ann->sees_text("in the copy"));
            bob.workspace().leave();
        }
        stop_broker();
        copy_data();
        broker.emplace(INDABA_BROKER, place.path() / "data", address.endpoints.front().port);
        REQUIRE(ann->sees_ready());
        for (const char* text : {"lost 1", "lost 2"}) ann->say(text);
        REQUIRE(ann->sees([](const ViewState& view_state) {
            return HeadlessWindow::count_of(view_state, "lost 2") == 1 &&
                   view_state.model->outbox().empty();
        }));
        ann->workspace().carry_out(MarkRead{lobby, 3});
        ann->say("/w bob a lost whisper");
        REQUIRE(ann->sees_text("a lost whisper"));
        ann->workspace().carry_out(MarkRead{ann->view_state().open, 1});
        ann->workspace().carry_out(OpenConversation{});
    }
    void open_window(const std::string& name) {
        ann.emplace(place.path() / "ann", address, name);
        REQUIRE(ann->sees_ready());
    }
    void close_window() {
        ann->workspace().leave();
        ann.reset();
    }
    void stop_broker() {
        broker->kill();
        broker.reset();
    }
    void copy_data() const {
        std::filesystem::create_directory(place.path() / "copy");
        std::filesystem::permissions(place.path() / "copy", std::filesystem::perms::owner_all);
        for (const auto& file : std::filesystem::directory_iterator(place.path() / "data"))
            if (file.is_regular_file()) std::filesystem::copy(file, place.path() / "copy");
    }
    void restore() {
        stop_broker();
        broker.emplace(INDABA_BROKER, place.path() / "copy", address.endpoints.front().port);
    }
};

}  // namespace

TEST_CASE("the window: a server that was set back to an older copy is reported and read anew") {
    OlderCopy server;
    SUBCASE("while the window was open") {
        server.restore();
        REQUIRE(server.ann->sees_warning("2 conversations differs"));
    }
    SUBCASE("while the window was closed") {
        server.close_window();
        server.restore();
        server.open_window("");
        REQUIRE(server.ann->sees_warning("2 conversations differs"));
    }
    SUBCASE("until the warning is dismissed") {
        server.close_window();
        server.restore();
        server.open_window("");
        REQUIRE(server.ann->sees_warning("2 conversations differs"));
        server.close_window();
        server.open_window("");
        REQUIRE(server.ann->sees_warning("2 conversations differs"));
    }
    HeadlessWindow& ann = *server.ann;
    REQUIRE(ann.sees_text("in the copy"));
    CHECK(HeadlessWindow::count_of(ann.view_state(), "lost 2") == 0);
    ann.workspace().carry_out(DismissWarning{ann.view_state().warnings.front().id});
    CHECK(ann.view_state().warnings.empty());
    ann.say("after the restore");
    REQUIRE(ann.sees_text("after the restore"));
    ann.workspace().carry_out(MarkRead{lobby, 2});
    CHECK(ann.view_state().unread == 0);
}

TEST_CASE(
    "the window: an older copy that has grown longer than the lost history is reported once") {
    OlderCopy server;
    server.close_window();
    server.restore();
    {
        HeadlessWindow bob(server.place.path() / "bob", server.address, "");
        REQUIRE(bob.sees_ready());
        for (int i = 0; i < 5; ++i) bob.say("other " + std::to_string(i));
        REQUIRE(bob.sees_text("other 4"));
        bob.workspace().leave();
    }
    server.open_window("");
    REQUIRE(server.ann->sees_warning("2 conversations differs"));
    server.ann->workspace().carry_out(DismissWarning{server.ann->view_state().warnings.front().id});
    server.close_window();
    server.open_window("");
    REQUIRE(server.ann->sees_text("other 4"));
    CHECK(server.ann->view_state().warnings.empty());
}

TEST_CASE("the window: a damaged store is pinned and no row") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    std::optional<HeadlessWindow> ann;
    ann.emplace(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann->sees_ready());
    ann->workspace().leave();
    ann.reset();
    for (const auto& file : std::filesystem::directory_iterator(place.path() / "ann"))
        if (file.path().extension() == ".db")
            std::fstream(file.path(), std::ios::in | std::ios::out) << std::string(4096, 'x');
    ann.emplace(place.path() / "ann", broker.destination(), "");
    REQUIRE(ann->sees_ready());
    CHECK(ann->sees_warning("damaged"));
    for (std::size_t i = 0; i < ann->view_state().timeline->size(); ++i)
        CHECK(ann->view_state().timeline->row(i).kind != Row::Kind::note);
}
