#pragma once
/// The folded form of a word, which is the same for all ways to write it. Used by search_words.hpp.
/// Pure; it allocates nothing once its string has grown.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/client/search/text_span.hpp"

namespace indaba::client {

/// The code points that a folded word has at most; what follows is left out.
constexpr std::size_t max_word_characters = 64;

/// A character of a word: a base with the marks that follow it. "ß" is one character of two code
/// points.
struct FoldedCharacter {
    std::size_t source = 0;    // its first byte in the text
    std::uint16_t folded = 0;  // its first byte in the folded word
    std::uint16_t points = 0;  // the code points of the folded word before it
};

/// Folds one word after the other: NFKC and case folding, without accents (word_characters.hpp).
class WordFolder {
 public:
    /// Folds these bytes of `text`. They are valid UTF-8.
    void fold(std::string_view text, TextSpan word);

    /// Return what fold() made.
    const std::string& folded() const { return folded_; }
    std::span<const FoldedCharacter> characters() const { return {characters_.data(), count_}; }
    std::size_t points() const { return points_; }
    bool was_cut() const { return was_cut_; }

 private:
    bool fold_ascii(std::string_view text, TextSpan word);
    void add(char32_t point, std::size_t at);
    void begin_character(std::size_t at);
    void end_character();
    void append(char32_t point);

    std::string folded_;
    std::array<FoldedCharacter, max_word_characters> characters_;
    std::size_t count_ = 0;
    std::size_t points_ = 0;
    bool was_cut_ = false;
    /// The decomposed code points of the last character. More marks than people write are left out.
    std::array<std::int32_t, 32> pending_{};
    std::size_t pending_count_ = 0;
};

}  // namespace indaba::client
