#pragma once
/// The text form of IP addresses. Each platform has one implementation.
#include <optional>
#include <string>

namespace indaba {

/// Returns the shortest form of an IPv6 address without a zone, as RFC 5952 says, or nullopt for any
/// other text.
std::optional<std::string> shortest_v6(const std::string& address);

}  // namespace indaba
