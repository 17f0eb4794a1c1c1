#pragma once
/// The options of indaba-load, parsed. Only load_options.cpp knows CLI11.
#include <cstddef>
#include <filesystem>
#include <optional>
#include <variant>

#include "common/client/home/destination.hpp"

namespace indaba::load {

struct Options {
    client::Destination server;  // a join link, or an address with --insecure-plain
    bool plain = false;
    std::size_t clients = 100;
    std::size_t senders = 8;
    double rate = 100;  // posts per second, of all senders together
    double seconds = 10;
    std::size_t text_bytes = 100;
    double whispers = 0;    // percent of the posts
    std::size_t rooms = 0;  // 0: everybody posts in the lobby
    /// Handshakes at a time. More would wait in the broker's backlog while their timeout runs.
    std::size_t openings = 64;
    double patience = 10;  // seconds that missing deliveries are awaited after the last post
    std::filesystem::path events;  // empty: no event log
    std::optional<int> broker_pid;
    bool json = false;
};

/// Returns the options, or the exit code when help or an error has been printed.
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace indaba::load
