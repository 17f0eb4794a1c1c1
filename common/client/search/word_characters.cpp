#include "common/client/search/word_characters.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <span>

namespace indaba::client {
namespace {

struct CharacterRange {
    char32_t first, last;
};

constexpr std::array<CharacterRange, 20> unspaced_ranges{{
    {0x0E00, 0x0E7F},    // Thai
    {0x0E80, 0x0EFF},    // Lao
    {0x1000, 0x109F},    // Burmese
    {0x1780, 0x17FF},    // Khmer
    {0x3005, 0x3007},    // Han: iteration mark, closing mark, zero
    {0x3021, 0x3029},    // Han: numerals of Hangzhou
    {0x3038, 0x303C},    // Han: the same, and marks
    {0x3041, 0x309F},    // Hiragana
    {0x30A1, 0x30FF},    // Katakana
    {0x31F0, 0x31FF},    // Katakana: small
    {0x3400, 0x4DBF},    // Han
    {0x4E00, 0x9FFF},    // Han
    {0xA9E0, 0xA9FF},    // Burmese
    {0xAA60, 0xAA7F},    // Burmese
    {0xF900, 0xFAFF},    // Han: for compatibility
    {0xFF66, 0xFF9F},    // Katakana: half-width
    {0x116D0, 0x116FF},  // Burmese
    {0x16FE2, 0x16FF6},  // Han: old marks
    {0x1AFF0, 0x1B16F},  // Kana: old, small
    {0x20000, 0x3FFFD},  // Han
}};

constexpr std::array<CharacterRange, 11> accent_ranges{{
    {0x0300, 0x036F},  // of all scripts
    {0x0483, 0x0489},  // Cyrillic
    {0x0591, 0x05C7},  // Hebrew
    {0x0610, 0x061A},  // Arabic
    {0x064B, 0x065F},  // Arabic
    {0x0670, 0x0670},  // Arabic
    {0x06D6, 0x06ED},  // Arabic
    {0x1AB0, 0x1AFF},  // of all scripts
    {0x1DC0, 0x1DFF},  // of all scripts
    {0x20D0, 0x20FF},  // around symbols
    {0xFE20, 0xFE2F},  // halves
}};

bool is_in(std::span<const CharacterRange> ranges, char32_t point) {
    const auto found = std::ranges::lower_bound(ranges, point, {}, &CharacterRange::last);
    return found != ranges.end() && found->first <= point;
}

utf8proc_category_t category_of(char32_t point) {
    return utf8proc_category(static_cast<utf8proc_int32_t>(point));
}

WordCharacter ascii_character(char32_t point) {
    if (point >= 'a' && point <= 'z') return WordCharacter::lower;
    if (point >= 'A' && point <= 'Z') return WordCharacter::upper;
    return point >= '0' && point <= '9' ? WordCharacter::digit : WordCharacter::none;
}

}  // namespace

WordCharacter word_character(char32_t point) {
    constexpr char32_t zero_width_space = 0x200B;  // the end of a word
    if (point < 0x80) return ascii_character(point);
    if (point == 0xE33 || point == 0xEB3 || point == 0xFF9E || point == 0xFF9F)
        return WordCharacter::mark;
    if (point == zero_width_space) return WordCharacter::none;
    if (utf8proc_get_property(static_cast<utf8proc_int32_t>(point))->ignorable)
        return WordCharacter::invisible;
    switch (category_of(point)) {
        case UTF8PROC_CATEGORY_LL:
            return WordCharacter::lower;
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LT:
            return WordCharacter::upper;
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
            return WordCharacter::letter;
        case UTF8PROC_CATEGORY_ND:
            return WordCharacter::digit;
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO:
            return WordCharacter::number;
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
            return WordCharacter::mark;
        default:
            return WordCharacter::none;
    }
}

bool is_unspaced(char32_t point) { return point >= 0xE00 && is_in(unspaced_ranges, point); }

bool is_accent(char32_t point) { return point >= 0x300 && is_in(accent_ranges, point); }

}  // namespace indaba::client
