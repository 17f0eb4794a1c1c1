#pragma once
/// The host and port where a broker listens, as people write it. A server has one endpoint for each
/// of its brokers; endpoints.hpp has the list.
#include <optional>
#include <string>
#include <string_view>

namespace indaba::client {

struct Endpoint {
    std::string host;  // a name, an IPv4 or an IPv6 address (without brackets)
    int port = 5000;
    bool operator==(const Endpoint&) const = default;
};
/// Returns the port that `text` names: a decimal number from 1 to 65535.
std::optional<int> parse_port(std::string_view text);

/// Parses "host", "host:port", "[v6]:port" and "v6". Returns nullopt for any other text. One host
/// has one spelling, whatever the case of its letters or the form of its IPv6 address.
std::optional<Endpoint> parse_endpoint(const std::string& text);
std::string to_string(const Endpoint& endpoint);

}  // namespace indaba::client
