// The window's Chat without the window, at a real broker.
#include "imgui-client/workspace/chat.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "common/client/home/home.hpp"
#include "common/wire/chain.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::ui;
using indaba::test::BrokerProcess;
using indaba::test::TemporaryDirectory;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Somebody before a window, without the window.
class Sitting {
 public:
    Sitting(const std::filesystem::path& home, std::optional<client::Destination> broker,
            const std::string& name) {
        client::make_home(home);
        Chat::Options options;
        options.home = home;
        options.server = std::move(broker);
        options.name = name;
        chat_.emplace(std::move(options));
    }
    Chat& chat() { return *chat_; }
    const Scene& scene() { return chat_->scene(); }

    /// Turns as the window's loop does, until it is so; false after 10 s.
    bool sees(const std::function<bool(const Scene&)>& what) {
        const auto give_up = steady_clock::now() + std::chrono::seconds{10};
        while (steady_clock::now() < give_up) {
            chat_->turn();
            if (what(chat_->scene())) return true;
            std::vector<pollfd> watched;
            for (const int descriptor : chat_->descriptors())
                watched.push_back({descriptor, POLLIN, 0});
            const auto wait = std::min(chat_->time_to_wait(), milliseconds{20});
            ::poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
        }
        return false;
    }
    bool sees_ready() {
        return sees([](const Scene& scene) { return scene.link.state == LinkView::State::ready; });
    }
    bool sees_text(const std::string& text) {
        return sees([&](const Scene& scene) { return count_of(scene, text) > 0; });
    }
    bool sees_note(const std::string& part) {
        return sees([&](const Scene& scene) {
            for (std::size_t i = 0; i < scene.stream->size(); ++i) {
                const Row& row = scene.stream->row(i);
                if (row.kind != Row::Kind::note) continue;
                if (scene.stream->note(row.value).sentence.find(part) != std::string::npos)
                    return true;
            }
            return false;
        });
    }
    void say(const std::string& text) { chat_->carry_out(WantSay{text}); }

    /// Entries of the open conversation with this body.
    static std::size_t count_of(const Scene& scene, const std::string& text) {
        const client::ConversationState* state =
            scene.model ? scene.model->find(scene.open) : nullptr;
        if (!state) return 0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < scene.stream->size(); ++i) {
            const Row& row = scene.stream->row(i);
            if (row.kind != Row::Kind::entry) continue;
            const Entry* entry = state->history.find(row.value);
            count += entry && entry->body == text;
        }
        return count;
    }

 private:
    std::optional<Chat> chat_;
};

/// Another journal under the same key: whoever pinned it goes on.
void give_key(const std::filesystem::path& from, const std::filesystem::path& to) {
    client::make_home(to);
    std::filesystem::copy_file(from / "key", to / "key");
}

std::optional<Account> whom(const Scene& scene, const std::string& name) {
    const auto person = std::ranges::find(*scene.here, name, &Person::name);
    if (person == scene.here->end()) return std::nullopt;
    return person->account;
}

}  // namespace

TEST_CASE("the window: two people see what each other says, once") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    Sitting bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    ann.say("good morning");
    REQUIRE(bob.sees_text("good morning"));
    REQUIRE(ann.sees([](const Scene& scene) { return scene.model->outbox().empty(); }));
    CHECK(Sitting::count_of(ann.scene(), "good morning") == 1);
    CHECK(Sitting::count_of(bob.scene(), "good morning") == 1);
}

TEST_CASE("the window: an unreachable server is told with the values kept") {
    TemporaryDirectory place;
    client::Destination address;
    {
        BrokerProcess broker(INDABA_BROKER, place.path() / "data");
        address = broker.destination();
    }
    Sitting ann(place.path() / "ann", address, "ann");
    REQUIRE(ann.sees([](const Scene& scene) { return !scene.connect.failed.empty(); }));
    CHECK(ann.scene().connect.open);
    CHECK(ann.scene().connect.name == "ann");
    CHECK(ann.scene().connect.server == client::to_string(address.server));
}

