// The window's Workspace without the window, at a real broker.
#include "imgui-client/workspace/workspace.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>

#include "common/client/home/home.hpp"
#include "common/keys/join_link.hpp"
#include "common/keys/sealed_key.hpp"
#include "common/wire/chain.hpp"
#include "tests/integration/headless_workspace.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::HeadlessWindow;
using indaba::test::TemporaryDirectory;

namespace {

/// Prepares a broker with the same key and another journal.
void give_key(const std::filesystem::path& from, const std::filesystem::path& to) {
    client::make_home(to);
    std::filesystem::copy_file(from / "key", to / "key");
}

std::optional<Account> whom(const ViewState& view_state, const std::string& name) {
    const auto person = std::ranges::find(*view_state.online, name, &Person::name);
    if (person == view_state.online->end()) return std::nullopt;
    return person->account;
}

}  // namespace

TEST_CASE("the window: two people receive each other's messages once") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    ann.say("good morning");
    REQUIRE(bob.sees_text("good morning"));
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return view_state.model->outbox().empty(); }));
    CHECK(HeadlessWindow::count_of(ann.view_state(), "good morning") == 1);
    CHECK(HeadlessWindow::count_of(bob.view_state(), "good morning") == 1);
}

TEST_CASE("the window: messages are answered, edited, reacted to and deleted for everybody") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    ann.say("at noon");
    REQUIRE(bob.sees_text("at noon"));
    const auto first = [](const ViewState& view_state) {
        return client::folded_message(*view_state.model->find(lobby), 1);
    };
    bob.workspace().carry_out(
        SendMessage{{}, "works for me", ComposedAbout{ComposedAbout::Kind::reply, 1}});
    bob.workspace().carry_out(React{lobby, 1, "👍", false});
    REQUIRE(ann.sees([&](const ViewState& view_state) {
        const auto answer = client::folded_message(*view_state.model->find(lobby), 2);
        return answer && answer->to == 1 && answer->text == "works for me" &&
               !first(view_state)->reactions.empty();
    }));
    ann.workspace().carry_out(
        SendMessage{{}, "at two", ComposedAbout{ComposedAbout::Kind::edit, 1}});
    REQUIRE(
        bob.sees([&](const ViewState& view_state) { return first(view_state)->text == "at two"; }));
    ann.workspace().carry_out(DeleteMessage{lobby, 1});
    REQUIRE(bob.sees([&](const ViewState& view_state) { return first(view_state)->erased; }));
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return view_state.model->outbox().empty(); }));
    CHECK(HeadlessWindow::count_of(bob.view_state(), "at noon") == 0);
}

TEST_CASE("the window: an unreachable server shows an error and keeps the form's values") {
    TemporaryDirectory place;
    client::Destination address;
    {
        BrokerProcess broker(INDABA_BROKER, place.path() / "data");
        address = broker.destination();
    }
    HeadlessWindow ann(place.path() / "ann", address, "ann");
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return !view_state.connect.failed.empty(); }));
    CHECK(ann.view_state().connect.open);
    CHECK(ann.view_state().connect.name == "ann");
    CHECK(ann.view_state().connect.server == client::to_string(address));
}

TEST_CASE("the window: a taken name is rejected and asked for again") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    HeadlessWindow other(place.path() / "other", broker.destination(), "Ann");
    REQUIRE(other.sees(
        [](const ViewState& view_state) { return !view_state.connect.name_error.empty(); }));
    CHECK(other.view_state().connect.open);
    other.workspace().carry_out(
        ConnectToServer{"127.0.0.1:" + std::to_string(broker.port()), "bob"});
    REQUIRE(other.sees_ready());
    CHECK_FALSE(other.view_state().connect.open);
    CHECK(other.view_state().my_name == "bob");
}

TEST_CASE("the window: a draft survives a restart") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    {
        HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
        REQUIRE(ann.sees_ready());
        ann.type("half a senten");
        ann.workspace().leave();
    }
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "");
    REQUIRE(ann.sees_ready());
    CHECK(ann.view_state().draft == "half a senten");
}

