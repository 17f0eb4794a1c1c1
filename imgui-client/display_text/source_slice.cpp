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

}  // namespace indaba::ui
