#pragma once
/// One conversation as a client knows it: its id and title, its head, and the entries that the
/// client holds. The model owns and changes it; views read it.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "common/client/model/held_entries.hpp"
#include "common/client/model/message_fold.hpp"
#include "common/client/model/room_view.hpp"
#include "common/client/model/unread_messages.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// Says how much of a conversation the model fetches by itself.
struct Interest {
    enum class Kind {
        none,
        newest,     // the newest page, and after a lost connection the entries since
        all_after,  // every entry after `after` (with the hash there, if known)
    };
    Kind kind = Kind::none;
    std::uint64_t after = 0;
    std::optional<Hash> hash;

    /// Returns the interest for a new copy of the conversation, to which the old position and
    /// hash do not apply.
    Interest restarted() const { return {kind, 0, {}}; }
};

struct ConversationState {
    explicit ConversationState(Conversation what)
        : conversation(std::move(what)), held(conversation.id) {}
    Conversation conversation;
    std::uint64_t number = 0;  // of the head
    Hash hash{};               // of the head
    std::uint64_t first = 1;
    std::uint64_t read = 0;
    std::uint64_t reported_read = 0;  // by the broker, at the last head
    HeldEntries held;
    MessageFold fold;                // of the held entries; folded_message.hpp reads it
    UnreadMessages unread_messages;  // if the model counts them
    Interest interest;
    std::optional<RoomView> room;  // absent for the lobby and for whispers

    UnreadCount unread() const {
        const std::uint64_t from = std::max(read + 1, first);
        return {unread_messages.count(), unread_messages.mentions(),
                held.first_absent(from, number).has_value()};
    }
    void set_read(std::uint64_t position) {
        read = position;
        unread_messages.remove_up_to(read);
    }

    // For page_requests.hpp:
    bool has_newest_page = false;
    std::optional<std::uint64_t>
        complete_after;      // the last entry held when the connection was lost
    int failed_fetches = 0;  // on this connection

    /// Drops the entries, so that all of them are fetched again.
    void drop_entries() {
        held = HeldEntries(conversation.id);
        fold = {};
        unread_messages = {};
        has_newest_page = false;
        complete_after.reset();
    }
};

}  // namespace indaba::client
