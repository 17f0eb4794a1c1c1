#include "common/client/text/line_breaks.hpp"

#include <algorithm>
#include <array>

namespace indaba::client {

std::string with_line_feeds(std::string_view text) {
    constexpr std::array<std::string_view, 7> line_breaks{"\r\n",   "\r",     "\v",    "\f",
                                                          "\u0085", "\u2028", "\u2029"};
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto* found = std::ranges::find_if(
            line_breaks, [&](std::string_view each) { return text.starts_with(each); });
        const bool breaks = found != line_breaks.end();
        result += breaks ? '\n' : text.front();
        text.remove_prefix(breaks ? found->size() : 1);
    }
    return result;
}

}  // namespace indaba::client
