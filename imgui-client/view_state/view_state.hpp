#pragma once
/// What the views may know. Made by the app before each frame; views change nothing in it and
/// return intents. Also what they remember from frame to frame without anybody's help.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/client/model/model.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/view_state/timeline.hpp"

namespace indaba::ui {

struct ConnectionStatus {
    enum class State { none, connecting, ready, lost };
    State state = State::none;
    std::string server;            // "host:port"
    std::string why;               // of the loss, a sentence
    int attempt = 0;               // since the loss
    std::optional<int> next_in_s;  // nothing: an attempt is under way, or:
    bool stopped = false;          // only a person makes another
};

/// The dialog that asks where to. Shown while `open`.
struct ConnectDialog {
    bool open = false;
    bool connecting = false;
    std::string server, name;  // to begin with; what is typed stays in the view
    int version = 0;           // changes when `server` and `name` are to be taken over
    bool name_known = false;   // the account has a name on this server already
    std::string trust;         // a key's fingerprint: is it the broker's?
    std::string import_error;  // why the key was not taken
    std::string imported;      // a sentence: it was
    int import_version = 0;    // changes with each end of one
    std::string failed;        // why the server could not be reached
    std::string name_error;    // shown at the name's field
    std::string warning;       // damaged settings or store: what was set aside
};

/// A whisper conversation in the list at the left.
struct WhisperSummary {
    ConversationId conversation{};
    Account with{};
    std::string name;
    bool online = false;
    std::uint64_t unread = 0;
};

struct ViewState {
    const client::Model* model = nullptr;  // nothing before the first connect
    client::Now now;
    ConnectionStatus connection;
    ConnectDialog connect;
    std::string warning;  // stays until it is dismissed
    // the open conversation
    ConversationId open{};
    std::optional<Account> to;  // whispering to; nothing: everybody
    std::string to_name;
    bool to_online = false;
    const Timeline* timeline = nullptr;
    std::uint64_t names_version = 0;      // another one: somebody has another name
    std::uint64_t timelines_version = 0;  // another one: all streams began anew
    std::uint64_t unread = 0;             // of the lobby
    std::string draft;                    // for the composer, taken over when the version changes
    int draft_version = 0;
    bool older_loading = false;  // a page was asked for
    // lists, sorted; own account first
    const std::vector<Person>* online = nullptr;
    const std::vector<Person>* offline = nullptr;  // those one has whispered with and who are away
    const std::vector<WhisperSummary>* whispers = nullptr;
    std::string my_name;
    bool window_focused = true;
};

}  // namespace indaba::ui
