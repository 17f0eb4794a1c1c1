#pragma once
/// Character and word boundaries of a DisplayText: what an arrow key, Ctrl+arrow and a double click
/// step over. A character is a code point with the marks and invisible code points that follow it.
/// Positions are bytes. Pure.
#include <cstddef>
#include <utility>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {

/// Returns the end of the character that begins at `at`; the size of the text at its end.
std::size_t next_character(DisplayTextView text, std::size_t at);
/// Returns the begin of the character that ends at `at`; 0 at the begin.
std::size_t previous_character(DisplayTextView text, std::size_t at);
/// Returns `at`, moved past the marks that follow there.
std::size_t skip_marks(DisplayTextView text, std::size_t at);
/// Returns whether `text` is one code point.
bool is_one_code_point(DisplayTextView text);

/// Returns whether a space or line break begins at `at`.
bool is_space_at(DisplayTextView text, std::size_t at);
/// Returns the begin of the word left of `at`, skipping spaces between.
std::size_t word_left(DisplayTextView text, std::size_t at);
/// Returns the begin of the next word.
std::size_t word_right(DisplayTextView text, std::size_t at);
/// Returns the bytes [begin, end) of the word, the spaces or the other characters around `at`.
std::pair<std::size_t, std::size_t> word_around(DisplayTextView text, std::size_t at);

}  // namespace indaba::ui
