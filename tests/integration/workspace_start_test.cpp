// The window's Workspace without the window, at a real broker: it starts from its own copy.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/base/file_lock.hpp"
#include "common/client/home/settings.hpp"
#include "common/wire/chain.hpp"
#include "tests/integration/evening.hpp"

using namespace indaba;
using namespace indaba::ui;
using namespace indaba::test;

namespace {

std::uint64_t unread_in(const ViewState& now, const ConversationId& conversation) {
    return now.model->find(conversation)->unread().count;
}

}  // namespace

TEST_CASE("the window: the first view state without a broker is the last one") {
    Evening evening;
    for (const int way : {0, 1, 2}) {
        CAPTURE(way);
        std::optional<client::Destination> server = evening.address;  // as in a link
        if (way == 1) server = client::Destination{evening.address.endpoints, {}, {}};
        if (way == 2) server.reset();
        evening.bob = evening.open("bob", server);
        HeadlessWindow& bob = *evening.bob;
        bob.workspace().turn();
        const ViewState& now = bob.view_state();
        REQUIRE(now.model);
        CHECK_FALSE(now.connect.open);
        CHECK(now.open == lobby);
        CHECK(now.place == kept_place);
        CHECK(now.timeline->last_number() == said);
        CHECK(now.timeline->first_number() == 1);
        CHECK(now.draft == "half a sen");
        CHECK(now.my_name == "bob");
        CHECK(now.model->find(lobby)->read == seen);
        CHECK(now.unread == said - seen);
        CHECK(unread_in(now, evening.whisper) == 1);
        CHECK(bob.workspace().title() == "(11) Indaba");
        REQUIRE(now.rooms->size() == 2);
        CHECK(now.rooms->at(1).title == "attic");
        REQUIRE(now.whispers->size() == 1);
        CHECK(now.whispers->front().name == "ann");
        CHECK(now.model->find(lobby)->held.find(said));
        bob.close();
    }
}

