// The window's Workspace without the window, at a real broker: its own copy is absent, bounded,
// damaged or of something else.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/client/replica/replica.hpp"
#include "common/client/replica/replica_file.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/chain.hpp"
#include "tests/home/temporary_home.hpp"
#include "tests/integration/evening.hpp"

using namespace indaba;
using namespace indaba::ui;
using namespace indaba::test;

namespace {

constexpr client::KeepLocal nothing{client::KeepLocal::Kind::none, 0};
constexpr client::KeepLocal five_days{client::KeepLocal::Kind::days, 5};
constexpr std::uint64_t old = 600, in_all = 1'000;

/// A broker whose lobby has 600 messages of ten days ago and 400 of an hour ago.
struct OldLobby {
    TemporaryDirectory directory;
    std::optional<BrokerProcess> broker;
    client::Destination address;
    std::unique_ptr<HeadlessWindow> bob;
    JournalId journal{};
    Account account{};

    explicit OldLobby(const std::string& more = {}, std::uint64_t each = 1) {
        constexpr WallMs hour = 3'600'000;
        const WallMs now = read_clocks().wall;
        BrokerConversation talk = lobby_of_zoe();
        zoe_says(talk, old / each, now - 240 * hour, more);
        zoe_says(talk, (in_all - old) / each, now - hour, more);
        restore_journal(directory.path() / "data", talk);
        broker.emplace(INDABA_BROKER, directory.path() / "data");
        address = broker->destination();
    }
    std::filesystem::path home() const { return directory.path() / "bob"; }
    std::filesystem::path copy() const { return client::replica_path(home(), journal); }
    /// Opens the window without waiting for anything.
    void open(std::optional<client::KeepLocal> keep_local = {}) {
        const bool is_new = !std::filesystem::exists(home());
        Workspace::Options options{home(), address, is_new ? "bob" : "", false, {}, keep_local};
        bob = std::make_unique<HeadlessWindow>(std::move(options));
    }
    void join(std::optional<client::KeepLocal> keep_local = {}) {
        open(keep_local);
        REQUIRE(bob->sees_ready());
        journal = *bob->view_state().model->journal();
        account = bob->view_state().model->me();
    }
    void close() {
        bob->close();
        bob.reset();
    }
    /// Joins, copies everything, and closes the window.
    void copy_all() {
        join();
        REQUIRE(bob->has_copied_all());
        close();
    }
    client::HeldRanges held() const {
        client::Replica replica(home(), {journal, account});
        const auto kept = replica.conversation(lobby);
        return kept ? kept->ranges : client::HeldRanges();
    }
    std::vector<std::string> copies() const {
        std::vector<std::string> names;
        for (const auto& file : std::filesystem::directory_iterator(home()))
            if (file.path().filename().string().find(".copy") != std::string::npos &&
                file.path().extension() != ".lock")
                names.push_back(file.path().filename());
        return names;
    }
    void lose_broker() {
        broker.reset();
        REQUIRE(bob->sees([](const ViewState& now) {
            return now.connection.state == ConnectionStatus::State::lost;
        }));
    }
    bool shows_every_part() {
        for (const std::uint64_t first : {in_all - 50, std::uint64_t{1}, old - 25, in_all - 300}) {
            CAPTURE(first);
            const bool shown = bob->shows(first, first + 50);
            CHECK(shown);
            if (!shown) return false;
        }
        return true;
    }
};

std::size_t count_warnings(const ViewState& now, const std::string& part) {
    return static_cast<std::size_t>(
        std::ranges::count_if(now.warnings, [&](const PinnedWarning& warning) {
            return warning.sentence.find(part) != std::string::npos;
        }));
}

}  // namespace

// ---- how much is kept
// ----------------------------------------------------------------------------

TEST_CASE("the window: without a copy each part of the history comes from the server") {
    OldLobby here;
    here.join(nothing);
    CHECK(here.shows_every_part());
    here.bob->workspace().carry_out(SearchMessages{"word77x"});
    CHECK(here.bob->sees([](const ViewState& now) { return now.found->no_copy; }));
    CHECK(here.copies().empty());
    here.close();
    CHECK(here.copies().empty());
}

