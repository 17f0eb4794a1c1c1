#pragma once
/// What a view wants, told to the app after the frame. Views change nothing but their own state.
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/wire/protocol.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {

struct ConnectToServer {
    std::string server, name;  // an address or a join link
};
/// The key that somebody has on another machine, from a file that a passphrase opens.
struct ImportKey {
    std::string file, passphrase;
};
/// The key that the broker told is its own.
struct TrustServer {};
struct CancelConnect {};
/// The composer's text as typed, to the open conversation; commands begin with '/'.
struct SendMessage {
    std::string text;
};
struct ChangeDraft {
    std::string text;
};
/// Opens the whisper with this account; nothing: everybody.
struct OpenConversation {
    std::optional<Account> account;
};
struct LoadOlder {
    ConversationId conversation{};
};
struct MarkRead {
    ConversationId conversation{};
    std::uint64_t number = 0;
};
/// A refused post goes back into the composer, or away.
struct EditRefused {
    MessageId id{};
};
struct DismissRefused {
    MessageId id{};
};
struct ReconnectNow {};
/// The warning was seen.
struct DismissWarning {};
struct SetTheme {
    Theme theme{};
};
/// Nothing: that of the monitor.
struct SetScale {
    std::optional<float> scale;
};
struct OpenLink {
    std::string url;  // http or https only
};
struct Quit {};

using Intent =
    std::variant<ConnectToServer, ImportKey, TrustServer, CancelConnect, SendMessage, ChangeDraft,
                 OpenConversation, LoadOlder, MarkRead, EditRefused, DismissRefused, ReconnectNow,
                 DismissWarning, SetTheme, SetScale, OpenLink, Quit>;
using Intents = std::vector<Intent>;

}  // namespace indaba::ui
