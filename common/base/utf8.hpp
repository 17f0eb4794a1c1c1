#pragma once
/// Steps through UTF-8 one code point at a time. All code that walks through a text uses it, so
/// that all of it agrees on where a damaged text goes on: one byte later.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace indaba {

inline constexpr char32_t replacement_character = 0xFFFD;

struct CodePoint {
    char32_t value = replacement_character;
    std::size_t length = 1;  // in bytes
    bool valid = false;      // when false: one byte that belongs to no code point
};

/// Returns the code point that `text`, which must not be empty, begins with.
CodePoint first_code_point(std::string_view text);

/// Returns the byte index of the code point that ends at `end`, which must not be 0.
std::size_t previous_code_point(std::string_view text, std::size_t end);

/// Returns true for a byte of a code point that is not its first one.
constexpr bool is_continuation_byte(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u;
}

/// Returns `point` in UTF-8. `point` is at most U+10FFFF; a surrogate is encoded as well, although
/// valid UTF-8 has none.
std::string to_utf8(char32_t point);

/// Returns how many code points `bytes` holds, or nullopt unless it is valid UTF-8: shortest form,
/// no surrogates, at most U+10FFFF.
std::optional<std::size_t> code_points(std::string_view bytes);
bool valid_utf8(std::string_view bytes);

/// Returns true for a character that is invisible, that changes what is around it, or that has no
/// meaning in Unicode. A forger uses those. Three are exempt because emoji need them, and they are
/// harmless alone: U+200D, U+FE0E, U+FE0F.
bool is_harmful(char32_t point);

/// Returns true for a character that draws nothing: white space, controls, and characters that are
/// invisible by themselves (joiners, fillers, marks of direction, variation selectors).
bool is_blank(char32_t point);

/// Returns how many bytes of blank characters `text` begins with.
std::size_t leading_blanks(std::string_view text);

/// Returns how many bytes of `text` come before its first white space, which has the property
/// White_Space of Unicode.
std::size_t first_word_length(std::string_view text);

}  // namespace indaba
