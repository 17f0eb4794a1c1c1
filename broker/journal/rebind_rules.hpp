#pragma once
/// Which rebinds there can be; the same for every journal, which asks before it stores one.
#include <optional>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// `from` and `to` are what the journal knows of the two; nothing of one that has no name.
/// Nothing is in the way, or a sentence for the operator.
inline std::optional<NotStored> rebind_problem(const Rebind& rebind,
                                               const std::optional<KnownAccount>& from,
                                               const std::optional<KnownAccount>& to) {
    if (!from)
        return NotStored{"the old account has no name to move; name an account that is known here"};
    if (from->rebound_to)
        return NotStored{
            "the old account is retired already; rebind the account that has the name now"};
    if (rebind.from == rebind.to)
        return NotStored{"the name belongs to this account already; choose another account"};
    if (to && to->rebound_to)
        return NotStored{"the new account is retired and cannot come back; choose another account"};
    return std::nullopt;
}

}  // namespace indaba::broker
