#include "common/base/utf8.hpp"

#include <utf8proc.h>

#include <array>
#include <cassert>

namespace indaba {

CodePoint first_code_point(std::string_view text) {
    assert(!text.empty());
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return {first, 1, true};
    utf8proc_int32_t point = -1;
    const utf8proc_ssize_t length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (length <= 0) return {};
    return {static_cast<char32_t>(point), static_cast<std::size_t>(length), true};
}

std::size_t previous_code_point(std::string_view text, std::size_t end) {
    assert(end > 0 && end <= text.size());
    do --end;
    while (end > 0 && is_continuation_byte(text[end]));
    return end;
}

std::string to_utf8(char32_t point) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const utf8proc_ssize_t length =
        utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes.data());
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length)};
}

std::optional<std::size_t> code_points(std::string_view bytes) {
    std::size_t count = 0;
    for (; !bytes.empty(); ++count) {
        const CodePoint point = first_code_point(bytes);
        if (!point.valid) return std::nullopt;
        bytes.remove_prefix(point.length);
    }
    return count;
}

bool valid_utf8(std::string_view bytes) { return code_points(bytes).has_value(); }

bool is_harmful(char32_t point) {
    if (point == 0x200D || point == 0xFE0E || point == 0xFE0F) return false;
    const auto signed_point = static_cast<utf8proc_int32_t>(point);
    if (utf8proc_get_property(signed_point)->ignorable) return true;
    switch (utf8proc_category(signed_point)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return true;
        default:
            return false;
    }
}

namespace {

/// Returns true for white space, but for the controls among it.
bool is_separator(utf8proc_category_t category) {
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

bool is_white_space(char32_t point) {
    if (point == 0x85 || (point >= '\t' && point <= '\r')) return true;
    return is_separator(utf8proc_category(static_cast<utf8proc_int32_t>(point)));
}

}  // namespace

bool is_blank(char32_t point) {
    constexpr char32_t braille_pattern_blank = 0x2800;  // a symbol of Unicode without a dot
    const auto signed_point = static_cast<utf8proc_int32_t>(point);
    if (point == braille_pattern_blank || utf8proc_get_property(signed_point)->ignorable)
        return true;
    const utf8proc_category_t category = utf8proc_category(signed_point);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
           is_separator(category);
}

std::size_t leading_blanks(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        const CodePoint point = first_code_point(text.substr(length));
        if (!point.valid || !is_blank(point.value)) break;
        length += point.length;
    }
    return length;
}

std::size_t first_word_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        const CodePoint point = first_code_point(text.substr(length));
        if (point.valid && is_white_space(point.value)) break;
        length += point.length;
    }
    return length;
}

}  // namespace indaba
