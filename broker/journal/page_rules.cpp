#include "broker/journal/page_rules.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/codec.hpp"

namespace indaba::broker {

NumberRange requested_range(const PageRequest& request, std::uint64_t max_number) {
    // A peer chooses these numbers: none of the sums may overflow.
    std::uint64_t low = std::max<std::uint64_t>(request.first, 1);
    std::uint64_t high = std::min(request.last, max_number);
    if (request.after) {
        if (*request.after >= high) return {};
        low = std::max(low, *request.after + 1);
    }
    if (request.before) high = *request.before == 0 ? 0 : std::min(high, *request.before - 1);
    if (low > high) return {};
    return {low, high};
}

bool PageFiller::add(Entry entry) {
    bytes_ += encoded_size(entry);
    const bool fits = page_.entries.empty() || bytes_ <= request_.max_bytes;
    page_.more = !fits || page_.entries.size() >= request_.limit;
    if (page_.more) return false;
    page_.entries.push_back(std::move(entry));
    return true;
}

void PageFiller::finish() {
    if (request_.before) std::reverse(page_.entries.begin(), page_.entries.end());
}

}  // namespace indaba::broker
