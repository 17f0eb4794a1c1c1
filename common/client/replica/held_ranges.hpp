#pragma once
/// The ranges of numbers that a replica holds of a conversation, and how entries join them. Two
/// ranges are joined only when their hashes agree. Pure; replica.cpp stores the result.
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba::client {

/// The held entries `first` to `last`, which follow an entry with the hash `before`.
struct HeldRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    Hash before{};
    Hash hash{};  // of the entry `last`
    bool operator==(const HeldRange&) const = default;
};

/// Ranges in ascending order that neither overlap nor touch.
using HeldRanges = std::vector<HeldRange>;

/// The newest entry of a conversation that was left out because it was too old; number 0: none was.
struct LeftOut {
    std::uint64_t number = 0;
    WallMs at = 0;
    bool operator==(const LeftOut&) const = default;
};

/// The entries of an addition: the hash before the first one, then that of each.
struct AddedRange {
    std::uint64_t first = 0;
    std::vector<Hash> hashes;  // one more than there are entries
    std::uint64_t last() const { return first + hashes.size() - 2; }
    const Hash& hash_at(std::uint64_t number) const { return hashes[number + 1 - first]; }
};

/// Returns the ranges with the added one, or nullopt when a hash contradicts it.
std::optional<HeldRanges> with_range(const HeldRanges& ranges, const AddedRange& added);

/// Returns the newest number from `from` to `to` that is not held.
std::optional<std::uint64_t> newest_missing(const HeldRanges& ranges, std::uint64_t from,
                                            std::uint64_t to);

/// Returns the first held number for which `reached` returns true. It must be false up to some
/// number and true from there on, so that it is asked for few of them. Returns nullopt when it is
/// true for none.
std::optional<std::uint64_t> first_held(const HeldRanges& ranges,
                                        const std::function<bool(std::uint64_t)>& reached);

}  // namespace indaba::client
