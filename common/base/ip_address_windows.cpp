#include <fmt/format.h>

#include <array>

#include "common/base/ip_address.hpp"
#include "common/base/windows_api_windows.hpp"
#include "common/base/winsock_windows.hpp"

namespace indaba {
namespace {

using Groups = std::array<unsigned, 8>;

struct Run {
    std::size_t begin = 0;
    std::size_t length = 0;
};

/// Returns the first of the longest runs of zeros.
Run longest_zeros(const Groups& groups) {
    Run longest;
    for (std::size_t begin = 0; begin < groups.size(); ++begin) {
        std::size_t end = begin;
        while (end < groups.size() && groups[end] == 0) ++end;
        if (end - begin > longest.length) longest = {begin, end - begin};
    }
    return longest;
}

/// Windows' inet_ntop shows some addresses otherwise than POSIX: a home would know a broker twice.
std::string text_of(const Groups& groups) {
    const Run zeros = longest_zeros(groups);
    const bool holds_v4 =
        zeros.begin == 0 && (zeros.length == 6 || (zeros.length == 5 && groups[5] == 0xffff));
    std::string text;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (zeros.length > 1 && i == zeros.begin) {
            text += "::";
            i += zeros.length - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        if (holds_v4 && i == 6)
            return text + fmt::format("{}.{}.{}.{}", groups[6] >> 8U, groups[6] & 0xffU,
                                      groups[7] >> 8U, groups[7] & 0xffU);
        text += fmt::format("{:x}", groups[i]);
    }
    return text;
}

}  // namespace

std::optional<std::string> shortest_v6(const std::string& address) {
    start_winsock();
    in6_addr bytes{};
    if (::inet_pton(AF_INET6, address.c_str(), &bytes) != 1) return std::nullopt;
    Groups groups{};
    for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i] = unsigned{bytes.s6_addr[2 * i]} << 8U | bytes.s6_addr[2 * i + 1];
    return text_of(groups);
}

}  // namespace indaba
