#pragma once
/// The address at which the other brokers of a server reach one of them. It is numeric: the name of
/// a machine would be asked for in the thread that serves the clients' connections. Pure.
#include <optional>
#include <string>

namespace indaba::broker {

struct PeerAddress {
    std::string host;  // an IPv6 address without brackets
    int port = 0;      // 0: any free port
    bool operator==(const PeerAddress&) const = default;
};

/// Parses "192.0.2.7", "192.0.2.7:5002", "2001:db8::7" and "[2001:db8::7]:5002". Returns nullopt
/// for any other text, and for an address that stands for all of a machine.
std::optional<PeerAddress> parse_peer_address(const std::string& text);
/// Returns "192.0.2.7:5002" or "[2001:db8::7]:5002".
std::string to_string(const PeerAddress& address);
bool is_loopback(const PeerAddress& address);

}  // namespace indaba::broker
