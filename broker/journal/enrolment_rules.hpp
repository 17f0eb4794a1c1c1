#pragma once
/// The conditions of an enrolment, the same for every journal.
#include <cstdint>
#include <optional>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// Returns the reason why the enrolment is impossible, else nullopt. `banned` tells of the account,
/// `uses_left` of the invite; 0 if there is no such invite.
inline std::optional<NotStored> enrolment_problem(bool banned, std::uint64_t uses_left) {
    if (banned) return NotStored{"the account is banned"};
    if (uses_left == 0) return NotStored{"the invite is used up"};
    return std::nullopt;
}

}  // namespace indaba::broker