TEST_CASE("the window: a message written offline is sent once after reconnecting") {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    broker.emplace(INDABA_BROKER, place.path() / "data");
    const client::Destination address = broker->destination();
    HeadlessWindow ann(place.path() / "ann", address, "ann");
    REQUIRE(ann.sees_ready());
    broker->kill();
    REQUIRE(ann.sees([](const ViewState& view_state) {
        return view_state.connection.state == ConnectionStatus::State::lost;
    }));
    REQUIRE(ann.sees_note("Server disconnected."));
    ann.say("written while offline");
    CHECK(ann.view_state().model->outbox().size() == 1);
    broker.reset();
    broker.emplace(INDABA_BROKER, place.path() / "data", address.endpoints.front().port);
    REQUIRE(ann.sees_ready());
    REQUIRE(ann.sees_text("written while offline"));
    CHECK(HeadlessWindow::count_of(ann.view_state(), "written while offline") == 1);
}

TEST_CASE("the window: a whisper to an offline person arrives once when they return") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    {
        HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
        REQUIRE(bob.sees_ready());
        REQUIRE(ann.sees(
            [](const ViewState& view_state) { return whom(view_state, "bob").has_value(); }));
        ann.workspace().carry_out(OpenConversation{{whom(ann.view_state(), "bob")}});
        CHECK(ann.view_state().whisper_to_online);
        bob.workspace().leave();
    }
    REQUIRE(ann.sees([](const ViewState& view_state) { return !view_state.whisper_to_online; }));
    ann.say("for later");
    REQUIRE(ann.sees_text("for later"));
    HeadlessWindow bob(place.path() / "bob", broker.destination(), "");
    REQUIRE(bob.sees_ready());
    REQUIRE(bob.sees([](const ViewState& view_state) {
        return view_state.whispers->size() == 1 && view_state.whispers->front().unread == 1;
    }));
    bob.workspace().carry_out(OpenConversation{{bob.view_state().whispers->front().with}});
    REQUIRE(bob.sees_text("for later"));
    CHECK(HeadlessWindow::count_of(bob.view_state(), "for later") == 1);
}

TEST_CASE("the window: a whisper received while the lobby is open is shown there too") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return whom(view_state, "bob").has_value(); }));
    ann.say("/w bob psst");
    CHECK(ann.view_state().whisper_to_name == "bob");
    const auto has_card = [](const ViewState& view_state) {
        for (std::size_t i = 0; i < view_state.timeline->size(); ++i) {
            if (view_state.timeline->row(i).kind == Row::Kind::whisper) return true;
        }
        return false;
    };
    CHECK(bob.sees(has_card));
    REQUIRE(ann.sees_text("psst"));
    ann.workspace().carry_out(OpenConversation{});
    CHECK_FALSE(has_card(ann.view_state()));
}

TEST_CASE("the window: an unknown command sends nothing and restores the text") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    ann.say("/etc/passwd is a file");
    CHECK(ann.view_state().draft == "/etc/passwd is a file");
    CHECK(ann.view_state().model->outbox().empty());
    CHECK(ann.sees_note("There is no command"));
}

TEST_CASE("the window: a whisper to an unknown name restores the text") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    ann.say("/w zoe hello");
    REQUIRE(ann.sees_note("Nobody is called zoe"));
    CHECK(ann.view_state().draft == "/w zoe hello");
    CHECK_FALSE(ann.view_state().whisper_to);
}

TEST_CASE("the window: damaged settings are set aside with a warning") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    client::make_home(place.path() / "ann");
    std::ofstream(place.path() / "ann" / "settings.toml") << "server = [[[";
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    CHECK(ann.sees_warning("was damaged"));
}

