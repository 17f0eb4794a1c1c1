#pragma once
/// What indaba-load is asked to do. The flags, in load_options.cpp, are the only place that knows
/// CLI11.
#include <cstddef>
#include <optional>
#include <variant>

#include "common/client/home/destination.hpp"

namespace indaba::load {

struct Options {
    client::Destination server;  // a join link, or an address with --insecure-plain
    bool plain = false;
    std::size_t clients = 100;
    std::size_t senders = 8;
    double rate = 100;  // posts a second, of all senders together
    double seconds = 10;
    std::size_t text_bytes = 100;
    double whispers = 0;  // percent of the posts
    std::optional<int> broker_pid;
    bool json = false;
};

/// The options, or the code to exit with: usage or help has been printed.
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace indaba::load
