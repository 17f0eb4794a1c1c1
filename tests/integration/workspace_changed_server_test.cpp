// The window's Workspace without the window, at a real broker: what its own copy shows is not what
// the server has now.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/client/replica/replica.hpp"
#include "common/wire/chain.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/integration/evening.hpp"

using namespace indaba;
using namespace indaba::ui;
using namespace indaba::test;

namespace {

namespace fs = std::filesystem;

bool is_stopped(const ViewState& now) { return now.connection.stopped; }

/// Returns the files of a directory that have the text anywhere in their bytes.
std::vector<std::string> files_with(const fs::path& directory, const std::string& text) {
    std::vector<std::string> found;
    for (const auto& file : fs::recursive_directory_iterator(directory))
        if (file.is_regular_file() && content_of(file.path()).find(text) != std::string::npos)
            found.push_back(file.path().filename());
    return found;
}

struct Morning : Evening {
    fs::path data() const { return directory.path() / "data"; }
    /// Gives an order to the broker as its operator does.
    void order(const std::string& order) const {
        std::string command = INDABA_BROKER;
        command.append(" ").append(order).append(" --data '").append(data().string());
        command.append("' > /dev/null");
        REQUIRE(std::system(command.c_str()) == 0);
    }
    void open_ann() {
        ann = open("ann", address);
        REQUIRE(ann->sees_ready());
    }
    void ann_says(const std::string& text) {
        ann->say(text);
        REQUIRE(ann->sees(has_sent_all));
    }
    /// Lets ann make a room and say something there. Returns its id.
    ConversationId make_den() {
        open_ann();
        CreateRoom wanted;
        wanted.title = "den";
        ann->workspace().carry_out(wanted);
        REQUIRE(ann->sees([](const ViewState& now) { return now.room_title() == "den"; }));
        ann_says("only for the den");
        return ann->view_state().open;
    }
    void open_bob_offline() {
        bob = open("bob", std::nullopt);
        bob->workspace().turn();
        REQUIRE(bob->view_state().timeline->last_number() >= said);
    }
    /// Joins, copies everything, and closes the window.
    void copy_all() {
        bob = open("bob", std::nullopt);
        REQUIRE(bob->sees_ready());
        REQUIRE(bob->has_copied_all());
        bob->close();
        bob.reset();
    }
    /// Puts a new data directory in the place of the broker's, with the same key if `key`.
    void replace_data(bool key) {
        broker.reset();
        fs::rename(data(), directory.path() / "before");
        fs::create_directory(data());
        fs::permissions(data(), fs::perms::owner_all);
        if (key) fs::copy(directory.path() / "before" / "key", data());
    }
    void start_new_journal() {
        broker.emplace(INDABA_BROKER, data(), address.endpoints.front().port,
                       std::vector<std::string>{"--new-journal"});
    }
    std::size_t warnings(const std::string& part) {
        return static_cast<std::size_t>(
            std::ranges::count_if(bob->view_state().warnings, [&](const PinnedWarning& warning) {
                return warning.sentence.find(part) != std::string::npos;
            }));
    }
    bool works_on(const std::string& text) {
        bob->say(text);
        return bob->sees_text(text) && bob->sees(has_sent_all);
    }
};

}  // namespace

