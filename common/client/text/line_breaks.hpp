#pragma once
/// One kind of line break for all texts that clients send. Pure.
#include <string>
#include <string_view>

namespace indaba::client {

/// Returns `text` with each line break as one line feed: CR LF, CR, VT, FF, NEL (U+0085), LS
/// (U+2028) and PS (U+2029), as section 5.8 of the Unicode
/// Standard lists them. All other bytes stay.
std::string with_line_feeds(std::string_view text);

}  // namespace indaba::client
