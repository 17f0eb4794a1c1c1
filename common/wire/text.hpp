#pragma once
/// The rules for texts and kinds, and the forms in which a peer's text is safe on a terminal or in
/// a log. Used by the codec, the core, the line client and the broker's log.
#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/utf8.hpp"

namespace indaba {

/// Returns true for 1 to 16 lower-case letters, with or without a leading '_' (the broker's kinds).
bool valid_kind(std::string_view kind);
bool reserved_kind(std::string_view kind);

/// The beginning of a text that is shown as it was typed, without formatting. It is sent with the
/// text.
constexpr std::string_view plain_prefix = "/plain ";
/// Returns the text without its plain_prefix.
constexpr std::string_view without_plain_prefix(std::string_view text) {
    return text.starts_with(plain_prefix) ? text.substr(plain_prefix.size()) : text;
}

/// Returns the text for a terminal. Line breaks and tabs stay; every other harmful character
/// (utf8.hpp) becomes \u{..}, every invalid byte \x... Idempotent.
std::string screen_text(std::string_view text);

/// Returns a name or another short text for use within a line: as screen_text, but line breaks and
/// tabs are escaped too.
std::string screen_word(std::string_view text);

/// Returns the text for a log: printable ASCII, with all other characters, backslashes and quotes
/// escaped. It is truncated after `max_bytes` and then ends in "...".
std::string log_text(std::string_view text, std::size_t max_bytes = 128);

}  // namespace indaba
