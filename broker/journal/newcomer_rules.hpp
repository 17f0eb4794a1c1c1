#pragma once
/// The part of the lobby that a newcomer may read, the same for every journal.
#include <cstdint>
#include <optional>

namespace indaba::broker {

/// Returns the number of the first lobby entry that the account may read, when the lobby has
/// `entries` and the account may read `history` of them; absent: all.
inline std::uint64_t first_readable_in_lobby(const std::optional<std::uint64_t>& history,
                                             std::uint64_t entries) {
    return history && entries > *history ? entries + 1 - *history : 1;
}

}  // namespace indaba::broker
