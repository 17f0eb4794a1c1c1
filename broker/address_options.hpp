#pragma once
/// The checks of the options that name addresses, --bind and --peers. A check returns a sentence
/// about what is wrong, or an empty string.
#include <string>
#include <vector>

namespace indaba::broker {

/// Splits at blanks and commas, as INDABA_BIND has several addresses.
std::vector<std::string> split_addresses(const std::string& text);
std::string check_addresses(const std::string& text);
std::string check_peers(const std::string& text);

}  // namespace indaba::broker
