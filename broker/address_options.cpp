#include "broker/address_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "broker/handshake/addresses.hpp"
#include "broker/transport/rules/peer_address.hpp"

namespace indaba::broker {
namespace {

/// Returns true for an address with a port, a network or a web address. The name of an interface
/// may have a colon, as in eth0:1.
bool is_more_than_an_address(std::string text) {
    if (text.find("]:") != text.npos || text.find('/') != text.npos) return true;
    std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
    if (text.find(':') == text.npos || parse_address(text)) return false;
    return text.find('.') != text.npos || text.starts_with("localhost:");
}

}  // namespace

std::vector<std::string> split_addresses(const std::string& text) {
    constexpr std::string_view separators = " ,\t";
    std::vector<std::string> result;
    for (std::size_t begin = 0; (begin = text.find_first_not_of(separators, begin)) != text.npos;) {
        const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
        result.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return result;
}

std::string check_addresses(const std::string& text) {
    for (const std::string& each : split_addresses(text))
        if (is_more_than_an_address(each))
            return fmt::format("{} is no address of a machine. The port is named by --port.", each);
    return {};
}

std::string check_peers(const std::string& text) {
    if (parse_peer_address(text)) return {};
    return fmt::format(
        "{} is no address of this machine. It has digits, as in 192.0.2.7, 192.0.2.7:5002 or "
        "[2001:db8::7]:5002.",
        text.empty() ? "An empty word" : text);
}

}  // namespace indaba::broker
