#pragma once
/// Finds what was said from what is displayed: copying must take a peer's text as it was sent, with
/// the joiners, skin tones and variation selectors that are not drawn. Pure.
#include <cstddef>
#include <string_view>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {

/// Returns the part of `source` that is displayed as the bytes [begin, end) of `shown`, which is
/// display_text(source). Takes whole characters, each with what follows it and is not drawn.
std::string_view source_slice(std::string_view source, DisplayTextView shown, std::size_t begin,
                              std::size_t end);

}  // namespace indaba::ui
