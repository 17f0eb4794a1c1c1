#pragma once
/// Requests of the views, carried out by the window and the workspace after the frame. A view
/// changes only its own state.
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/client/text/go_target.hpp"
#include "common/wire/protocol.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/view_state/composed_about.hpp"
#include "imgui-client/view_state/recipient.hpp"

namespace indaba::ui {

struct ConnectToServer {
    std::string server, name;  // an address or a join link
};
/// Imports the user's key from another machine: a file sealed with a passphrase.
struct ImportKey {
    std::string file, passphrase;
};
/// Trusts the key that the broker claims.
struct TrustServer {};
struct CancelConnect {};
/// Sends the composer's text, as typed. A text that begins with '/' is a command. Another intent of
/// the same frame may open another conversation, so each intent names its own.
struct SendMessage {
    Recipient to;
    std::string text;
    std::optional<ComposedAbout> about{};
};
struct ChangeDraft {
    Recipient to;
    std::string text;
};
/// Opens a whisper or a room.
struct OpenConversation {
    Recipient with{};
};
/// Deletes a message of one's own, or puts a reaction on a message, or takes it `off`.
struct DeleteMessage {
    ConversationId conversation{};
    std::uint64_t number = 0;
};
struct React {
    ConversationId conversation{};
    std::uint64_t number = 0;
    std::string emoji;
    bool off = false;
};
/// Shows the entries from `first` to `last`, some of which are not here yet.
struct ShowEntries {
    ConversationId conversation{};
    std::uint64_t first = 0, last = 0;
};
/// Keeps the place where the user reads, for the next start. `number`: the first entry in sight; 0:
/// the end.
struct KeepPlace {
    ConversationId conversation{};
    std::uint64_t number = 0;
};
struct MarkRead {
    ConversationId conversation{};
    std::uint64_t number = 0;
};
/// Moves a refused post back into the composer; DismissRefused deletes it.
struct EditRefused {
    ConversationId conversation{};
    MessageId id{};
};
struct DismissRefused {
    ConversationId conversation{};
    MessageId id{};
};
struct ReconnectNow {};
/// Dismisses a pinned warning.
struct DismissWarning {
    std::uint64_t id = 0;
};
struct SetTheme {
    Theme theme{};
};
/// Without a value: the scale of the monitor.
struct SetScale {
    std::optional<float> scale;
};
struct OpenLink {
    std::string url;  // http or https only
};
/// Goes to a message of another conversation than the open one, if it is of this server.
struct OpenMessage {
    std::string server;  // "host:port"
    ConversationId conversation{};
    std::uint64_t number = 0;
};
/// Goes to a message of a conversation, or to the one that a link names. The view state tells where
/// it is, or a note says why there is none.
struct GoTo {
    ConversationId conversation{};
    client::GoTarget target;
};
/// Opens the list of all rooms, for which the server is asked.
struct ShowRooms {};
/// Asks the server for the list of all rooms, which the dialog for a new room checks its title
/// with.
struct LoadRooms {};
/// Makes a room, opens it, and adds people to it.
struct CreateRoom {
    std::string title, topic;
    bool is_private = false;
    bool from_joining = false;
    std::vector<Account> people;
};
/// Any other change of a room (protocol.md, `room`). Opens the room after a `join`.
struct ChangeRoom {
    RoomRequest request;
};
/// Keeps a room from counting what is unread, or ends that.
struct MuteRoom {
    ConversationId room{};
    bool muted = true;
};
/// Searches the own copy for what was typed: all of it, or one conversation. What is found replaces
/// what was found before.
struct SearchMessages {
    std::string typed;
    std::optional<ConversationId> in{};
};
/// Finds more messages, older than those that were found.
struct SearchOlder {};
/// Ends the search and forgets what was found.
struct EndSearch {};
/// Changes which messages the own copy keeps on this computer. What is kept no longer is deleted.
struct KeepLocally {
    bool none = false;
    int days = 0;  // of the last days only; 0: everything
    bool operator==(const KeepLocally&) const = default;
};
struct Quit {};

using Intent =
    std::variant<ConnectToServer, ImportKey, TrustServer, CancelConnect, SendMessage, ChangeDraft,
                 OpenConversation, DeleteMessage, React, ShowEntries, KeepPlace, MarkRead,
                 EditRefused, DismissRefused, ReconnectNow, DismissWarning, SetTheme, SetScale,
                 OpenLink, OpenMessage, GoTo, ShowRooms, LoadRooms, CreateRoom, ChangeRoom,
                 MuteRoom, SearchMessages, SearchOlder, EndSearch, KeepLocally, Quit>;
using Intents = std::vector<Intent>;

}  // namespace indaba::ui
