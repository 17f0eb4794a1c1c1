#pragma once
/// The options in force as a TOML file, which --config reads: `indaba-broker options` prints it.
#include <string>

#include "broker/options.hpp"

namespace indaba::broker {

/// Returns one line for each option. The data directory is the path that the option names.
std::string options_text(const Options& options);

}  // namespace indaba::broker
