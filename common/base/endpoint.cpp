#include "common/base/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/base/ip_address.hpp"
#include "common/base/number.hpp"

namespace indaba::client {
namespace {

/// The longest host name (RFC 1035).
constexpr std::size_t host_bytes = 253;

bool is_v6(std::string_view host) { return host.find(':') != std::string_view::npos; }

bool valid_host(std::string_view host) {
    if (host.empty() || host.size() > host_bytes) return false;
    const std::string_view others = is_v6(host) ? ":.%-_" : ".-_";
    return std::ranges::all_of(host, [&](char c) {
        const bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return alphanumeric || others.find(c) != std::string_view::npos;
    });
}

/// Returns the one spelling of a host: small letters, and the shortest form of an IPv6 address. The
/// zone behind its % is the name of an interface and stays. Returns nullopt for a text with colons
/// that is no IPv6 address.
std::optional<std::string> one_spelling(std::string_view host) {
    const std::size_t zone = is_v6(host) ? host.find('%') : std::string_view::npos;
    std::string result(host.substr(0, zone));
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!is_v6(host)) return result;
    const std::optional<std::string> shortest = shortest_v6(result);
    if (!shortest || zone == std::string_view::npos) return shortest;
    return *shortest + std::string(host.substr(zone));
}

/// Returns the endpoint with the default port when `colon_port` is empty.
std::optional<Endpoint> make_endpoint(std::string_view host, std::string_view colon_port) {
    Endpoint endpoint;
    if (!valid_host(host)) return std::nullopt;
    const std::optional<std::string> spelling = one_spelling(host);
    if (!spelling) return std::nullopt;
    endpoint.host = *spelling;
    if (colon_port.empty()) return endpoint;
    const auto port = colon_port.front() == ':' ? parse_port(colon_port.substr(1)) : std::nullopt;
    if (!port) return std::nullopt;
    endpoint.port = *port;
    return endpoint;
}

}  // namespace

std::optional<int> parse_port(std::string_view text) { return parse_number<int>(text, 1, 65535); }

std::optional<Endpoint> parse_endpoint(const std::string& text) {
    const std::string_view all = text;
    if (all.starts_with('[')) {
        const std::size_t end = all.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view host = all.substr(1, end - 1);
        return is_v6(host) ? make_endpoint(host, all.substr(end + 1)) : std::nullopt;
    }
    const std::size_t colon = all.find(':');
    if (colon == std::string_view::npos || all.find(':', colon + 1) != std::string_view::npos)
        return make_endpoint(all, {});
    return make_endpoint(all.substr(0, colon), all.substr(colon));
}

std::string to_string(const Endpoint& endpoint) {
    return is_v6(endpoint.host) ? fmt::format("[{}]:{}", endpoint.host, endpoint.port)
                                : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

}  // namespace indaba::client