TEST_CASE("the window: without a copy long messages come from the server too") {
    OldLobby here(std::string(15'000, 'y'), 2);  // so that a page has three of 500
    here.join(nothing);
    CHECK(here.bob->shows(150, 155));
    CHECK(here.bob->shows(1, 5));
    CHECK(here.bob->shows(60, 70));
}

TEST_CASE("the window: a copy of some days has these, and the rest comes from the server") {
    OldLobby here;
    here.join(five_days);
    REQUIRE(here.bob->sees([](const ViewState& now) {
        return now.local_copy.compared && now.local_copy.missing == 0;
    }));
    CHECK(here.shows_every_part());
    CHECK(here.shows_every_part());
    here.close();
    REQUIRE(here.held().size() == 1);
    CHECK(here.held().front().first == old + 1);
    CHECK(here.held().front().last == in_all);
}

TEST_CASE("the window: a change of what is kept deletes or fetches at once") {
    OldLobby here;
    here.copy_all();
    here.join();
    Workspace& bob = here.bob->workspace();
    bob.carry_out(KeepLocally{false, 5});
    const auto begins_with = [&](std::uint64_t first) {
        return here.bob->sees([&](const ViewState&) {
            const auto held = here.held();
            return held.size() == 1 && held.front().first == first && held.front().last == in_all;
        });
    };
    CHECK(begins_with(old + 1));
    CHECK(here.shows_every_part());
    bob.carry_out(KeepLocally{true, 0});
    CHECK(here.copies().empty());
    CHECK(here.shows_every_part());
    bob.carry_out(KeepLocally{});
    CHECK(begins_with(1));
    CHECK(here.shows_every_part());
    here.close();
    here.broker.reset();
    here.open();
    here.bob->workspace().turn();
    REQUIRE(here.bob->view_state().model);
    CHECK(here.bob->view_state().model->name_of(zoe) == "zoe");
    CHECK(here.shows_every_part());
}

// ---- bad copies
// ----------------------------------------------------------------------------------

TEST_CASE("the window: a copy that is damaged at its beginning is fetched again") {
    OldLobby here;
    here.copy_all();
    std::fstream(here.copy(), std::ios::in | std::ios::out) << std::string(8192, 'x');
    here.join();
    CHECK(here.bob->sees_warning("was damaged"));
    REQUIRE(here.bob->has_copied_all());
    CHECK(count_warnings(here.bob->view_state(), "was damaged") == 1);
    CHECK(here.shows_every_part());
    here.close();
    CHECK(here.held() ==
          client::HeldRanges{{1, in_all, here.held().front().before, here.held().front().hash}});
}

TEST_CASE("the window: a copy that is damaged in a page that is read later is fetched again") {
    OldLobby here;
    here.copy_all();
    const std::size_t damaged = content_of(here.copy()).find("word310x") / 4096 * 4096;
    REQUIRE(damaged > 0);
    {
        std::fstream file(here.copy(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(damaged));
        file << std::string(4096, 'x');
    }
    SUBCASE("with a server") {
        here.join();
        CHECK(here.bob->shows(305, 315));
        CHECK(here.shows_every_part());
        CHECK(count_warnings(here.bob->view_state(), "was damaged") == 1);
        CHECK(here.bob->has_copied_all());
    }
    SUBCASE("without a server first") {
        here.broker.reset();
        here.open();
        for (const std::uint64_t first : {std::uint64_t{1}, std::uint64_t{300}})
            here.bob->workspace().carry_out(ShowEntries{lobby, first, first + 50});
        for (int turn = 0; turn < 20; ++turn) here.bob->workspace().turn();
        here.broker.emplace(INDABA_BROKER, here.directory.path() / "data",
                            here.address.endpoints.front().port);
        here.bob->workspace().carry_out(ReconnectNow{});
        CHECK(here.bob->sees_ready());
        CHECK(here.bob->shows(305, 315));
        CHECK(here.shows_every_part());
    }
}

TEST_CASE("the window: a copy that is deleted while it is open is made again") {
    OldLobby here;
    here.copy_all();
    here.join();
    REQUIRE(here.bob->has_copied_all());
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(here.copy().string() + suffix);
    CHECK(here.shows_every_part());
}

TEST_CASE("the window: a copy of another account or of a newer version is left alone") {
    OldLobby here;
    here.copy_all();
    SUBCASE("of another account") {
        sqlite::Connection copy(here.copy(), sqlite::Mode::write);
        copy.execute("UPDATE origin SET account = zeroblob(32)");
        here.join();
        CHECK(here.bob->sees_warning("is the copy of another account"));
        CHECK(here.shows_every_part());
    }
    SUBCASE("of a newer version") {
        {
            sqlite::Connection copy(here.copy(), sqlite::Mode::write);
            copy.execute("PRAGMA user_version = 99");
        }
        const std::string before = content_of(here.copy());
        here.join();
        CHECK(here.bob->sees_warning("was written by a newer Indaba"));
        CHECK(here.shows_every_part());
        CHECK(count_warnings(here.bob->view_state(), "newer Indaba") == 1);
        here.close();
        CHECK(content_of(here.copy()) == before);
    }
}

TEST_CASE("the window: a copy that cannot be opened is told once, and all can be read") {
    OldLobby here;
    here.copy_all();
    const std::filesystem::path lock = here.copy().string() + ".lock";
    std::filesystem::remove(lock);
    std::filesystem::create_directory(lock);  // in the place of the file that programs lock
    here.join();
    REQUIRE(here.bob->sees_warning("cannot be opened"));
    CHECK(here.shows_every_part());
    CHECK(here.bob->view_state().warnings.size() == 1);
    std::filesystem::remove(lock);
}

TEST_CASE("the window: a copy that another program changes for seconds delays nothing else") {
    OldLobby here;
    here.copy_all();
    sqlite::Connection other(here.copy(), sqlite::Mode::write);
    other.execute("BEGIN EXCLUSIVE");
    here.join();
    CHECK(here.bob->view_state().timeline->last_number() == in_all);
    CHECK(here.shows_every_part());
    here.bob->say("said meanwhile");
    CHECK(here.bob->sees_text("said meanwhile"));
    CHECK(here.bob->view_state().warnings.empty());
    other.execute("COMMIT");
    CHECK(here.bob->has_copied_all());
}

TEST_CASE("the window: a disk that is full for the copy is told once, and all can be read") {
    OldLobby here;
    here.join();
    here.close();
    // A limit of the size of files stands for the disk.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    rlimit limit = before;
    limit.rlim_cur = 160'000;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    here.join();
    CHECK(here.bob->sees([](const ViewState& now) { return !now.local_copy.trouble.empty(); }));
    CHECK(here.shows_every_part());
    here.bob->say("said on a full disk");
    CHECK(here.bob->sees_text("said on a full disk"));
    CHECK(here.bob->view_state().warnings.size() == 1);
    here.close();
    REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
    here.join();
    CHECK(here.bob->has_copied_all());
    CHECK(here.bob->view_state().warnings.empty());
    here.close();
    REQUIRE(here.held().size() == 1);
    CHECK(here.held().front().first == 1);
}
