#pragma once
/// The boundaries of graphemes, words and lines, as ICU finds them. Shaping and lay-out take all of
/// a paragraph; the editor steps from one to the next in UTF-8. Pure.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace indaba::ui {

enum class Boundary { grapheme, word, line };

/// Returns the boundaries within a text, in UTF-16 units, ascending, with 0 and its length.
std::vector<std::int32_t> boundaries(std::u16string_view text, Boundary kind);

// Positions are bytes of UTF-8.
/// Returns the end of the grapheme at or around `at`; the size of the text at its end.
std::size_t next_grapheme(std::string_view text, std::size_t at);
/// Returns the begin of the grapheme before `at`; 0 at the begin.
std::size_t previous_grapheme(std::string_view text, std::size_t at);
/// Returns the begin of the next word, or of the next punctuation.
std::size_t next_word(std::string_view text, std::size_t at);
/// Returns the begin of the word before `at`, without the spaces between.
std::size_t previous_word(std::string_view text, std::size_t at);
/// Returns the bytes [begin, end) of the word, the spaces or the punctuation at `at`.
std::pair<std::size_t, std::size_t> word_span(std::string_view text, std::size_t at);

}  // namespace indaba::ui
