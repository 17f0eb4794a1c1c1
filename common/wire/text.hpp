#pragma once
/// What a text may be, and how a peer's text reaches a terminal or a log without harm.
/// Used by the codec, the core, the line client and the broker's log.
#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/utf8.hpp"

namespace indaba {

/// 1 to 16 lower-case letters, perhaps after one '_' (the broker's own kinds).
bool valid_kind(std::string_view kind);
bool reserved_kind(std::string_view kind);

/// For a terminal: line breaks and tabs stay, every other control, bidi control, zero-width or
/// unassigned character is shown as \u{..}; invalid bytes as \x... Idempotent.
std::string screen_text(std::string_view text);

/// For a name or another short thing inside a line: as screen_text, but breaks are escaped too.
std::string screen_word(std::string_view text);

/// For a log: printable ASCII only, everything else (and backslash, quote) escaped, cut after
/// `max_bytes` of output and ended with "...".
std::string log_text(std::string_view text, std::size_t max_bytes = 128);

}  // namespace indaba
