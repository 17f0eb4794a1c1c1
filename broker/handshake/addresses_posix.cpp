#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <memory>

#include "broker/handshake/addresses.hpp"

namespace indaba::broker {
namespace {

Address mapped(const in_addr& v4) {
    Address address;
    address.bytes[10] = address.bytes[11] = 0xff;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&v4), 4, address.bytes.begin() + 12);
    return address;
}

Address from(const in6_addr& v6) {
    Address address;
    std::copy_n(v6.s6_addr, 16, address.bytes.begin());
    return address;
}

int prefix_length(const Address& mask, std::size_t from_byte) {
    int bits = 0;
    for (std::size_t i = from_byte; i < mask.bytes.size(); ++i)
        bits += std::popcount(mask.bytes[i]);
    return bits;
}

std::optional<LocalAddress> local_address(const ifaddrs& each) {
    char text[INET6_ADDRSTRLEN] = "";
    if (each.ifa_addr->sa_family == AF_INET && each.ifa_netmask) {
        const auto& address = reinterpret_cast<const sockaddr_in*>(each.ifa_addr)->sin_addr;
        const auto& mask = reinterpret_cast<const sockaddr_in*>(each.ifa_netmask)->sin_addr;
        inet_ntop(AF_INET, &address, text, sizeof text);
        return LocalAddress{
            each.ifa_name, text, {mapped(address), 96 + prefix_length(mapped(mask), 12)}, false};
    }
    if (each.ifa_addr->sa_family == AF_INET6 && each.ifa_netmask) {
        const auto& address = reinterpret_cast<const sockaddr_in6*>(each.ifa_addr)->sin6_addr;
        const auto& mask = reinterpret_cast<const sockaddr_in6*>(each.ifa_netmask)->sin6_addr;
        inet_ntop(AF_INET6, &address, text, sizeof text);
        return LocalAddress{each.ifa_name,
                            text,
                            {from(address), prefix_length(from(mask), 0)},
                            IN6_IS_ADDR_LINKLOCAL(&address) != 0};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Address> parse_address(const std::string& text) {
    const std::string plain = text.substr(0, text.find('%'));
    in_addr v4{};
    if (inet_pton(AF_INET, plain.c_str(), &v4) == 1) return mapped(v4);
    in6_addr v6{};
    if (inet_pton(AF_INET6, plain.c_str(), &v6) == 1) return from(v6);
    return std::nullopt;
}

std::string rate_limit_key_of_peer(int descriptor) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return {};
    if (peer.ss_family == AF_INET)
        return rate_limit_key(mapped(reinterpret_cast<const sockaddr_in&>(peer).sin_addr));
    if (peer.ss_family == AF_INET6)
        return rate_limit_key(from(reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr));
    return {};
}

std::vector<LocalAddress> local_addresses() {
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return {};
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> list(first, freeifaddrs);
    std::vector<LocalAddress> result;
    for (const ifaddrs* each = first; each; each = each->ifa_next) {
        if (!each->ifa_addr || (each->ifa_flags & IFF_UP) == 0) continue;
        if (auto found = local_address(*each)) result.push_back(std::move(*found));
    }
    return result;
}

}  // namespace indaba::broker
