#pragma once
/// Addresses of peers, and which of them are near: on this machine or on a network of the owner's.
/// Used by the admission and, for join links, by main.cpp. What the system must be asked lies in
/// addresses_posix.cpp.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace indaba::broker {

/// An IPv6 address; an IPv4 one in its mapped form (RFC 4291, 2.5.5.2).
struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const Address&) const = default;
};

/// All addresses whose first `bits` bits are those of `base`.
struct Prefix {
    Address base;
    int bits = 128;
    bool has(const Address& address) const;
};

bool is_loopback(const Address& address);
/// Loopback, private (RFC 1918), link-local or unique local (RFC 4193): no peer on the internet
/// has such an address.
bool is_private(const Address& address);

/// As libzmq tells a peer: "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "fe80::7%eth0".
/// Nothing when it is none.
std::optional<Address> parse_address(const std::string& text);

/// The key of per-address limits: an IPv4 address, or an IPv6 network of
/// 64 bits; an empty string for this machine, which has no such limits. Opaque.
std::string rate_limit_key(const Address& address);
/// Of a connected descriptor; empty also when it is gone already.
std::string rate_limit_key_of_peer(int descriptor);

struct LocalAddress {
    std::string text;
    Prefix attached;  // the network it is on
    bool link_local = false;
};
/// Of all interfaces that are up, as of now.
std::vector<LocalAddress> local_addresses();

}  // namespace indaba::broker
