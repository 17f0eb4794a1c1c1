#pragma once
/// The interactive chat, `indaba-cli chat`.
#include "line-client/base/opened_home.hpp"

namespace indaba::line {

/// Runs the chat until the user leaves or the connection ends for good. Returns the exit code.
/// Throws std::runtime_error with a sentence when the home is unusable.
int run_chat(const CommonOptions& common);

}  // namespace indaba::line
