#pragma once
/// The interactive chat, `indaba-cli chat`.
#include <optional>
#include <string>

#include "line-client/base/opened_home.hpp"

namespace indaba::line {

/// Runs the chat, which begins in the lobby or in a room, until the user leaves or the connection
/// ends for good. Returns the exit code. Throws std::runtime_error with a sentence when the home is
/// unusable.
int run_chat(const CommonOptions& common, const std::optional<std::string>& room);

}  // namespace indaba::line
