#pragma once
/// Which entries a page holds: the same for every journal.
#include <cstddef>
#include <cstdint>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// The numbers from `low` to `high`, both included; `low` is above `high` when there are none.
struct NumberRange {
    std::uint64_t low = 1;
    std::uint64_t high = 0;
};

/// Returns the numbers that the request asks for, none above `max_number`.
NumberRange requested_range(const PageRequest& request, std::uint64_t max_number);

/// Fills a page up to the limits of its request. Entries arrive in the direction of the request:
/// descending numbers for `before`, ascending otherwise.
class PageFiller {
 public:
    PageFiller(const PageRequest& request, PageRead& page) : request_(request), page_(page) {}
    /// Returns false when the entry does not fit any more: `more` is set, and the page is full.
    bool add(Entry entry);
    /// Puts the entries in ascending order.
    void finish();

 private:
    const PageRequest& request_;
    PageRead& page_;
    std::size_t bytes_ = 0;
};

}  // namespace indaba::broker
