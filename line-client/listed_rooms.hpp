#pragma once
/// The list of rooms that a command asks the broker for.
#include <optional>
#include <variant>
#include <vector>

#include "common/wire/protocol.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {

/// Prints why a list did not come, unless answer_to() has. Returns the exit code.
template <class Answer>
int no_list(const std::optional<Answer>& answer) {
    if (!answer) return exit_code::no_connection;
    print_error("Refused: " + screen_text(answer->sentence));
    return exit_code::refused;
}

/// Returns the open rooms and those of this account. Otherwise prints why and returns the exit
/// code.
std::variant<std::vector<RoomInfo>, int> list_rooms(ClientLoop& loop, ClientLoop::Time give_up);

}  // namespace indaba::line
