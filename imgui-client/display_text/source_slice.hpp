#pragma once
/// Finds what was said from what is displayed: copying must take a peer's text as it was sent, also
/// what is escaped or not drawn. Pure.
#include <cstddef>
#include <string_view>

#include "imgui-client/display_text/display_map.hpp"

namespace indaba::ui {

/// Returns the part of `source` that is displayed as the bytes [begin, end), byte for byte. Takes
/// whole graphemes, each with what follows it and is not drawn. `map` is that of `source`.
std::string_view source_slice(std::string_view source, const DisplayMap& map, std::size_t begin,
                              std::size_t end);

}  // namespace indaba::ui