TEST_CASE("the window: a copy of what a server that was set back has lost is set aside") {
    Morning here;
    copy_files(here.data(), here.directory.path() / "older");
    here.start_broker();
    here.open_ann();
    here.ann_says("lost later");
    here.copy_all();
    here.ann->close();
    here.ann.reset();
    here.replace_data(false);
    fs::remove(here.data());
    copy_files(here.directory.path() / "older", here.data());
    here.open_bob_offline();
    REQUIRE(here.bob->sees_text("lost later"));
    here.start_broker();
    here.bob->workspace().carry_out(ReconnectNow{});
    REQUIRE(here.bob->sees_ready());
    REQUIRE(here.bob->sees_warning("was set back to an older copy"));
    CHECK(HeadlessWindow::count_of(here.bob->view_state(), "lost later") == 0);
    CHECK(here.works_on("said instead"));
    CHECK(here.bob->shows(1, 50));
    CHECK(here.bob->shows(said - 50, said + 1));
    REQUIRE(here.bob->sees_warning("differs from the history that the server has now"));
    REQUIRE(here.bob->has_copied_all());
    CHECK(here.warnings("was set back") == 1);
    CHECK(here.warnings("differs from the history that the server has now") == 1);
    here.bob->close();
    std::size_t kept = 0;
    for (const auto& file : fs::directory_iterator(here.directory.path() / "bob"))
        kept += file.path().string().find(".copy.damaged-") != std::string::npos;
    CHECK(kept == 1);
}

TEST_CASE("the window: another journal at the same address shows nothing of the copy") {
    Morning here;
    here.replace_data(true);
    here.open_bob_offline();
    here.bob->say("meant for the other server");
    here.start_new_journal();
    here.bob->workspace().carry_out(ReconnectNow{});
    REQUIRE(here.bob->sees([](const ViewState& now) {
        return now.connection.state == ConnectionStatus::State::ready || now.connect.open;
    }));
    if (here.bob->view_state().connect.open) {  // a name is needed there
        here.bob->workspace().carry_out(ConnectToServer{client::to_string(here.address), "bob"});
        REQUIRE(here.bob->sees_ready());
    }
    CHECK(here.bob->sees_warning("This is another server than last time"));
    CHECK(here.warnings("This is another server than last time") == 1);
    CHECK(here.bob->view_state().timeline->last_number() == 0);
    CHECK(here.bob->view_state().place == 0);
    CHECK(here.bob->view_state().whispers->empty());
    CHECK(here.bob->view_state().rooms->size() == 1);
    CHECK(here.works_on("hello there"));
    CHECK(here.bob->view_state().timeline->last_number() == 1);
    CHECK(here.bob->sees_note("Unsent, kept in this home: meant for the other server"));
}

TEST_CASE("the window: a server made again by restore continues what the copy shows") {
    Morning here;
    here.start_broker();
    here.bob = here.open("bob", std::nullopt);
    REQUIRE(here.bob->sees_ready());
    const client::ReplicaOrigin origin{*here.bob->view_state().model->journal(),
                                       here.bob->view_state().model->me()};
    here.bob->close();
    here.bob.reset();
    here.replace_data(true);
    const fs::path file = here.directory.path() / "export";
    client::Replica(here.directory.path() / "bob", origin).export_to(file);
    fs::copy(here.data() / "key", here.directory.path() / "kept-key");
    fs::remove_all(here.data());
    here.order("restore --from '" + file.string() + "'");
    fs::copy(here.directory.path() / "kept-key", here.data() / "key",
             fs::copy_options::overwrite_existing);
    here.open_bob_offline();
    here.bob->say("written meanwhile");
    here.start_broker();
    here.bob->workspace().carry_out(ReconnectNow{});
    REQUIRE(here.bob->sees_ready());
    CHECK(here.bob->sees_warning("continues the previous one"));
    CHECK(here.bob->sees_text("written meanwhile"));
    CHECK(here.bob->shows(1, 50));
    CHECK(here.bob->shows(1'500, 1'550));
    REQUIRE(here.bob->has_copied_all());
    CHECK(HeadlessWindow::count_of(here.bob->view_state(), "written meanwhile") == 1);
    here.bob->close();
    here.broker.reset();
    here.open_bob_offline();
    CHECK(here.bob->view_state().model->name_of(zoe) == "zoe");
    CHECK(here.bob->sees_text("written meanwhile"));
    CHECK(here.bob->shows(1, 50));
}

