#include "common/client/model/held_entries.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/client/model/validate.hpp"
#include "common/wire/chain.hpp"

namespace indaba::client {
namespace {

std::vector<Hash> hashes_of(const Hash& before, const ConversationId& conversation,
                            const std::vector<Entry>& entries) {
    std::vector<Hash> hashes;
    hashes.reserve(entries.size());
    for (const Entry& entry : entries)
        hashes.push_back(chain(hashes.empty() ? before : hashes.back(), conversation, entry));
    return hashes;
}

template <class T>
void move_behind(std::deque<T>& left, std::deque<T>& right) {
    left.insert(left.end(), std::make_move_iterator(right.begin()),
                std::make_move_iterator(right.end()));
}
template <class T>
void move_before(std::deque<T>& left, std::deque<T>& right) {
    right.insert(right.begin(), std::make_move_iterator(left.begin()),
                 std::make_move_iterator(left.end()));
}

/// Joins two ranges that touch. Moves the smaller one, so scrolling back through a long history
/// costs one page each time.
HeldEntries::Range joined(HeldEntries::Range left, HeldEntries::Range right) {
    if (left.entries.size() >= right.entries.size()) {
        move_behind(left.entries, right.entries);
        move_behind(left.hashes, right.hashes);
        return left;
    }
    move_before(left.entries, right.entries);
    move_before(left.hashes, right.hashes);
    right.before = left.before;
    return right;
}

}  // namespace

HeldEntries::Added HeldEntries::add(const Hash& before, const std::vector<Entry>& entries) {
    if (entries.empty()) return {};
    if (!is_dense(entries)) return {.diverged = true, .new_numbers = {}};
    const std::vector<Hash> hashes = hashes_of(before, conversation_, entries);
    if (contradicts(entries.front().number - 1, before))
        return {.diverged = true, .new_numbers = {}};
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (contradicts(entries[i].number, hashes[i])) return {.diverged = true, .new_numbers = {}};
    }
    Added added;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry& entry = entries[i];
        const Entry* held = find_in_ranges(entry.number);
        if (!held) {
            const std::optional<Entry> copied = replace_copied(entry, added);
            insert(i == 0 ? before : hashes[i - 1], copied.value_or(entry), hashes[i]);
            if (!copied) added.new_numbers.push_back(entry.number);
            held = find_in_ranges(entry.number);
        }
        if (entry.erased && !held->erased) added.deleted.push_back(held->number);
    }
    return added;
}

/// Drops the copy of an entry. Returns it if it is the same but for a deleted body: with its body,
/// so that the deletion is noticed.
std::optional<Entry> HeldEntries::replace_copied(const Entry& entry, Added& added) {
    const auto node = copied_.extract(entry.number);
    if (node.empty()) return std::nullopt;
    if (is_same_entry(node.mapped(), entry)) return node.mapped();
    added.contradicts_copied = true;
    return std::nullopt;
}

void HeldEntries::add_copied(Entry entry) {
    const std::uint64_t number = entry.number;
    if (!find(number)) copied_.emplace(number, std::move(entry));
}

void HeldEntries::delete_body(std::uint64_t number) {
    Entry* entry = find_in_ranges(number);
    if (const auto copied = copied_.find(number); !entry && copied != copied_.end())
        entry = &copied->second;
    if (!entry || entry->erased) return;
    entry->erased = hash_of_body(entry->body);
    entry->body = {};  // and its memory is free: clear() would keep it
}

void HeldEntries::discard_up_to(std::uint64_t number) {
    std::erase_if(ranges_, [&](const Range& range) { return range.last() <= number; });
    if (ranges_.empty() || ranges_.front().first() > number) return;
    Range& range = ranges_.front();
    const auto dropped = static_cast<std::ptrdiff_t>(number - range.first() + 1);
    range.before = range.hashes[static_cast<std::size_t>(dropped - 1)];
    range.entries.erase(range.entries.begin(), range.entries.begin() + dropped);
    range.hashes.erase(range.hashes.begin(), range.hashes.begin() + dropped);
}

const Entry* HeldEntries::find(std::uint64_t number) const {
    const auto range = range_reaching(number);
    if (range != ranges_.end() && range->first() <= number)
        return &range->entries[static_cast<std::size_t>(number - range->first())];
    const auto copied = copied_.find(number);
    return copied == copied_.end() ? nullptr : &copied->second;
}

Entry* HeldEntries::find_in_ranges(std::uint64_t number) {
    const auto found = range_reaching(number);
    if (found == ranges_.cend() || found->first() > number) return nullptr;
    Range& range = ranges_[static_cast<std::size_t>(found - ranges_.cbegin())];
    return &range.entries[static_cast<std::size_t>(number - range.first())];
}

std::optional<std::uint64_t> HeldEntries::first() const {
    std::optional<std::uint64_t> first;
    if (!ranges_.empty()) first = ranges_.front().first();
    if (!copied_.empty())
        first = std::min(first.value_or(copied_.begin()->first), copied_.begin()->first);
    return first;
}

std::optional<Hash> HeldEntries::hash_at(std::uint64_t number) const {
    if (number == 0) return Hash{};
    const auto range = range_reaching(number);
    if (range != ranges_.end() && range->first() <= number)
        return range->hashes[static_cast<std::size_t>(number - range->first())];
    if (range != ranges_.end() && range->first() - 1 == number) return range->before;
    return std::nullopt;
}

std::optional<std::uint64_t> HeldEntries::first_missing(std::uint64_t from,
                                                        std::uint64_t to) const {
    if (from > to) return std::nullopt;
    const auto range = range_reaching(from);
    if (range == ranges_.end() || range->first() > from) return from;
    if (range->last() >= to) return std::nullopt;
    return range->last() + 1;  // ranges never touch
}

std::optional<std::uint64_t> HeldEntries::first_absent(std::uint64_t from, std::uint64_t to) const {
    std::optional<std::uint64_t> absent = first_missing(from, to);
    while (absent && copied_.contains(*absent)) absent = first_missing(*absent + 1, to);
    return absent;
}

std::vector<std::uint64_t> HeldEntries::numbers() const {
    std::vector<std::uint64_t> all;
    for (const Range& range : ranges_)
        for (const Entry& entry : range.entries) all.push_back(entry.number);
    const auto middle = static_cast<std::ptrdiff_t>(all.size());
    for (const auto& each : copied_) all.push_back(each.first);
    std::inplace_merge(all.begin(), all.begin() + middle, all.end());
    return all;
}

/// Returns the first range that ends at `number` or later, the only one that can hold it.
std::vector<HeldEntries::Range>::const_iterator HeldEntries::range_reaching(
    std::uint64_t number) const {
    return std::ranges::lower_bound(ranges_, number, {}, &Range::last);
}

bool HeldEntries::contradicts(std::uint64_t number, const Hash& hash) const {
    const std::optional<Hash> held = hash_at(number);
    return held && *held != hash;
}

/// Adds `entry`, which is not held yet and agrees with the held entries.
void HeldEntries::insert(const Hash& before, const Entry& entry, const Hash& hash) {
    auto next = ranges_.begin() + (range_reaching(entry.number) - ranges_.cbegin());
    const bool extends = next != ranges_.begin() && std::prev(next)->last() + 1 == entry.number;
    auto range = extends ? std::prev(next) : ranges_.insert(next, Range{before, {}, {}});
    range->entries.push_back(entry);
    range->hashes.push_back(hash);
    next = std::next(range);
    if (next == ranges_.end() || next->first() != entry.number + 1) return;
    *range = joined(std::move(*range), std::move(*next));
    ranges_.erase(next);
}

}  // namespace indaba::client
