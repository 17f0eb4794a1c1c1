#pragma once
/// The conditions of a rebind, the same for every journal.
#include <optional>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// Returns a sentence for the operator when the rebind is impossible, else nullopt. `from` and `to`
/// are the stored accounts, nullopt for an account without a name.
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
