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

void FillPlan::set_held(const ConversationId& conversation, HeldRanges ranges, WallMs newest_at,
                        const LeftOut& left_out) {
    const auto part = parts_.find(conversation);
    if (part == parts_.end()) return;
    part->second.held = std::move(ranges);
    part->second.reached = newest_at;
    part->second.too_old = left_out;
    if (!part->second.held.empty())
        part->second.last = std::max(part->second.last, part->second.held.back().last);
}

void FillPlan::leave_out(const ConversationId& conversation) {
    if (const auto part = parts_.find(conversation); part != parts_.end())
        part->second.left_out = true;
}

void FillPlan::want(const ConversationId& conversation, std::uint64_t first, std::uint64_t last) {
    const bool same =
        wanted_.conversation == conversation && wanted_.first == first && wanted_.last == last;
    if (!same) wanted_ = {conversation, first, last, std::nullopt};
}

bool FillPlan::keeps(const ConversationId& conversation, std::uint64_t number) const {
    const auto part = parts_.find(conversation);
    return part == parts_.end() || number >= first_wanted(part->second);
}

void FillPlan::on_asked(const Page& page) {
    if (page == wanted_page()) wanted_.asked = page;
}

std::optional<FillPlan::Page> FillPlan::next() const {
    if (const std::optional<Page> wanted = wanted_page()) return wanted;
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

/// Returns the page that ends about half a page after the newest missing number that is wanted, as
/// far as what follows is missing too: the user may look there next.
std::optional<FillPlan::Page> FillPlan::wanted_page() const {
    const auto found = parts_.find(wanted_.conversation);
    if (found == parts_.end() || found->second.left_out) return std::nullopt;
    const Part& part = found->second;
    const std::uint64_t first = std::max(wanted_.first, first_wanted(part));
    const std::uint64_t last = std::min(wanted_.last, part.last);
    if (last < first) return std::nullopt;
    const std::optional<std::uint64_t> missing = newest_missing(part.held, first, last);
    if (!missing) return std::nullopt;
    std::uint64_t end = std::min(*missing + limit::page_entries / 2, part.last);
    for (const HeldRange& range : part.held)
        if (range.first > *missing) end = std::min(end, range.first - 1);
    const Page page{wanted_.conversation, end + 1};
    return page == wanted_.asked ? std::nullopt : std::optional(page);
}

std::uint64_t FillPlan::missing() const {
    std::uint64_t missing = 0;
    for (const auto& [id, part] : parts_) {
        if (!missing_end(part)) continue;
        const std::uint64_t first = first_wanted(part);
        missing += part.last - first + 1 - held_from(part, first);
    }
    return missing;
}

std::uint64_t FillPlan::held() const {
    std::uint64_t held = 0;
    for (const auto& [id, part] : parts_) held += held_from(part, part.first);
    return held;
}

/// Returns how many entries are held of those that may be read, from `first` on.
std::uint64_t FillPlan::held_from(const Part& part, std::uint64_t first) {
    std::uint64_t held = 0;
    for (const HeldRange& range : part.held) {
        const std::uint64_t begin = std::max(range.first, first);
        const std::uint64_t last = std::min(range.last, part.last);
        if (begin <= last) held += last - begin + 1;
    }
    return held;
}

/// Returns the first number that may be read and is not known to be too old.
std::uint64_t FillPlan::first_wanted(const Part& part) const {
    return part.too_old.at < oldest_ ? std::max(part.first, part.too_old.number + 1) : part.first;
}

/// Returns the newest missing number of a part that is to be filled further.
std::optional<std::uint64_t> FillPlan::missing_end(const Part& part) const {
    if (part.left_out || part.last < part.first) return std::nullopt;
    const std::optional<std::uint64_t> end =
        newest_missing(part.held, first_wanted(part), part.last);
    if (!end || *end > (part.held.empty() ? 0 : part.held.back().last)) return end;
    return part.reached < oldest_ ? std::nullopt : end;
}

}  // namespace indaba::client
