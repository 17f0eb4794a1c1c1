#pragma once
/// The addresses of peers and of this machine. Used by Admission and, for join links, by main.cpp.
/// Calls to the operating system are in addresses_posix.cpp.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace indaba::broker {

/// An IPv6 address, or an IPv4 address in its mapped form (RFC 4291, 2.5.5.2).
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
/// Returns true for a loopback, private (RFC 1918), link-local or unique local (RFC 4193) address,
/// which no peer on the internet has.
bool is_private(const Address& address);

/// Parses an address in the form in which libzmq gives a peer's: "192.0.2.7", "2001:db8::7",
/// "::ffff:192.0.2.7", "fe80::7%eth0".
std::optional<Address> parse_address(const std::string& text);

/// Returns the opaque key of the per-address limits: an IPv4 address or an IPv6 network of 64 bits.
/// Empty for this machine, which has no such limits.
std::string rate_limit_key(const Address& address);
/// Returns the key of the peer of a connected descriptor. Also empty if it is closed already.
std::string rate_limit_key_of_peer(int descriptor);

struct LocalAddress {
    std::string interface;  // its name, like eth0
    std::string text;
    Prefix attached;  // the network it is on
    bool link_local = false;
};
/// Returns the addresses of all interfaces that are up now.
std::vector<LocalAddress> local_addresses();

}  // namespace indaba::broker
