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

struct WantConnect {
    std::string server, name;  // an address or a join link
};
/// The key that somebody has on another machine, from a file that a passphrase opens.
struct WantImportKey {
    std::string file, passphrase;
};
/// The key that the broker told is its own.
struct WantTrust {};
struct WantCancelConnect {};
/// The composer's text as typed, to the open conversation; commands begin with '/'.
struct WantSay {
    std::string text;
};
struct WantDraft {
    std::string text;
};
/// Opens the whisper with this account; nothing: everybody.
struct WantTalkTo {
    std::optional<Account> account;
};
struct WantOlder {
    ConversationId conversation{};
};
struct WantRead {
    ConversationId conversation{};
    std::uint64_t number = 0;
};
/// A refused post goes back into the composer, or away.
struct WantEditAgain {
    MessageId id{};
};
struct WantDismiss {
    MessageId id{};
};
struct WantRetry {};
/// The warning of the scene was seen.
struct WantUnderstood {};
struct WantTheme {
    Theme theme{};
};
/// Nothing: that of the monitor.
struct WantScale {
    std::optional<float> scale;
};
struct WantLink {
    std::string url;  // http or https only
};
struct WantQuit {};

using Intent = std::variant<WantConnect, WantImportKey, WantTrust, WantCancelConnect, WantSay,
                            WantDraft, WantTalkTo, WantOlder, WantRead, WantEditAgain, WantDismiss,
                            WantRetry, WantUnderstood, WantTheme, WantScale, WantLink, WantQuit>;
using Intents = std::vector<Intent>;

}  // namespace indaba::ui
