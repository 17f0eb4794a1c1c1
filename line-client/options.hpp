#pragma once
/// The options and commands of the command line and the environment, parsed. This is the only file
/// that knows CLI11. It checks the form of a value (a number, an id, a server); the home and the
/// broker check the rest.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "common/wire/bytes.hpp"
#include "line-client/base/opened_home.hpp"

namespace indaba::line {

struct ChatOptions {
    std::optional<std::string> room;  // to begin in, instead of the lobby
};
struct SendOptions {
    std::optional<std::string> room;  // without room and to: the lobby
    std::optional<std::string> to;
    std::optional<std::uint64_t> reply_to;
    std::optional<MessageId> id;
    std::chrono::milliseconds timeout{};
    bool json = false;
    std::string text;       // "-": read it from stdin
    bool any_name = false;  // send although --name does not fit the account
};
struct TailOptions {
    bool json = false;
    std::optional<std::string> room;  // without it: every conversation
    std::optional<std::uint64_t> count;
    std::string as;
    bool wait = false;  // for a broker that cannot be reached yet
};
struct HistoryOptions {
    std::optional<std::string> room;  // without room and with: the lobby
    std::optional<std::string> with;
    std::optional<std::uint64_t> after;
    std::optional<std::uint64_t> before;
    std::uint64_t limit = 0;
    bool json = false;
};
struct WhoOptions {
    std::optional<std::string> room;  // whose members; without it: the people who are online
    bool json = false;
};
struct RoomsOptions {
    bool json = false;
};
struct SearchOptions {
    std::string query;
    std::uint64_t limit = 0;
    bool json = false;
};
struct ExportOptions {
    std::filesystem::path file;
    bool offline = false;  // what is here already, without asking the broker for the rest
};
struct PingOptions {};
struct KeyShowOptions {};
struct KeyFingerprintOptions {
    std::string name;  // empty: the key of this home
};
struct KeyExportOptions {
    std::filesystem::path file;
};
struct KeyImportOptions {
    std::filesystem::path file;
};

using Command =
    std::variant<ChatOptions, SendOptions, TailOptions, HistoryOptions, WhoOptions, RoomsOptions,
                 SearchOptions, ExportOptions, PingOptions, KeyShowOptions, KeyFingerprintOptions,
                 KeyExportOptions, KeyImportOptions>;

struct Options {
    CommonOptions common;
    Command command;
};

/// Returns the options. When there is nothing to run (help was printed, or what is wrong on the
/// command line), returns the exit code.
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace indaba::line