TEST_CASE("the window: a server with another key is told in the banner over the copy") {
    Morning here;
    here.replace_data(false);
    here.broker.emplace(INDABA_BROKER, here.data(), here.address.endpoints.front().port);
    here.bob = here.open("bob", std::nullopt);
    REQUIRE(here.bob->sees(is_stopped));
    CHECK(here.bob->view_state().connection.state == ConnectionStatus::State::lost);
    CHECK_FALSE(here.bob->view_state().connect.open);
    CHECK(here.bob->view_state().connection.why.find("has changed") != std::string::npos);
    CHECK(here.bob->shows(1, 50));
}

TEST_CASE("the window: a person who is banned reads the copy, and why the server refuses") {
    Morning here;
    here.start_broker();
    here.order("ban bob");
    here.open_bob_offline();
    REQUIRE(here.bob->sees(is_stopped));
    for (int i = 0; i < 2; ++i) {
        here.bob->workspace().carry_out(ReconnectNow{});
        REQUIRE(here.bob->sees(is_stopped));
    }
    CHECK_FALSE(here.bob->view_state().connect.open);
    CHECK(here.bob->view_state().connection.why.starts_with("The broker does not let you in."));
    CHECK(here.bob->shows(1, 50));
    CHECK(here.bob->shows(said - 10, said));
    std::size_t notes = 0;
    for (std::size_t i = 0; i < here.bob->view_state().timeline->size(); ++i)
        notes += here.bob->view_state().timeline->row(i).kind == Row::Kind::note;
    CHECK(notes <= 1);
    here.order("unban bob");
    here.bob->workspace().carry_out(ReconnectNow{});
    REQUIRE(here.bob->sees_ready());
    CHECK(here.works_on("back again"));
}

TEST_CASE("the window: a person who was renamed meanwhile has the new name") {
    Morning here;
    here.start_broker();
    here.order("rename bob robert");
    here.order("rename ann anna");
    here.open_bob_offline();
    CHECK(here.bob->view_state().my_name == "bob");
    CHECK(here.bob->view_state().whispers->front().name == "ann");
    REQUIRE(here.bob->sees_ready());
    CHECK(here.bob->sees([](const ViewState& now) {
        return now.my_name == "robert" && now.whispers->front().name == "anna";
    }));
    REQUIRE(here.bob->has_copied_all());
    here.bob->close();
    here.broker.reset();
    here.open_bob_offline();
    CHECK(here.bob->view_state().my_name == "robert");
    CHECK(here.bob->view_state().whispers->front().name == "anna");
}

TEST_CASE("the window: a room that was open and is no longer one's own becomes the lobby") {
    Morning here;
    here.start_broker();
    const ConversationId den = here.make_den();
    here.bob = here.open("bob", std::nullopt);
    REQUIRE(here.bob->sees_ready());
    const Account bobs = here.bob->view_state().model->me();
    ChangeRoom join;
    join.request.action = "join";
    join.request.conversation = den;
    here.bob->workspace().carry_out(join);
    REQUIRE(here.bob->sees_text("only for the den"));
    REQUIRE(here.bob->has_copied_all());
    here.bob->close();
    here.bob.reset();
    ChangeRoom remove;
    remove.request.action = "remove";
    remove.request.conversation = den;
    remove.request.account = bobs;
    here.ann->workspace().carry_out(remove);
    REQUIRE(here.ann->sees([](const ViewState& now) {
        return now.members->online.size() + now.members->offline.size() == 1;
    }));
    here.bob = here.open("bob", std::nullopt);
    here.bob->workspace().turn();
    CHECK(here.bob->view_state().open == den);
    CHECK(HeadlessWindow::count_of(here.bob->view_state(), "only for the den") == 1);
    REQUIRE(here.bob->sees_ready());
    CHECK(here.bob->view_state().open == lobby);
    CHECK(here.bob->sees_note("You are no longer in #den."));
    CHECK(count_notes(here.bob->view_state(), "You are no longer in #den.") == 1);
    CHECK(here.works_on("in the lobby then"));
    here.bob->close();
    here.bob.reset();
    CHECK(files_with(here.directory.path() / "bob", "only for the den").empty());
}

