#pragma once
/// Texts as strings of JSON: the JSON Lines of the line client, the broker's log.
#include <string>
#include <string_view>

namespace indaba {

/// Returns `text` as a JSON string, with its quotation marks. Harmful characters (utf8.hpp) are
/// escaped as \uXXXX, so the result is one line and safe on a terminal. Each byte that is not UTF-8
/// becomes \ufffd.
std::string json_string(std::string_view text);

}  // namespace indaba
