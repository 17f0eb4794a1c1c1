#pragma once
/// Returns a number with its noun, for what the operator is told: "1 entry", "2 entries".
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace indaba::broker {

inline std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", number, number == 1 ? one : many);
}

}  // namespace indaba::broker
