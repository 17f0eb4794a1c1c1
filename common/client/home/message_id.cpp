#include "common/client/home/message_id.hpp"

#include <sodium.h>

#include <chrono>
#include <cstdint>

#include "common/base/clock.hpp"

namespace indaba::client {
namespace {

constexpr std::uint64_t counter_bits = 12;

/// Returns milliseconds followed by a counter of 12 bits for the ids of one millisecond (RFC 9562,
/// method 1).
std::uint64_t next_stamp() {
    static std::uint64_t last = 0;
    const WallMs ms = read_clocks().wall;
    const std::uint64_t now = static_cast<std::uint64_t>(ms > 0 ? ms : 0) << counter_bits;
    last = now > last ? now : last + 1;
    return last;
}

}  // namespace

MessageId make_message_id() {
    const std::uint64_t stamp = next_stamp();
    const std::uint64_t ms = stamp >> counter_bits;
    MessageId id;
    randombytes_buf(id.bytes.data(), id.bytes.size());
    for (std::size_t i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
    }
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | ((stamp >> 8) & 0x0f));  // version 7
    id.bytes[7] = static_cast<std::uint8_t>(stamp);
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));  // variant
    return id;
}

}  // namespace indaba::client
