#pragma once
/// The state that the views draw. The workspace makes it before each frame; views only read it and
/// return intents.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/client/model/folded_message.hpp"
#include "common/client/model/model.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/view_state/composed_about.hpp"
#include "imgui-client/view_state/found_messages.hpp"
#include "imgui-client/view_state/recipient.hpp"
#include "imgui-client/view_state/timeline.hpp"

namespace indaba::ui {

struct ConnectionStatus {
    enum class State { none, connecting, ready, lost };
    State state = State::none;
    std::string server;  // its first endpoint, "host:port", which links to messages name
    std::vector<std::string> endpoints = {};  // all that lead to it
    std::string why;                          // the reason of the loss, a sentence
    int attempt = 0;                          // attempts since the loss
    std::optional<int> next_in_s;             // empty: an attempt is in progress, or there is none:
    bool stopped = false;                     // the next attempt needs a decision of the user
    /// There was no connection since the start, so that the own copy of this time is shown, and who
    /// is online is not known.
    std::optional<WallMs> copy_of;

    /// Returns true if `address`, "host:port", leads to this server.
    bool is_at(std::string_view address) const {
        return address == server || std::ranges::find(endpoints, address) != endpoints.end();
    }
};

/// The values of the connect dialog, which is drawn while `open`.
struct ConnectDialog {
    bool open = false;
    bool connecting = false;
    std::string server, name;  // initial values; the view keeps what is typed
    int version = 0;           // changes when the view must take over `server` and `name`
    bool name_known = false;   // the account has a name on this server already
    std::string trust;         // fingerprint of an unknown key that the user must judge
    bool importing = false;    // a key file is being opened
    std::string import_error;  // why the key was not imported
    bool no_key_file = false;  // because there is no such file
    std::string notice;        // what has happened: a key was imported, nothing was pasted
    int import_version = 0;    // changes when an import ends
    std::string failed;        // why connecting failed
    std::string waiting;       // while connecting: why the server lets nobody in just now
    std::string name_error;    // shown at the name's field
    std::string warning;       // damaged settings or store, and which file was set aside
};

/// A whisper in the left column.
struct WhisperSummary {
    ConversationId conversation{};
    Account with{};
    std::string name;
    bool online = false;
    std::uint64_t unread = 0;
};

/// A room in the left column or in the list of all rooms.
struct RoomSummary {
    ConversationId id{};
    std::string title, topic;
    bool is_private = false;
    bool archived = false;
    bool joined = false;
    bool muted = false;
    std::uint64_t members = 0;
    client::UnreadCount unread;
};

/// The members of the open room, by name, the own account first.
struct MemberLists {
    bool complete = false;  // all of them are here
    std::vector<Person> online, offline;
};

/// The list of all rooms, as the server's answer and the own rooms make it.
struct RoomDirectory {
    bool loading = false;            // the server was asked
    std::string failed;              // why there is no list, a sentence
    std::vector<RoomSummary> rooms;  // the lobby, then most members first, archived ones last
    std::uint64_t version = 0;       // changes with `rooms`
    int shown_version = 0;           // changes when the list is to be opened
};

/// The room that is being made with the dialog.
struct RoomCreation {
    bool waiting = false;  // for the server's answer
    std::string failed;    // why it was not made, a sentence
    int made_version = 0;  // changes when it was made: the dialog closes
};

/// A text that could not be sent, with the message that it answers or changes: it goes back into
/// the composer when the version changes.
struct ComposedAgain {
    ComposedAbout about;
    std::string text;
    int version = 0;
};

/// The message to which the view of a conversation goes when the version changes; without a number:
/// to its end.
struct Jump {
    ConversationId conversation{};
    std::optional<std::uint64_t> number;
    int version = 0;
};

/// A sentence under the header that stays until it is dismissed or its cause has ended.
struct PinnedWarning {
    std::uint64_t id = 0;
    std::string sentence;
    bool dismissable = true;
};

/// The own copy of what may be read, in a file of the home.
struct LocalCopy {
    std::uint64_t bytes = 0;    // of the file
    std::uint64_t held = 0;     // messages
    std::uint64_t missing = 0;  // messages that are to be fetched
    bool compared = false;      // with the server: `held` and `missing` are known
    bool none = false;          // nothing is kept
    int days = 0;               // only the last days are kept; 0: everything
    std::string trouble = {};   // why nothing can be written, a sentence
};

/// The facts about this program and its user that the settings show.
struct AboutProgram {
    std::string version, home;
    std::string fingerprint;  // of the user's key
    std::string connection;   // where this client is connected, a sentence
};

struct ViewState {
    const client::Model* model = nullptr;  // null before the first connection
    client::Now now;
    ConnectionStatus connection;
    ConnectDialog connect;
    std::vector<PinnedWarning> warnings;  // what lasts first, then the oldest first
    // the open conversation
    ConversationId open{};
    std::optional<Account> whisper_to;       // the partner of a whisper; empty: a room
    const client::RoomView* room = nullptr;  // of a room other than the lobby
    bool room_muted = false;
    std::string whisper_to_name;
    bool whisper_to_online = false;
    const Timeline* timeline = nullptr;
    std::uint64_t names_version = 0;      // changes when a name changes
    std::uint64_t erased_version = 0;     // changes when a message was deleted
    std::uint64_t timelines_version = 0;  // changes when all timelines begin anew
    std::uint64_t unread = 0;             // in the lobby
    std::string draft;                    // the composer takes it over when the version changes
    int draft_version = 0;
    ComposedAgain composed_again;
    Jump jump;
    std::uint64_t copied_version = 0;  // changes when entries that were not here may be here now
    std::string absent_reason;         // why entries that are not here cannot come now, a sentence
    std::uint64_t place = 0;  // the entry to begin with at the first display; 0: the usual place
    // sorted lists, the own account first
    const std::vector<Person>* online = nullptr;
    const std::vector<Person>* offline = nullptr;  // partners of whispers who are away
    const std::vector<WhisperSummary>* whispers = nullptr;
    const std::vector<RoomSummary>* rooms = nullptr;  // the own ones: the lobby, then by title
    const MemberLists* members = nullptr;             // of a room other than the lobby
    std::string my_name;
    RoomDirectory all_rooms;
    RoomCreation room_creation;
    const FoundMessages* found = nullptr;  // while something is searched
    LocalCopy local_copy;
    AboutProgram about;
    bool window_focused = true;

    /// Returns where a text goes that is written in the open conversation.
    Recipient recipient() const { return {whisper_to, whisper_to ? lobby : open}; }
    /// Returns the title of the open room, without "#".
    std::string_view room_title() const {
        return room ? std::string_view(room->state.title) : lobby_title.substr(1);
    }
};

}  // namespace indaba::ui
