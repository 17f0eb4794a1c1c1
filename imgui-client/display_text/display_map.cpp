#include "imgui-client/display_text/display_map.hpp"

#include <algorithm>

namespace indaba::ui {

std::size_t DisplayMap::to_display(std::size_t source) const {
    const auto next = std::ranges::upper_bound(differences_, source, {}, &Difference::source);
    if (next == differences_.begin()) return std::min(source, display_size_);
    const Difference& here = *(next - 1);
    const std::size_t past = source - here.source;
    if (past < here.source_bytes) return here.display;
    return std::min(here.display + here.display_bytes + (past - here.source_bytes), display_size_);
}

const DisplayMap::Difference* DisplayMap::difference_before(std::size_t display) const {
    const auto next = std::ranges::upper_bound(differences_, display, {}, &Difference::display);
    return next == differences_.begin() ? nullptr : &*(next - 1);
}

bool DisplayMap::is_within(const Difference* difference, std::size_t display) {
    return difference && difference->display < display &&
           display < difference->display + difference->display_bytes;
}

std::size_t DisplayMap::to_source(std::size_t display) const {
    const Difference* here = difference_before(display);
    if (!here) return std::min(display, source_size_);
    const std::size_t past = display - here->display;
    if (past >= here->display_bytes)
        return std::min(here->source + here->source_bytes + (past - here->display_bytes),
                        source_size_);
    if (2 * past <= here->display_bytes) return here->source;
    return to_source(here->display + here->display_bytes);
}

std::pair<std::size_t, std::size_t> DisplayMap::source_span(std::size_t begin,
                                                            std::size_t end) const {
    const Difference *first = difference_before(begin), *last = difference_before(end);
    return {is_within(first, begin) ? first->source : to_source(begin),
            to_source(is_within(last, end) ? last->display + last->display_bytes : end)};
}

void DisplayMap::add_equal(std::size_t bytes) {
    source_size_ += bytes;
    display_size_ += bytes;
}

void DisplayMap::add_difference(std::size_t source_bytes, std::size_t display_bytes) {
    Difference* last = differences_.empty() ? nullptr : &differences_.back();
    const bool goes_on = last && display_bytes == 0 && last->display_bytes == 0 &&
                         last->source + last->source_bytes == source_size_;
    if (goes_on)
        last->source_bytes += static_cast<std::uint32_t>(source_bytes);
    else
        differences_.push_back(
            {static_cast<std::uint32_t>(source_size_), static_cast<std::uint32_t>(display_size_),
             static_cast<std::uint32_t>(source_bytes), static_cast<std::uint32_t>(display_bytes)});
    source_size_ += source_bytes;
    display_size_ += display_bytes;
}

}  // namespace indaba::ui