TEST_CASE("the window: a taken name is refused and asked again") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    Sitting other(place.path() / "other", broker.destination(), "Ann");
    REQUIRE(other.sees([](const Scene& scene) { return !scene.connect.name_error.empty(); }));
    CHECK(other.scene().connect.open);
    other.chat().carry_out(WantConnect{"127.0.0.1:" + std::to_string(broker.port()), "bob"});
    REQUIRE(other.sees_ready());
    CHECK_FALSE(other.scene().connect.open);
    CHECK(other.scene().my_name == "bob");
}

TEST_CASE("the window: what was typed and not sent is there after a restart") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    {
        Sitting ann(place.path() / "ann", broker.destination(), "ann");
        REQUIRE(ann.sees_ready());
        ann.chat().carry_out(WantDraft{"half a senten"});
        ann.chat().leave();
    }
    Sitting ann(place.path() / "ann", broker.destination(), "");
    REQUIRE(ann.sees_ready());
    CHECK(ann.scene().draft == "half a senten");
}

TEST_CASE("the window: what is said without a server goes once when it is back") {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    broker.emplace(INDABA_BROKER, place.path() / "data");
    const client::Destination address = broker->destination();
    Sitting ann(place.path() / "ann", address, "ann");
    REQUIRE(ann.sees_ready());
    broker->kill();
    REQUIRE(ann.sees([](const Scene& scene) { return scene.link.state == LinkView::State::lost; }));
    REQUIRE(ann.sees_note("Server disconnected."));
    ann.say("into the dark");
    CHECK(ann.scene().model->outbox().size() == 1);
    broker.reset();
    broker.emplace(INDABA_BROKER, place.path() / "data", address.server.port);
    REQUIRE(ann.sees_ready());
    REQUIRE(ann.sees_text("into the dark"));
    CHECK(Sitting::count_of(ann.scene(), "into the dark") == 1);
}

TEST_CASE("the window: a whisper to somebody who is away arrives once on return") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    {
        Sitting bob(place.path() / "bob", broker.destination(), "bob");
        REQUIRE(bob.sees_ready());
        REQUIRE(ann.sees([](const Scene& scene) { return whom(scene, "bob").has_value(); }));
        ann.chat().carry_out(WantTalkTo{whom(ann.scene(), "bob")});
        CHECK(ann.scene().to_here);
        bob.chat().leave();
    }
    REQUIRE(ann.sees([](const Scene& scene) { return !scene.to_here; }));
    ann.say("for later");
    REQUIRE(ann.sees_text("for later"));
    Sitting bob(place.path() / "bob", broker.destination(), "");
    REQUIRE(bob.sees_ready());
    REQUIRE(bob.sees([](const Scene& scene) { return scene.whispers->size() == 1; }));
    CHECK(bob.scene().whispers->front().unread == 1);
    bob.chat().carry_out(WantTalkTo{bob.scene().whispers->front().with});
    REQUIRE(bob.sees_text("for later"));
    CHECK(Sitting::count_of(bob.scene(), "for later") == 1);
}

TEST_CASE("the window: a whisper that comes while one reads the lobby shows there too") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    Sitting bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    REQUIRE(ann.sees([](const Scene& scene) { return whom(scene, "bob").has_value(); }));
    ann.say("/w bob psst");
    CHECK(ann.scene().to_name == "bob");
    const auto has_card = [](const Scene& scene) {
        for (std::size_t i = 0; i < scene.stream->size(); ++i) {
            if (scene.stream->row(i).kind == Row::Kind::whisper) return true;
        }
        return false;
    };
    CHECK(bob.sees(has_card));
    REQUIRE(ann.sees_text("psst"));
    ann.chat().carry_out(WantTalkTo{std::nullopt});
    CHECK_FALSE(has_card(ann.scene()));
}

TEST_CASE("the window: a command that does not exist sends nothing and gives the text back") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    ann.say("/etc/passwd is a file");
    CHECK(ann.scene().draft == "/etc/passwd is a file");
    CHECK(ann.scene().model->outbox().empty());
    CHECK(ann.sees_note("There is no command"));
}

TEST_CASE("the window: a whisper to a name that nobody has gives the text back") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    ann.say("/w zoe hello");
    REQUIRE(ann.sees_note("Nobody is called zoe"));
    CHECK(ann.scene().draft == "/w zoe hello");
    CHECK_FALSE(ann.scene().to);
}

