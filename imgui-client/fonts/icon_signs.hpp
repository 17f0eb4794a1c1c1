#pragma once
/// Signs of ordinary fonts that stand in place of the icons where their font is missing. Pure.
#include <string>

namespace indaba::ui {

/// Returns whether a character is an icon (icons.hpp). Peers' texts cannot hold them.
constexpr bool is_icon(char32_t character) { return character >= 0xF000 && character <= 0xF2FF; }

/// Replaces each icon by one sign, so that the places in the text stay.
void replace_icons(std::u16string& text);

}  // namespace indaba::ui
