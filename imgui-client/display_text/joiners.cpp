#include "imgui-client/display_text/joiners.hpp"

#include <unicode/uchar.h>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/character_class.hpp"

namespace indaba::ui {
namespace {

constexpr char32_t cancel_tag = 0xE007F;

int property(char32_t point, UProperty which) {
    return u_getIntPropertyValue(static_cast<UChar32>(point), which);
}
bool is_emoji(char32_t point) {
    return u_hasBinaryProperty(static_cast<UChar32>(point), UCHAR_EXTENDED_PICTOGRAPHIC);
}
bool is_virama(char32_t point) { return u_getCombiningClass(static_cast<UChar32>(point)) == 9; }
bool is_transparent(char32_t point) {
    return property(point, UCHAR_JOINING_TYPE) == U_JT_TRANSPARENT;
}

/// Returns whether the character belongs to an emoji before it: a skin tone, a selector, a tag.
bool modifies_emoji(char32_t point) {
    return property(point, UCHAR_GRAPHEME_CLUSTER_BREAK) == U_GCB_EXTEND;
}

/// Returns whether the character is drawn otherwise beside others, as in Arabic.
bool is_cursive(char32_t point) {
    return class_of(point) == CharacterClass::plain &&
           property(point, UCHAR_JOINING_TYPE) != U_JT_NON_JOINING;
}

/// Returns whether `text` begins with a cursive letter, after marks.
bool begins_cursive(std::string_view text) {
    while (!text.empty()) {
        const auto [point, length, valid] = first_code_point(text);
        if (!valid) return false;
        if (is_cursive(point)) return true;
        const CharacterClass kind = class_of(point);
        const bool stays = kind == CharacterClass::mark || kind == CharacterClass::invisible;
        if (!stays || !is_transparent(point)) return false;
        text.remove_prefix(length);
    }
    return false;
}

}  // namespace

void JoinerContext::add(char32_t point) {
    if (point < 0x80) {
        reset();
        after_letter_ = u_isalpha(static_cast<UChar32>(point));
        return;
    }
    after_letter_ = u_isalpha(static_cast<UChar32>(point));
    after_virama_ = is_virama(point);
    after_cursive_ = is_cursive(point) || (after_cursive_ && is_transparent(point));
    after_emoji_ = is_emoji(point) || (after_emoji_ && modifies_emoji(point));
}

bool JoinerContext::keeps_joiner(char32_t joiner, std::string_view rest) const {
    if (after_virama_ || after_cursive_ || begins_cursive(rest)) return true;
    if (rest.empty()) return false;
    const CodePoint next = first_code_point(rest);
    if (!next.valid) return false;
    if (joiner == zero_width_joiner && after_emoji_ && is_emoji(next.value)) return true;
    return after_letter_ && is_virama(next.value);
}

std::size_t JoinerContext::length_of_tags(std::string_view text) const {
    if (!after_emoji_) return 0;
    for (std::size_t length = 0; length < text.size();) {
        const CodePoint point = first_code_point(text.substr(length));
        if (!point.valid || class_of(point.value) != CharacterClass::tag) return 0;
        length += point.length;
        if (point.value == cancel_tag) return length > point.length ? length : 0;
    }
    return 0;
}

}  // namespace indaba::ui
