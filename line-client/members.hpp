#pragma once
/// The list of a room's members, for `who --room`.
#include <string>

#include "line-client/base/client_loop.hpp"

namespace indaba::line {

/// Prints the members of a room of this account, or of an open one. Returns the exit code, after it
/// has printed why there is no list.
int print_members(ClientLoop& loop, const std::string& title, bool json, ClientLoop::Time give_up);

}  // namespace indaba::line
