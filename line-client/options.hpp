#pragma once
/// What the command line and the environment ask for. The only place that knows CLI11; it judges
/// form (a number, an id, a server), never what the home or the broker has to say about it.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "common/client/home/destination.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::line {

/// The same for every command.
struct Common {
    std::optional<client::Destination> server;  // else the last one, else 127.0.0.1:5000
    std::string name;                           // else the last one
    std::filesystem::path home;
    bool trust = false;  // a broker never seen before, whatever key it says it has
    bool plain = false;  // no encryption
};

struct ChatOptions {};
struct SendOptions {
    std::optional<std::string> room;  // neither: the lobby
    std::optional<std::string> to;
    std::optional<MessageId> id;
    std::chrono::milliseconds timeout{};
    bool json = false;
    std::string text;  // "-": read it from stdin
};
struct TailOptions {
    bool json = false;
    std::optional<std::uint64_t> count;
    std::string as;
};
struct HistoryOptions {
    std::optional<std::string> room;
    std::optional<std::string> with;
    std::optional<std::uint64_t> after;
    std::optional<std::uint64_t> before;
    std::uint64_t limit = 0;
    bool json = false;
};
struct WhoOptions {
    bool json = false;
};
struct PingOptions {};
struct KeyShow {};
struct KeyFingerprint {
    std::string name;  // empty: the own one
};
struct KeyExport {
    std::filesystem::path file;
};
struct KeyImport {
    std::filesystem::path file;
};

using Command = std::variant<ChatOptions, SendOptions, TailOptions, HistoryOptions, WhoOptions,
                             PingOptions, KeyShow, KeyFingerprint, KeyExport, KeyImport>;

struct Options {
    Common common;
    Command command;
};

/// What to do, or with which code to end (help was printed, or what is wrong was said).
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace indaba::line