TEST_CASE("the window: every message can be read and found without a broker") {
    Evening evening;
    evening.bob = evening.open("bob", std::nullopt);
    HeadlessWindow& bob = *evening.bob;
    for (const std::uint64_t first : {1u, 1'490u, 700u, 2'950u, 256u, 1'999u}) {
        CAPTURE(first);
        REQUIRE(bob.shows(first, first + 50));
        const auto& held = bob.view_state().model->find(lobby)->held;
        for (std::uint64_t number = first; number <= first + 50; ++number) {
            const Entry* entry = held.find(number);
            REQUIRE(entry);
            CHECK(entry->body == "word" + std::to_string(number) + "x");
            CHECK(bob.view_state().model->name_of(entry->account) == "zoe");
        }
    }
    bob.workspace().carry_out(SearchMessages{"word77x"});
    REQUIRE(bob.sees([](const ViewState& now) {
        return now.found->is_answered() && now.found->messages.size() == 1;
    }));
    CHECK(bob.view_state().found->messages[0].number == 77);
    bob.workspace().carry_out(OpenConversation{{{}, evening.room}});
    CHECK(bob.shows(1, 2));
    CHECK(bob.sees_text("in the attic"));
    const Account anns = bob.view_state().whispers->front().with;
    bob.workspace().carry_out(OpenConversation{{anns, lobby}});
    CHECK(bob.shows(1, 1));
    CHECK(bob.sees_text("psst"));
    REQUIRE(bob.sees(is_lost));
    CHECK_FALSE(bob.view_state().connect.open);
}

TEST_CASE("the window: what comes meanwhile and what was written meanwhile arrive once") {
    Evening evening;
    evening.bob = evening.open("bob", std::nullopt);
    HeadlessWindow& bob = *evening.bob;
    REQUIRE(bob.sees(is_lost));
    REQUIRE(bob.shows(1'490, 1'510));
    bob.say("written without a server");
    evening.start_broker();
    evening.ann = evening.open("ann", evening.address);
    REQUIRE(evening.ann->sees_ready());
    for (const int n : {1, 2, 3}) evening.ann->say("meanwhile " + std::to_string(n));
    REQUIRE(evening.ann->sees(has_sent_all));
    bob.workspace().carry_out(ReconnectNow{});
    REQUIRE(bob.sees_ready());
    REQUIRE(bob.sees(has_sent_all));
    REQUIRE(evening.ann->sees_text("written without a server"));
    REQUIRE(bob.sees_text("meanwhile 3"));
    REQUIRE(bob.sees_text("written without a server"));
    REQUIRE(bob.sees(has_sent_all));
    for (const char* text : {"meanwhile 1", "meanwhile 2", "written without a server"}) {
        CHECK(HeadlessWindow::count_of(bob.view_state(), text) == 1);
        CHECK(HeadlessWindow::count_of(evening.ann->view_state(), text) == 1);
    }
    const ViewState& now = bob.view_state();
    CHECK(now.timeline->first_number() == 1);
    CHECK(now.timeline->last_number() == said + 4);
    CHECK_FALSE(now.model->find(lobby)->held.first_absent(1'490, 1'510));
    CHECK(count_notes(now, "Server connected again.") == 0);
    CHECK(count_notes(now, "Server disconnected.") == 0);
    CHECK(unread_in(now, evening.whisper) == 1);
    REQUIRE(bob.shows(2'980, said + 4));
    evening.broker.reset();
    REQUIRE(bob.sees(is_lost));
    evening.start_broker();
    bob.workspace().carry_out(ReconnectNow{});
    REQUIRE(bob.sees_ready());
    REQUIRE(bob.sees(
        [](const ViewState& state) { return count_notes(state, "Server connected again.") == 1; }));
    CHECK(count_notes(bob.view_state(), "Server disconnected.") == 1);
}

TEST_CASE("the window: what is unread is counted over what came while it was closed") {
    Evening evening;
    evening.start_broker();
    evening.ann = evening.open("ann", evening.address);
    REQUIRE(evening.ann->sees_ready());
    for (const int n : {1, 2, 3}) evening.ann->say("meanwhile " + std::to_string(n));
    REQUIRE(evening.ann->sees(has_sent_all));
    evening.bob = evening.open("bob", std::nullopt);
    evening.bob->workspace().turn();
    CHECK(evening.bob->view_state().unread == said - seen);
    REQUIRE(evening.bob->sees_ready());
    REQUIRE(evening.bob->sees_text("meanwhile 3"));
    CHECK(evening.bob->view_state().unread == said + 3 - seen);
    CHECK(evening.bob->view_state().place == kept_place);
}

TEST_CASE("the window: the place where the user reads is kept while the window is open") {
    Evening evening;
    evening.bob = evening.open("bob", std::nullopt);
    evening.bob->workspace().turn();
    evening.bob->workspace().carry_out(KeepPlace{lobby, 77});
    const auto is_kept = [&](const ViewState&) {
        std::string ignored;
        const auto kept = client::load_settings(evening.directory.path() / "bob", ignored);
        return kept.views.begin()->second == client::LastView{lobby, 77};
    };
    CHECK(evening.bob->sees(is_kept));
}

TEST_CASE("the window: a server that cannot be reached stays in the banner") {
    Evening evening;
    evening.bob = evening.open("bob", evening.address);
    REQUIRE(evening.bob->sees(is_lost));
    REQUIRE(evening.bob->sees([](const ViewState& now) { return now.connection.attempt >= 2; }));
    CHECK_FALSE(evening.bob->view_state().connect.open);
    CHECK(evening.bob->view_state().connection.why != "");
    CHECK(evening.bob->view_state().timeline->last_number() == said);
}

TEST_CASE("the window: the dialog appears where nothing is known") {
    Evening evening;
    SUBCASE("of another server") {
        client::Destination other = evening.address;
        other.endpoints.front().port += 1'000;
        other.broker = make_key().account;
        evening.bob = evening.open("bob", other);
        CHECK(evening.bob->sees(shows_dialog));
        CHECK(evening.bob->view_state().timeline->last_number() == 0);
        CHECK(evening.bob->view_state().place == 0);
    }
    SUBCASE("without a copy") {
        for (const auto& file :
             std::filesystem::directory_iterator(evening.directory.path() / "bob"))
            if (file.path().string().find(".copy") != std::string::npos)
                std::filesystem::remove(file.path());
        evening.bob = evening.open("bob", std::nullopt);
        evening.bob->workspace().turn();
        CHECK(evening.bob->view_state().connect.open);
        CHECK(evening.bob->view_state().connect.name_known);
    }
    SUBCASE("in an empty home") {
        auto carl = evening.open("carl", std::nullopt);
        carl->workspace().turn();
        CHECK(carl->view_state().connect.open);
        auto dora = evening.open("dora", evening.address);
        CHECK(dora->sees(shows_dialog));
    }
}

TEST_CASE("the window: the last view opens also when the copy is not there at the start") {
    Evening evening;
    evening.start_broker();
    evening.bob = evening.open("bob", std::nullopt);
    REQUIRE(evening.bob->sees_ready());
    evening.bob->workspace().carry_out(OpenConversation{{{}, evening.room}});
    evening.bob->workspace().carry_out(KeepPlace{evening.room, 2});
    const JournalId journal = *evening.bob->view_state().model->journal();
    evening.bob->close();
    Workspace::Options options{evening.directory.path() / "bob", evening.address, {}, false, {}};
    SUBCASE("since another program has locked it") {
        FileLock lock(options.home / (to_hex(journal) + ".copy.lock"));
        REQUIRE(lock.try_exclusive());
        evening.bob = std::make_unique<HeadlessWindow>(options);
        REQUIRE(evening.bob->sees_ready());
    }
    SUBCASE("since none is kept") {
        options.keep_local = client::KeepLocal{client::KeepLocal::Kind::none, 0};
        evening.bob = std::make_unique<HeadlessWindow>(options);
        REQUIRE(evening.bob->sees_ready());
    }
    CHECK(evening.bob->view_state().open == evening.room);
    CHECK(evening.bob->view_state().place == 2);
    CHECK(evening.bob->sees_text("in the attic"));
}

TEST_CASE("the window: the place on one server is no place on another") {
    Evening evening;
    BrokerProcess other(INDABA_BROKER, evening.directory.path() / "other");
    evening.bob = evening.open("bob", std::nullopt);
    evening.bob->workspace().turn();
    REQUIRE(evening.bob->view_state().place == kept_place);
    evening.bob->workspace().carry_out(KeepPlace{lobby, 700});
    evening.bob->workspace().carry_out(
        ConnectToServer{client::to_string(other.destination()), "bob"});
    REQUIRE(evening.bob->sees_ready());
    CHECK(evening.bob->view_state().place == 0);
    CHECK(evening.bob->view_state().timeline->last_number() == 0);
    evening.bob->close();
    evening.bob = evening.open("bob", evening.address);
    evening.bob->workspace().turn();
    CHECK(evening.bob->view_state().place == 700);
}