TEST_CASE("the window: whispering to a person from the lobby keeps the draft to them") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return whom(view_state, "bob").has_value(); }));
    ann.workspace().carry_out(OpenConversation{{whom(ann.view_state(), "bob")}});
    ann.type("a long letter");
    ann.workspace().carry_out(OpenConversation{});
    ann.say("/w bob quickly");
    CHECK(ann.view_state().draft == "a long letter");
    REQUIRE(bob.sees([](const ViewState& view_state) { return view_state.whispers->size() == 1; }));
    ann.workspace().carry_out(OpenConversation{});
    CHECK(ann.view_state().draft.empty());
    ann.workspace().carry_out(OpenConversation{{whom(ann.view_state(), "bob")}});
    CHECK(ann.view_state().draft == "a long letter");
}

TEST_CASE("the window: another server at the same address receives nothing meant for the first") {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    broker.emplace(INDABA_BROKER, place.path() / "first");
    const client::Destination address = broker->destination();
    HeadlessWindow ann(place.path() / "ann", address, "ann");
    REQUIRE(ann.sees_ready());
    {
        HeadlessWindow bob(place.path() / "bob", address, "bob");
        REQUIRE(bob.sees_ready());
        REQUIRE(ann.sees(
            [](const ViewState& view_state) { return whom(view_state, "bob").has_value(); }));
        ann.workspace().carry_out(OpenConversation{{whom(ann.view_state(), "bob")}});
    }
    ann.type("for bob alone");
    broker->kill();
    REQUIRE(ann.sees([](const ViewState& view_state) {
        return view_state.connection.state == ConnectionStatus::State::lost;
    }));
    ann.say("written to bob while offline");
    ann.type("for bob alone");
    broker.reset();
    give_key(place.path() / "first", place.path() / "second");
    broker.emplace(INDABA_BROKER, place.path() / "second", address.endpoints.front().port,
                   std::vector<std::string>{"--new-journal"});
    REQUIRE(ann.sees_ready());
    CHECK_FALSE(ann.view_state().whisper_to);
    CHECK(ann.view_state().draft.empty());
    CHECK(ann.view_state().model->outbox().empty());
    CHECK(ann.sees_warning("This is another server"));
    CHECK(ann.sees_note("Unsent, kept in this home: written to bob while offline"));
}

TEST_CASE("the window: a text and a draft go where they were typed, whatever is open by then") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "broker");
    HeadlessWindow ann(place.path() / "ann", broker.destination(), "ann");
    HeadlessWindow bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return whom(view_state, "bob").has_value(); }));
    const auto to_bob = whom(ann.view_state(), "bob");
    ann.workspace().carry_out(OpenConversation{{to_bob}});
    ann.workspace().carry_out(SendMessage{{}, "for all"});
    ann.workspace().carry_out(ChangeDraft{{}, "half a line for all"});
    CHECK(ann.view_state().draft.empty());
    CHECK(ann.workspace().view_state().draft.empty());
    REQUIRE(bob.sees([](const ViewState& view_state) {
        return HeadlessWindow::count_of(view_state, "for all") == 1;
    }));
    const int version = ann.workspace().view_state().draft_version;
    ann.workspace().carry_out(OpenConversation{{to_bob}});
    CHECK(ann.workspace().view_state().draft_version == version);
    ann.workspace().carry_out(OpenConversation{});
    CHECK(ann.workspace().view_state().draft == "half a line for all");
}

TEST_CASE("the window: a key is imported without waiting for its passphrase to be stretched") {
    TemporaryDirectory place;
    const Key key = make_key();
    std::ofstream(place.path() / "ann.key") << seal(key, "correct horse");
    HeadlessWindow ann(place.path() / "ann", std::nullopt, "ann");
    ann.workspace().carry_out(ImportKey{(place.path() / "ann.key").string(), "wrong"});
    ann.workspace().turn();
    CHECK(ann.workspace().view_state().connect.importing);
    CHECK(ann.sees([](const ViewState& view_state) {
        return view_state.connect.import_error.find("passphrase") != std::string::npos;
    }));
    ann.workspace().carry_out(ImportKey{(place.path() / "ann.key").string(), "correct horse"});
    CHECK(ann.sees([](const ViewState& view_state) { return !view_state.connect.notice.empty(); }));
    CHECK(load_or_make_key(place.path() / "ann").account == key.account);
    CHECK(ann.view_state().connect.name_known);  // the server knows it, if it knows the account
}

