#pragma once
/// The endpoints of one server, which may have several brokers with one key. People write them with
/// commas between them: "a.example:5000,[2001:db8::1]:5000". Pure.
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/endpoint.hpp"

namespace indaba::client {

inline constexpr std::size_t max_endpoints = 16;

/// At least one endpoint, in the order in which they were written, without duplicates.
using Endpoints = std::vector<Endpoint>;

/// Parses one endpoint or several, with blanks around each. Returns a sentence about what is wrong
/// with any other text.
std::variant<Endpoints, std::string> parse_endpoints(std::string_view text);
std::string to_string(const Endpoints& endpoints);

}  // namespace indaba::client
