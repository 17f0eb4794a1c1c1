#include "common/client/replica/fill_plan.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace indaba::client {

void FillPlan::set_readable(const ConversationId& conversation, std::uint64_t first,
                            std::uint64_t last) {
    Part& part = parts_[conversation];
    part.first = first;
    part.last = last;
    part.left_out = false;
}

void FillPlan::set_held(const ConversationId& conversation, HeldRanges ranges, WallMs newest_at) {
    const auto part = parts_.find(conversation);
    if (part == parts_.end()) return;
    part->second.held = std::move(ranges);
    part->second.reached = newest_at;
    if (!part->second.held.empty())
        part->second.last = std::max(part->second.last, part->second.held.back().last);
}

void FillPlan::leave_out(const ConversationId& conversation) {
    if (const auto part = parts_.find(conversation); part != parts_.end())
        part->second.left_out = true;
}

std::optional<FillPlan::Page> FillPlan::next() const {
    std::optional<Page> newest;
    WallMs reached = 0;
    for (const auto& [id, part] : parts_) {
        const std::optional<std::uint64_t> end = missing_end(part);
        if (!end) continue;
        const WallMs at = part.held.empty() || part.held.back().last < part.last
                              ? std::numeric_limits<WallMs>::max()  // it may be of this moment
                              : part.reached;
        if (newest && at <= reached) continue;
        newest = Page{id, *end + 1};
        reached = at;
    }
    return newest;
}

std::uint64_t FillPlan::missing() const {
    std::uint64_t missing = 0;
    for (const auto& [id, part] : parts_) {
        if (!missing_end(part)) continue;
        missing += part.last - part.first + 1;
        for (const HeldRange& range : part.held)
            if (range.last >= part.first)
                missing -= std::min(range.last, part.last) - std::max(range.first, part.first) + 1;
    }
    return missing;
}

/// Returns the newest missing number of a part that is to be filled further.
std::optional<std::uint64_t> FillPlan::missing_end(const Part& part) const {
    if (part.left_out || part.last < part.first) return std::nullopt;
    const std::optional<std::uint64_t> end = newest_missing(part.held, part.first, part.last);
    if (!end || *end > (part.held.empty() ? 0 : part.held.back().last)) return end;
    return part.reached < oldest_ ? std::nullopt : end;
}

}  // namespace indaba::client
