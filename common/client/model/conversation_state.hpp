#pragma once
/// One conversation as a client knows it: what it is, where its head stands, what is held of it.
/// The model owns and changes it; views read it.
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "common/client/model/held_entries.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// How much of a conversation to fetch without being asked.
struct Interest {
    enum class Kind {
        none,
        newest,     // the newest page, and all since, when the connection was lost
        all_after,  // every entry after `after` (with the hash there, if known)
    };
    Kind kind = Kind::none;
    std::uint64_t after = 0;
    std::optional<Hash> hash;

    /// Positions and hashes of another copy mean nothing any more.
    Interest restarted() const { return {kind, 0, {}}; }
};

struct ConversationState {
    static constexpr std::size_t max_archives = 3;

    explicit ConversationState(Conversation what)
        : conversation(std::move(what)), held(conversation.id) {}
    Conversation conversation;
    std::uint64_t number = 0;  // of the head
    Hash hash{};               // of the head
    std::uint64_t first = 1;
    std::uint64_t read = 0;
    HeldEntries held;
    std::vector<HeldEntries> archive;  // what diverged, oldest first
    Interest interest;
    std::uint64_t unread() const { return number > read ? number - read : 0; }

    // what fetching alone needs to know (fetching.hpp)
    bool has_newest_page = false;
    std::optional<std::uint64_t> complete_after;  // what was held when the connection was lost
    int failed_fetches = 0;                       // on this connection

    /// What is held goes into the archive, and all is read anew.
    void archive_entries() {
        if (!held.empty()) archive.push_back(std::exchange(held, HeldEntries(conversation.id)));
        if (archive.size() > max_archives) archive.erase(archive.begin());
        has_newest_page = false;
        complete_after.reset();
    }
};

}  // namespace indaba::client
