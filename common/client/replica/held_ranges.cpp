#include "common/client/replica/held_ranges.hpp"

#include <algorithm>

namespace indaba::client {

std::optional<HeldRanges> with_range(const HeldRanges& ranges, const AddedRange& added) {
    HeldRange joined{added.first, added.last(), added.hashes.front(), added.hashes.back()};
    HeldRanges result;
    for (const HeldRange& range : ranges) {
        const bool apart = range.last + 1 < added.first || added.last() + 1 < range.first;
        if (apart) {
            result.push_back(range);
            continue;
        }
        const auto contradicts = [&](std::uint64_t number, const Hash& hash) {
            return number + 1 >= added.first && number <= added.last() &&
                   added.hash_at(number) != hash;
        };
        if (contradicts(range.first - 1, range.before) || contradicts(range.last, range.hash))
            return std::nullopt;
        if (range.first < joined.first) {
            joined.first = range.first;
            joined.before = range.before;
        }
        if (range.last > joined.last) {
            joined.last = range.last;
            joined.hash = range.hash;
        }
    }
    result.push_back(joined);
    std::ranges::sort(result, {}, &HeldRange::first);
    return result;
}

std::optional<std::uint64_t> newest_missing(const HeldRanges& ranges, std::uint64_t from,
                                            std::uint64_t to) {
    std::uint64_t missing = to;
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
        if (range->first > missing) continue;
        if (range->last < missing) break;
        missing = range->first - 1;
    }
    return missing < from || missing == 0 ? std::nullopt : std::optional(missing);
}

std::optional<std::uint64_t> first_held(const HeldRanges& ranges,
                                        const std::function<bool(std::uint64_t)>& reached) {
    const auto range = std::ranges::partition_point(
        ranges, [&](const HeldRange& each) { return !reached(each.last); });
    if (range == ranges.end()) return std::nullopt;
    std::uint64_t first = range->first, last = range->last;
    while (first < last) {
        const std::uint64_t middle = first + (last - first) / 2;
        if (reached(middle))
            last = middle;
        else
            first = middle + 1;
    }
    return first;
}

}  // namespace indaba::client
