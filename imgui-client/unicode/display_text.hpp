#pragma once
/// How bytes of peers and of the clipboard become what the window draws, and back. Pure.
/// *Shown* text is UTF-8 that passed the screen rules of common/wire/text.hpp, is in NFC,
/// has at most four combining marks in a row, and has code points above U+FFFF replaced by slots
/// in U+E000..U+EFFF, since ImGui 1.86 draws 16-bit characters only (facts: Dear ImGui). Private
/// code points of peers are shown as U+FFFD, so that nobody can name a slot or an icon.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace indaba::ui {

/// Line breaks stay, tabs become four spaces.
std::string display_text(std::string_view said);
/// For names and other one-line things: breaks are made visible.
std::string display_line(std::string_view said);
/// For typing and pasting: controls but line breaks are dropped (CR LF and CR become LF), nothing
/// is escaped; `source_text` gives back what is to be sent.
std::string sanitize_input(std::string_view pasted);
/// Slots become the characters they stand for. For sending and for the clipboard.
std::string source_text(std::string_view shown);

/// The slot of a code point above U+FFFF. U+1F000..U+1FAFF (emoji) have theirs; the 1280 others are
/// given out as characters come and kept while the program runs; U+FFFD when all are taken. For the
/// keyboard.
std::uint16_t slot_of(char32_t code_point);
/// What a slot stands for.
std::optional<char32_t> code_point_of(std::uint16_t slot);

/// Takes the first character off; `rest` is not empty. U+FFFD for a byte that is no UTF-8.
char32_t next_code_point(std::string_view& rest);
/// A mark without a width of its own that is drawn over the character before it.
bool is_combining_mark(char32_t character);

/// A long word cut with an ellipsis after at most `code_points`.
std::string truncated(std::string_view shown, std::size_t code_points);

}  // namespace indaba::ui
