#pragma once
/// A home that was closed in the evening: its window has seen much, and its broker has ended.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/wire/chain.hpp"
#include "tests/integration/headless_workspace.hpp"
#include "tests/integration/restored_journal.hpp"
#include "tests/support/broker_process.hpp"

namespace indaba::test {

inline constexpr std::uint64_t said = 3'000, seen = 2'990, kept_place = 1'500;

inline bool shows_dialog(const ViewState& now) { return now.connect.open; }
inline bool is_lost(const ViewState& now) {
    return now.connection.state == ConnectionStatus::State::lost;
}

inline bool has_sent_all(const ViewState& now) { return now.model->outbox().empty(); }

inline void copy_files(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::create_directory(to);
    std::filesystem::permissions(to, std::filesystem::perms::owner_all);
    for (const auto& file : std::filesystem::directory_iterator(from))
        if (file.is_regular_file()) std::filesystem::copy(file, to);
}

/// Bob has seen a lobby of 3,000 messages, a room and a whisper, and has closed his window in the
/// middle of a sentence. The broker has ended. Made once, and copied for each test.
struct FirstEvening {
    TemporaryDirectory directory;
    client::Destination address;
    ConversationId room{}, whisper{};

    FirstEvening() {
        BrokerConversation talk = lobby_of_zoe();
        zoe_says(talk, said, 1'700'000'000'000);
        restore_journal(directory.path() / "data", talk);
        BrokerProcess broker(INDABA_BROKER, directory.path() / "data");
        address = broker.destination();
        HeadlessWindow ann(directory.path() / "ann", address, "ann");
        HeadlessWindow bob(directory.path() / "bob", address, "bob");
        REQUIRE(ann.sees_ready());
        REQUIRE(bob.sees_ready());
        REQUIRE(bob.sees_text("word3000x"));
        CreateRoom wanted;
        wanted.title = "attic";
        bob.workspace().carry_out(wanted);
        REQUIRE(bob.sees([](const ViewState& now) { return now.room_title() == "attic"; }));
        room = bob.view_state().open;
        bob.say("in the attic");
        REQUIRE(bob.sees(has_sent_all));
        ann.say("/w bob psst");
        REQUIRE(ann.sees_text("psst"));
        REQUIRE(bob.sees([](const ViewState& now) { return now.whispers->size() == 1; }));
        whisper = bob.view_state().whispers->front().conversation;
        REQUIRE(bob.has_copied_all());
        bob.workspace().carry_out(OpenConversation{});
        bob.workspace().carry_out(MarkRead{lobby, seen});
        bob.workspace().carry_out(KeepPlace{lobby, kept_place});
        bob.type("half a sen");
        bob.close();
        ann.workspace().carry_out(OpenConversation{});
        ann.close();
        broker.terminate();
    }
    static const FirstEvening& made() {
        static const FirstEvening evening;
        return evening;
    }
};

struct Evening {
    TemporaryDirectory directory;
    std::optional<BrokerProcess> broker;
    client::Destination address = FirstEvening::made().address;
    ConversationId room = FirstEvening::made().room, whisper = FirstEvening::made().whisper;
    std::unique_ptr<HeadlessWindow> ann, bob;

    Evening() {
        for (const char* name : {"data", "ann", "bob"})
            copy_files(FirstEvening::made().directory.path() / name, directory.path() / name);
    }
    std::unique_ptr<HeadlessWindow> open(const std::string& name,
                                         std::optional<client::Destination> server) const {
        const auto home = directory.path() / name;
        const bool is_new = !std::filesystem::exists(home);
        return std::make_unique<HeadlessWindow>(home, std::move(server), is_new ? name : "");
    }
    void start_broker() {
        broker.emplace(INDABA_BROKER, directory.path() / "data", address.endpoints.front().port);
    }
};

/// Returns how many notes of the open conversation have this sentence.
inline std::uint64_t count_notes(const ViewState& now, const std::string& sentence) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < now.timeline->size(); ++i) {
        const Row& row = now.timeline->row(i);
        count += row.kind == Row::Kind::note && now.timeline->note(row).sentence == sentence;
    }
    return count;
}

}  // namespace indaba::test
