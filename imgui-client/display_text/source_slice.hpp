#pragma once
/// Finds what was said from what is displayed: copying must take a peer's text as it was sent, also
/// what is escaped or not drawn. Pure.
#include <cstddef>
#include <span>
#include <string_view>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {

/// Returns the part of `source` that is displayed as the bytes [begin, end), byte for byte. Takes
/// whole graphemes, each with what follows it and is not drawn. `map` is that of `source`.
std::string_view source_slice(std::string_view source, const DisplayMap& map, std::size_t begin,
                              std::size_t end);

/// The same for a text whose `hidden` bytes, marks of emphasis, are not displayed: those before the
/// first displayed byte and after the last one belong only to a slice that begins, or ends, there.
std::string_view said_slice(std::string_view source, const DisplayMap& map,
                            std::span<const ByteRange> hidden, std::size_t begin, std::size_t end);

}  // namespace indaba::ui
