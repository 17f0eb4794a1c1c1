#pragma once
/// Decides which accounts and names a restored journal has: from the last known names of several
/// exports and from the rebinds in the lobby. Pure.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "broker/journal/sqlite/sqlite_restore.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker {

struct ExportedNames {
    Account exporter{};
    std::uint64_t as_of = 0;  // how many entries the lobby had
    std::map<Account, std::string> names;
};

struct RestoredPeople {
    std::vector<RestoredAccount> accounts;  // by key; lobby_first is not decided yet
    std::vector<std::string> sentences;     // for the operator: the names that were not kept
};

/// Every name that an account has in some export stays its own, and the newest is its present one.
/// If a name, or names that look alike, belong to two accounts, the one with the lower key keeps
/// it.
RestoredPeople restored_people(const std::vector<ExportedNames>& exports,
                               const std::vector<Rebound>& rebinds);

}  // namespace indaba::broker