TEST_CASE("the window: damaged settings are set aside with a sentence, and it goes on") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    client::make_home(place.path() / "ann");
    std::ofstream(place.path() / "ann" / "settings.toml") << "server = [[[";
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    REQUIRE(ann.sees_ready());
    CHECK(ann.sees_note("was damaged"));
}

TEST_CASE("the window: a draft to somebody stays when one whispers to them from the lobby") {
    TemporaryDirectory place;
    BrokerProcess broker(INDABA_BROKER, place.path() / "data");
    Sitting ann(place.path() / "ann", broker.destination(), "ann");
    Sitting bob(place.path() / "bob", broker.destination(), "bob");
    REQUIRE(ann.sees_ready());
    REQUIRE(bob.sees_ready());
    REQUIRE(ann.sees([](const Scene& scene) { return whom(scene, "bob").has_value(); }));
    ann.chat().carry_out(WantTalkTo{whom(ann.scene(), "bob")});
    ann.chat().carry_out(WantDraft{"a long letter"});
    ann.chat().carry_out(WantTalkTo{std::nullopt});
    ann.say("/w bob quickly");
    CHECK(ann.scene().draft == "a long letter");
    REQUIRE(bob.sees([](const Scene& scene) { return scene.whispers->size() == 1; }));
    ann.chat().carry_out(WantTalkTo{std::nullopt});
    CHECK(ann.scene().draft.empty());
    ann.chat().carry_out(WantTalkTo{whom(ann.scene(), "bob")});
    CHECK(ann.scene().draft == "a long letter");
}

TEST_CASE("the window: another server at the same address gets nothing meant for the first") {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    broker.emplace(INDABA_BROKER, place.path() / "first");
    const client::Destination address = broker->destination();
    Sitting ann(place.path() / "ann", address, "ann");
    REQUIRE(ann.sees_ready());
    {
        Sitting bob(place.path() / "bob", address, "bob");
        REQUIRE(bob.sees_ready());
        REQUIRE(ann.sees([](const Scene& scene) { return whom(scene, "bob").has_value(); }));
        ann.chat().carry_out(WantTalkTo{whom(ann.scene(), "bob")});
    }
    ann.chat().carry_out(WantDraft{"for bob alone"});
    broker->kill();
    REQUIRE(ann.sees([](const Scene& scene) { return scene.link.state == LinkView::State::lost; }));
    ann.say("said to bob in the dark");
    ann.chat().carry_out(WantDraft{"for bob alone"});
    broker.reset();
    give_key(place.path() / "first", place.path() / "second");
    broker.emplace(INDABA_BROKER, place.path() / "second", address.server.port);
    REQUIRE(ann.sees_ready());
    CHECK_FALSE(ann.scene().to);
    CHECK(ann.scene().draft.empty());
    CHECK(ann.scene().model->outbox().empty());
    CHECK(ann.sees_note("This is another server"));
    CHECK(ann.sees_note("It stays in this home: said to bob in the dark"));
}

TEST_CASE("the window: everything stays readable when the name is refused after a loss") {
    TemporaryDirectory place;
    std::optional<BrokerProcess> broker;
    broker.emplace(INDABA_BROKER, place.path() / "first");
    const client::Destination address = broker->destination();
    Sitting ann(place.path() / "ann", address, "ann");
    REQUIRE(ann.sees_ready());
    ann.say("what was said");
    REQUIRE(ann.sees_text("what was said"));
    broker->kill();
    broker.reset();
    REQUIRE(ann.sees([](const Scene& scene) { return scene.link.state == LinkView::State::lost; }));
    give_key(place.path() / "first", place.path() / "second");
    broker.emplace(INDABA_BROKER, place.path() / "second", address.server.port);
    Sitting thief(place.path() / "thief", address, "ann");
    // Whichever of the two comes first has the name; the other is told and keeps its window.
    REQUIRE(ann.sees([&](const Scene& scene) {
        thief.chat().turn();
        const bool thief_in = thief.scene().link.state == LinkView::State::ready;
        return scene.link.state == LinkView::State::ready || thief_in;
    }));
    CHECK_FALSE(ann.scene().connect.open);
}
