#include "broker/transport/rules/assigned_routing_ids.hpp"

namespace indaba::broker {
namespace {

/// Returns the counter in an id: big-endian, after a zero byte.
std::optional<std::uint32_t> counter(std::string_view id) {
    if (id.size() != 5 || id[0] != '\0') return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : id.substr(1)) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
}

}  // namespace

bool AssignedRoutingIds::start(std::string_view first) {
    const auto value = counter(first);
    first_ = value.value_or(0);
    assigned_ = 0;
    return value.has_value();
}

/// Returns the position after the first id, counted from 1; 0 for an id that was not assigned. The
/// subtraction wraps around as libzmq's counter does.
std::uint32_t AssignedRoutingIds::sequence_number(std::string_view id) const {
    const auto value = counter(id);
    if (!value) return 0;
    const std::uint32_t after_first = *value - first_;
    return after_first <= assigned_ ? after_first : 0;
}

bool AssignedRoutingIds::is_assigned(std::string_view id) const { return sequence_number(id) != 0; }

bool AssignedRoutingIds::is_later(std::string_view one, std::string_view other) const {
    return is_assigned(other) && sequence_number(one) > sequence_number(other);
}

}  // namespace indaba::broker
