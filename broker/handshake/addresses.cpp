#include "broker/handshake/addresses.hpp"

#include <algorithm>

namespace indaba::broker {
namespace {

constexpr Prefix v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d, int bits) {
    return {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}}, 96 + bits};
}
constexpr Prefix v6(std::uint8_t first, std::uint8_t second, int bits) {
    return {{{first, second}}, bits};
}
constexpr Prefix loopback_v6{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}, 128};

constexpr std::array loopback{v4(127, 0, 0, 0, 8), loopback_v6};
constexpr std::array other_private{v4(10, 0, 0, 0, 8),     v4(172, 16, 0, 0, 12),
                                   v4(192, 168, 0, 0, 16), v4(169, 254, 0, 0, 16),
                                   v6(0xfe, 0x80, 10),     v6(0xfc, 0x00, 7)};

template <class Prefixes>
bool any_has(const Prefixes& prefixes, const Address& address) {
    return std::ranges::any_of(prefixes, [&](const Prefix& each) { return each.has(address); });
}

}  // namespace

bool Prefix::has(const Address& address) const {
    const std::size_t whole = static_cast<std::size_t>(bits) / 8;
    const int rest = bits % 8;
    if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                    address.bytes.begin()))
        return false;
    return rest == 0 || ((base.bytes[whole] ^ address.bytes[whole]) >> (8 - rest)) == 0;
}

bool is_loopback(const Address& address) { return any_has(loopback, address); }

bool is_private(const Address& address) {
    return is_loopback(address) || any_has(other_private, address);
}

std::string rate_limit_key(const Address& address) {
    if (is_loopback(address)) return {};
    constexpr Prefix all_v4 = v4(0, 0, 0, 0, 0);
    const std::size_t bytes = all_v4.has(address) ? 16 : 8;
    return {address.bytes.begin(), address.bytes.begin() + static_cast<std::ptrdiff_t>(bytes)};
}

}  // namespace indaba::broker