TEST_CASE("the window: the dialog keeps what was typed when the address is none") {
    TemporaryDirectory place;
    HeadlessWindow ann(place.path() / "ann", std::nullopt, "");
    ann.workspace().carry_out(ConnectToServer{"http://host", "ann"});
    CHECK(ann.view_state().connect.server == "http://host");
    CHECK(ann.view_state().connect.name == "ann");
    CHECK_FALSE(ann.view_state().connect.failed.empty());
}

TEST_CASE("the window: a join link stays in the dialog when the first attempt fails") {
    TemporaryDirectory place;
    const client::Endpoint nobody{"127.0.0.1", 1};
    const std::string link =
        to_string(JoinLink{client::to_string(nobody), make_key().account, make_key().secret});
    HeadlessWindow ann(place.path() / "ann", client::parse_destination(link), "ann");
    REQUIRE(
        ann.sees([](const ViewState& view_state) { return !view_state.connect.failed.empty(); }));
    CHECK(ann.view_state().connect.server == link);
    CHECK(ann.view_state().connect.name == "ann");
}

TEST_CASE("the window: what is no key file is named at once, and a pipe is not waited for") {
    TemporaryDirectory place;
    REQUIRE(::mkfifo((place.path() / "pipe").c_str(), 0600) == 0);
    std::ofstream(place.path() / "empty");
    HeadlessWindow ann(place.path() / "ann", std::nullopt, "ann");
    const std::string directory = place.path().string();
    struct Wrong {
        std::string file, why;
    };
    for (const Wrong& wrong : std::initializer_list<Wrong>{
             {directory + "/missing", "There is no file " + directory + "/missing."},
             {directory, directory + " is not a file."},
             {directory + "/pipe", directory + "/pipe is not a file."},
             {directory + "/empty", directory + "/empty is empty or cannot be read."}}) {
        CAPTURE(wrong.file);
        const int version = ann.view_state().connect.import_version;
        ann.workspace().carry_out(ImportKey{wrong.file, "secret"});
        REQUIRE(ann.sees([&](const ViewState& view_state) {
            return view_state.connect.import_version != version;
        }));
        CHECK(ann.view_state().connect.import_error == wrong.why);
        CHECK(ann.view_state().connect.no_key_file);
    }
}

TEST_CASE("the window: history stays readable when the name is rejected after a reconnect") {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    broker.emplace(INDABA_BROKER, place.path() / "first");
    const client::Destination address = broker->destination();
    HeadlessWindow ann(place.path() / "ann", address, "ann");
    REQUIRE(ann.sees_ready());
    ann.say("what was said");
    REQUIRE(ann.sees_text("what was said"));
    broker->kill();
    broker.reset();
    REQUIRE(ann.sees([](const ViewState& view_state) {
        return view_state.connection.state == ConnectionStatus::State::lost;
    }));
    give_key(place.path() / "first", place.path() / "second");
    broker.emplace(INDABA_BROKER, place.path() / "second", address.endpoints.front().port,
                   std::vector<std::string>{"--new-journal"});
    HeadlessWindow thief(place.path() / "thief", address, "ann");
    // The first to join gets the name; the other is refused and keeps its window.
    REQUIRE(ann.sees([&](const ViewState& view_state) {
        thief.workspace().turn();
        const bool thief_in = thief.view_state().connection.state == ConnectionStatus::State::ready;
        return view_state.connection.state == ConnectionStatus::State::ready || thief_in;
    }));
    CHECK_FALSE(ann.view_state().connect.open);
}
