#pragma once
/// Web addresses in a text. Used by the message view, which underlines them, and by the code that
/// opens them. Pure.
#include <cstddef>
#include <string_view>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {

/// The bytes [begin, end) of a text.
struct LinkSpan {
    std::size_t begin = 0, end = 0;
};

/// Returns whether `text` is an http or https address of at most 2048 bytes, all of them printable
/// ASCII except <>"`\ and space.
bool is_web_link(std::string_view text);

/// Returns the web links in `text`, ascending. Punctuation that ends a sentence is no part of a
/// link.
std::vector<LinkSpan> find_links(DisplayTextView text);

}  // namespace indaba::ui
