#pragma once
/// How a single character of a text is displayed, by its properties in Unicode. Used by
/// display_text.cpp and joiners.cpp. Pure.

namespace indaba::ui {

inline constexpr char32_t zero_width_non_joiner = 0x200C, zero_width_joiner = 0x200D;

enum class CharacterClass {
    plain,         // drawn as it is
    mark,          // drawn over the character before it
    spacing_mark,  // drawn beside the character before it: a vowel of an Indic script
    invisible,     // draws nothing and harms nobody: a soft hyphen, a variation selector
    joiner,        // U+200C or U+200D: stays where a script or an emoji needs it, else escaped
    tag,           // stays in the flag of a region, else escaped
    escaped,       // a control, one that reorders, is deprecated or has no meaning
    unknown        // private-use: drawn as U+FFFD
};

CharacterClass class_of(char32_t point);

/// Returns how many marks are drawn for a mark: two for one that shaping takes apart.
int marks_drawn(char32_t mark);

}  // namespace indaba::ui
