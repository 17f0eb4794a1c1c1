#pragma once
/// The boundaries of a text as ICU's C++ interface finds them, which the window does not use.
#include <cstdint>
#include <string>
#include <vector>

#include "imgui-client/display_text/boundaries.hpp"

namespace indaba::test {

/// Returns the boundaries of graphemes or of lines, in bytes of UTF-8.
std::vector<std::uint32_t> reference_boundaries(const std::string& text, ui::Boundary kind);

}  // namespace indaba::test
