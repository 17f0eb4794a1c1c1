#include "imgui-client/display_text/character_class.hpp"

#include <unicode/uchar.h>

namespace indaba::ui {
namespace {

bool is_between(char32_t point, char32_t first, char32_t last) {
    return point >= first && point <= last;
}

/// Returns whether the character is one of the format characters that Unicode has deprecated, or
/// encloses an annotation that would be drawn beside the text.
bool is_deprecated(char32_t point) {
    return is_between(point, 0x206A, 0x206F) || is_between(point, 0xFFF9, 0xFFFB) ||
           point == 0xE0001;
}

}  // namespace

CharacterClass class_of(char32_t point) {
    const auto character = static_cast<UChar32>(point);
    if (point == zero_width_non_joiner || point == zero_width_joiner) return CharacterClass::joiner;
    if (is_between(point, 0xE0020, 0xE007F)) return CharacterClass::tag;
    if (is_deprecated(point) || u_hasBinaryProperty(character, UCHAR_BIDI_CONTROL))
        return CharacterClass::escaped;
    const bool ignorable = u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    const auto visible = [&](CharacterClass drawn) {
        return ignorable ? CharacterClass::invisible : drawn;
    };
    switch (u_charType(character)) {
        case U_CONTROL_CHAR:
        case U_SURROGATE:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR:
            return CharacterClass::escaped;
        case U_PRIVATE_USE_CHAR:
            return CharacterClass::unknown;
        case U_UNASSIGNED:  // a font may know an emoji that this Unicode does not
            return ignorable || U_IS_UNICODE_NONCHAR(character) ? CharacterClass::escaped
                                                                : CharacterClass::plain;
        case U_NON_SPACING_MARK:
        case U_ENCLOSING_MARK:
            return visible(CharacterClass::mark);
        case U_COMBINING_SPACING_MARK:
            return visible(u_getCombiningClass(character) == 0 ? CharacterClass::spacing_mark
                                                               : CharacterClass::mark);
        default:
            return visible(CharacterClass::plain);
    }
}

int marks_drawn(char32_t mark) {
    // The only marks with a canonical decomposition into two; Unicode adds no more.
    return mark == 0x344 || mark == 0xF73 || mark == 0xF75 || mark == 0xF81 ? 2 : 1;
}

}  // namespace indaba::ui
