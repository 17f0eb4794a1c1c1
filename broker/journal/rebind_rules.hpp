#pragma once
/// The conditions of a rebind, and of a claim after it, the same for every journal.
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

/// Returns the reason why an account may not claim a name, else nullopt. `claimant` is the stored
/// account, nullopt before its first claim.
inline std::optional<NotStored> claim_problem(const std::optional<KnownAccount>& claimant) {
    if (claimant && claimant->rebound_to)
        return NotStored{"the account is retired: its names belong to another key"};
    return std::nullopt;
}

}  // namespace indaba::broker