TEST_CASE("the window: what was erased while it was closed leaves the screen and every file") {
    Morning here;
    here.start_broker();
    here.open_ann();
    here.ann_says("asecretthatgoes");
    here.ann_says("asecretofrepliesthatgoes");
    here.copy_all();
    CHECK_FALSE(files_with(here.directory.path() / "bob", "thatgoes").empty());
    for (const std::uint64_t number : {said + 1, said + 2})
        here.ann->workspace().carry_out(DeleteMessage{lobby, number});
    REQUIRE(here.ann->sees(has_sent_all));
    for (int i = 0; i < 300; ++i) here.ann->say("and so on");
    REQUIRE(here.ann->sees(has_sent_all));
    here.bob = here.open("bob", std::nullopt);
    here.bob->workspace().turn();
    CHECK(here.bob->sees_text("asecretthatgoes"));
    REQUIRE(here.bob->shows(said - 5, said + 2));
    REQUIRE(here.bob->sees_ready());
    REQUIRE(here.bob->has_copied_all());
    CHECK(here.bob->sees([](const ViewState& now) {
        const auto& held = now.model->find(lobby)->held;
        for (const std::uint64_t number : {said + 1, said + 2})
            if (const Entry* entry = held.find(number); entry && !entry->body.empty()) return false;
        return true;
    }));
    REQUIRE(here.bob->shows(said - 5, said + 2));
    CHECK(HeadlessWindow::count_of(here.bob->view_state(), "asecretthatgoes") == 0);
    here.bob->close();
    here.bob.reset();
    CHECK(files_with(here.directory.path() / "bob", "thatgoes") == std::vector<std::string>());
    here.ann->close();
    here.ann.reset();
    CHECK(files_with(here.directory.path() / "ann", "thatgoes") == std::vector<std::string>());
}

TEST_CASE("the window: a name with another key is warned of at each start until it is dismissed") {
    Morning here;
    here.start_broker();
    auto carl = here.open("carl", here.address);
    REQUIRE(carl->sees_ready());
    const Account carls = carl->view_state().model->me();
    carl->close();
    here.order("rebind ann " + to_hex(carls));
    for (int start = 0; start < 2; ++start) {
        CAPTURE(start);
        here.bob = here.open("bob", std::nullopt);
        REQUIRE(here.bob->sees_ready());
        CHECK(here.bob->sees_warning("ann"));
        REQUIRE(here.bob->has_copied_all());
        CHECK(here.warnings("ann") == 1);
        here.bob->close();
    }
    here.bob = here.open("bob", std::nullopt);
    REQUIRE(here.bob->sees_warning("ann"));
    here.bob->workspace().carry_out(DismissWarning{here.bob->view_state().warnings.front().id});
    here.bob->close();
    here.bob = here.open("bob", std::nullopt);
    REQUIRE(here.bob->sees_ready());
    REQUIRE(here.bob->has_copied_all());
    CHECK(here.bob->view_state().warnings.empty());
}

TEST_CASE("the window: a person who is kicked comes back, and what was open stays in sight") {
    Morning here;
    here.start_broker();
    here.bob = here.open("bob", std::nullopt);
    REQUIRE(here.bob->sees_ready());
    REQUIRE(here.bob->shows(1'490, 1'510));
    here.order("kick bob");
    CHECK(here.bob->sees_note("An operator has disconnected you."));
    here.bob->workspace().carry_out(ReconnectNow{});
    REQUIRE(here.bob->sees_ready());
    CHECK(count_notes(here.bob->view_state(), "Server connected again.") == 1);
    CHECK_FALSE(here.bob->view_state().model->find(lobby)->held.first_absent(1'490, 1'510));
    CHECK(here.works_on("back again"));
}
