#pragma once
/// The options of the window from the command line and the environment. Checks only their form; the
/// home and the broker are not consulted. The only user of CLI11 in the window.
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "common/client/home/destination.hpp"
#include "common/client/home/keep_local.hpp"

namespace indaba::ui {

struct Options {
    std::optional<client::Destination> server;  // empty: the window shows the connect dialog
    std::string name;                           // empty: the last name used
    std::filesystem::path home;
    std::optional<float> scale;
    std::optional<client::KeepLocal> keep_local;  // for this start; empty: as in the settings
    bool plain = false;                           // without encryption
    bool check_display = false;                   // say whether a window can be opened, and exit
};

/// Returns the options, or an exit code after printing the help or an error.
std::variant<Options, int> parse_options(int argc, char** argv);

}  // namespace indaba::ui
