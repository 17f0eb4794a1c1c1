#pragma once
/// Code and addresses in a text, by the marks with which people write them. The search finds code
/// by any part of it, and answers has:code and has:link with these functions. The window decides by
/// itself what it displays as code and what it opens. Pure.
#include <string_view>
#include <vector>

#include "common/client/search/text_span.hpp"

namespace indaba::client {

/// Returns the code of `text`, ascending and without its marks: what stands between two backticks
/// of a line, and the lines between two lines of three backticks, of which the first may name a
/// language. A text that begins with "/plain " has none. Linear in the text.
std::vector<TextSpan> code_spans(std::string_view text);

/// Returns whether `text` has code.
bool has_code(std::string_view text);

/// Returns whether an address stands in `text`: http, https or indaba with "://" and the beginning
/// of a host, or mailto with an '@' between two other characters. The scheme may have any case and
/// does not continue a word. Whether the host is valid is not checked. Linear in the text.
bool has_link(std::string_view text);

}  // namespace indaba::client
