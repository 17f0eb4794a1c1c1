#pragma once
/// Web addresses in a text: one rule for what is underlined and for what is opened. A link opens
/// the whole address that was said, or there is no link. Used by the message view and by the code
/// that opens links. Pure.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/display_text/display_map.hpp"

namespace indaba::ui {

/// The bytes [begin, end) of a text, and the address in ASCII: the host in punycode, other
/// characters percent-encoded.
struct Link {
    std::size_t begin = 0, end = 0;
    std::string url;
};

/// Returns the http and https addresses in `source`, ascending; their bytes are those of `source`.
/// An address has at most 2048 bytes and ends at white space, a control character, `<`, `>`, `"` or
/// a backtick. Punctuation that ends a sentence, brackets without their beginning and marks of
/// emphasis do not belong to it. An address with a backslash, an invisible or an invalid character
/// is no link, nor is one without a valid host and port.
std::vector<Link> find_web_addresses(std::string_view source);

/// Returns these links and those to messages (message_link.hpp), ascending, as bytes of what is
/// displayed. `map` is that of `source`.
std::vector<Link> find_links(const DisplayMap& map, std::string_view source);

/// Returns whether `url` is the address of a link, whole and in ASCII.
bool is_web_link(std::string_view url);

}  // namespace indaba::ui
