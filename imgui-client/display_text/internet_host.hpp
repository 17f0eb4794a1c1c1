#pragma once
/// The host of a web address: a name, an IPv4 or an IPv6 address. Used by links.hpp. Pure.
#include <optional>
#include <string>
#include <string_view>

namespace indaba::ui {

/// Returns the host as ASCII, a name with letters of other scripts in punycode (UTS 46). Returns
/// nothing when `host` is none: an empty or long label, a character that no host may have, an IPv6
/// address that is not complete.
std::optional<std::string> ascii_host(std::string_view host);

}  // namespace indaba::ui
