#include "broker/transport/rules/peer_address.hpp"

#include "broker/handshake/addresses.hpp"
#include "broker/transport/rules/join_links.hpp"
#include "common/base/endpoint.hpp"

namespace indaba::broker {
namespace {

bool is_one_machine(const std::string& host) {
    const std::optional<Address> address = parse_address(host);
    return address && *address != Address{} && *address != parse_address(any_host_v4);
}

}  // namespace

std::optional<PeerAddress> parse_peer_address(const std::string& text) {
    std::string bare = text;
    if (text.starts_with('[') && text.ends_with(']')) bare = text.substr(1, text.size() - 2);
    if (parse_address(bare))
        return is_one_machine(bare) ? std::optional(PeerAddress{bare}) : std::nullopt;
    const auto endpoint = client::parse_endpoint(text);
    if (!endpoint || !is_one_machine(endpoint->host)) return std::nullopt;
    return PeerAddress{endpoint->host, endpoint->port};
}

std::string to_string(const PeerAddress& address) {
    return in_brackets(address.host) + ":" + std::to_string(address.port);
}

bool is_loopback(const PeerAddress& address) {
    const std::optional<Address> parsed = parse_address(address.host);
    return parsed && is_loopback(*parsed);
}

}  // namespace indaba::broker
