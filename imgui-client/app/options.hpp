#pragma once
/// What the command line and the environment ask of the window. The only place here that knows
/// CLI11; it judges form, never what the home or the broker has to say about it.
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "common/client/home/destination.hpp"

namespace indaba::ui {

struct Options {
    std::optional<client::Destination> server;  // connect at once; else the window asks
    std::string name;                           // else the last one
    std::filesystem::path home;
    std::optional<float> scale;
    bool plain = false;  // no encryption
};

/// What to do, or with which code to end (help was printed, or what is wrong was said).
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace indaba::ui
