#pragma once
/// Which characters make words, by the categories of Unicode. Used by the search alone. Pure.
#include <cstdint>

namespace indaba::client {

enum class WordCharacter : std::uint8_t {
    none,       // stands between words
    lower,      // a letter
    upper,      // a letter, also one in title case
    letter,     // any other letter
    digit,      // a decimal digit
    number,     // any other number, such as the Roman ones
    mark,       // belongs to the character before it
    invisible,  // a joiner or a soft hyphen: neither part of a word nor its end
};

/// Returns the kind of a character. The half-width voice marks of Katakana are marks, and so are
/// the letters AM of Thai and Lao, which Unicode takes for a mark and a letter.
WordCharacter word_character(char32_t point);

/// Returns whether the character of a word belongs to a script that writes no spaces between words:
/// Han, Hiragana, Katakana, Thai, Lao, Khmer, Burmese.
bool is_unspaced(char32_t point);

/// Returns whether a decomposed character is a mark that people leave out when they search: an
/// accent of any script, or a vowel sign of Hebrew or Arabic. The vowels of the scripts of India,
/// Thailand and their neighbours and the voice marks of Japanese are none: without them a word is
/// another one.
bool is_accent(char32_t point);

}  // namespace indaba::client
