#include "broker/generated_ids.hpp"

namespace indaba::broker {
namespace {

/// The counter in an id, big-endian.
std::optional<std::uint32_t> counter(std::string_view id) {
    if (id.size() != 5 || id[0] != '\0') return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : id.substr(1)) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
}

}  // namespace

bool GeneratedIds::begin(std::string_view first) {
    const auto value = counter(first);
    first_ = value.value_or(0);
    given_ = 0;
    return value.has_value();
}

bool GeneratedIds::has(std::string_view id) const {
    const auto value = counter(id);
    if (!value) return false;
    const std::uint32_t after_first = *value - first_;  // the counter wraps, and so does this
    return after_first >= 1 && after_first <= given_;
}

}  // namespace indaba::broker
