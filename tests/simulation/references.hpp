#pragma once
/// Replies, edits, erasures and reactions in the simulation: random ones, and the checks that what
/// they name is good and that an erased body does not come back. Each check returns a sentence
/// about what is wrong, or "".
#include <cstdint>
#include <string>
#include <vector>

#include "common/client/model/held_entries.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/protocol.hpp"
#include "tests/simulation/random.hpp"

namespace indaba::simulation {

/// Returns a body that names one of the newest entries of a conversation that has `entries`.
ReferringBody some_reference(Random& random, std::uint64_t entries);
std::string_view kind_of(const ReferringBody& body);

/// Checks an entry that the broker sends to somebody who has the entries up to `told`.
std::string problem_of_sent(const Entry& sent, const std::vector<Entry>& journal,
                            std::uint64_t told);
/// Returns true if a client that holds these entries may hold this one: as the journal has it, or
/// with a body whose erasure is in a gap of what the client holds.
bool may_hold(const Entry& entry, const client::HeldEntries& held,
              const std::vector<Entry>& journal);
/// Checks that each reference in a conversation is one that its author may make, and that erased
/// messages and their edits have no body.
std::string problem_of_references(const std::vector<Entry>& journal);

}  // namespace indaba::simulation
