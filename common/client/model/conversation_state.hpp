#pragma once
/// One conversation as a client knows it: what it is, where its head stands, what is held of it.
/// The model owns and changes it; views read it.
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "common/client/model/history.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// How much of a conversation to fetch without being asked.
struct Interest {
    enum class Kind {
        none,
        newest,     // the newest page, and all since, when a link was lost
        all_after,  // every entry after `after` (with the hash there, if known)
    };
    Kind kind = Kind::none;
    std::uint64_t after = 0;
    std::optional<Hash> hash;

    /// Positions and hashes of another copy mean nothing any more.
    Interest restarted() const { return {kind, 0, {}}; }
};

struct ConversationState {
    static constexpr std::size_t archives_kept = 3;

    explicit ConversationState(Conversation what)
        : conversation(std::move(what)), history(conversation.id) {}
    Conversation conversation;
    std::uint64_t number = 0;  // of the head
    Hash hash{};               // of the head
    std::uint64_t first = 1;
    std::uint64_t read = 0;
    History history;
    std::vector<History> archive;  // what diverged, oldest first
    Interest interest;
    std::uint64_t unread() const { return number > read ? number - read : 0; }

    // what fetching alone needs to know (fetching.hpp)
    bool has_newest_page = false;
    std::optional<std::uint64_t> whole_after;  // what was held when the link was lost
    int setbacks = 0;                          // on this connection

    /// What is held goes into the archive, and all is read anew.
    void set_aside() {
        if (!history.empty()) archive.push_back(std::exchange(history, History(conversation.id)));
        if (archive.size() > archives_kept) archive.erase(archive.begin());
        has_newest_page = false;
        whole_after.reset();
    }
};

}  // namespace indaba::client
