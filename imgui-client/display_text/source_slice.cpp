#include "imgui-client/display_text/source_slice.hpp"

#include "imgui-client/display_text/boundaries.hpp"

namespace indaba::ui {

std::string_view source_slice(std::string_view source, const DisplayMap& map, std::size_t begin,
                              std::size_t end) {
    if (begin >= end) return {};
    auto [from, to] = map.source_span(begin, end);
    if (from >= to) return {};
    from = previous_grapheme(source, from + 1);  // the last boundary that is not after it
    to = next_grapheme(source, to - 1);          // the first that is not before it
    return source.substr(from, to - from);
}

std::string_view said_slice(std::string_view source, const DisplayMap& map,
                            std::span<const ByteRange> hidden, std::size_t begin, std::size_t end) {
    const std::string_view slice = source_slice(source, map, begin, end);
    if (slice.empty() || hidden.empty()) return slice;
    auto from = static_cast<std::size_t>(slice.data() - source.data());
    std::size_t to = from + slice.size();
    if (begin == 0) from = 0;
    if (end >= map.display_size()) return source.substr(from);
    for (auto mark = hidden.rbegin(); mark != hidden.rend() && mark->end >= to; ++mark)
        if (mark->end == to && mark->begin > from) to = mark->begin;
    return source.substr(from, to - from);
}

}  // namespace indaba::ui
