#include "imgui-client/display_text/segmentation.hpp"

#include <utf8proc.h>

#include "common/base/utf8.hpp"

namespace indaba::ui {
namespace {

/// Returns the code point at `at`; for a slot, the one it stands for.
CodePoint code_point_at(DisplayTextView text, std::size_t at) {
    CodePoint point = first_code_point(text.view().substr(at));
    if (point.value <= 0xFFFF)
        point.value = code_point_of(static_cast<std::uint16_t>(point.value)).value_or(point.value);
    return point;
}

/// Returns whether `point` belongs to the character before it: marks and invisible code points.
bool extends_previous(char32_t point) {
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(point))) {
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_CF:
            return true;
        default:
            return false;
    }
}

enum class Class { space, word, other };

Class class_at(DisplayTextView text, std::size_t at) {
    const char32_t point = code_point_at(text, at).value;
    if (point == '_') return Class::word;
    if (point == '\n' || point == '\t') return Class::space;
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
    if (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP) return Class::space;
    const bool word = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    return word ? Class::word : Class::other;
}

std::size_t begin_of_run(DisplayTextView text, std::size_t at, Class kind) {
    while (at > 0) {
        const std::size_t before = previous_character(text, at);
        if (class_at(text, before) != kind) break;
        at = before;
    }
    return at;
}

std::size_t end_of_run(DisplayTextView text, std::size_t at, Class kind) {
    while (at < text.size() && class_at(text, at) == kind) at = next_character(text, at);
    return at;
}

}  // namespace

std::size_t skip_marks(DisplayTextView text, std::size_t at) {
    while (at < text.size()) {
        const CodePoint point = code_point_at(text, at);
        if (!extends_previous(point.value)) break;
        at += point.length;
    }
    return at;
}

std::size_t next_character(DisplayTextView text, std::size_t at) {
    if (at >= text.size()) return text.size();
    if (text.view()[at] == '\n') return at + 1;  // a line break has no marks
    return skip_marks(text, at + code_point_at(text, at).length);
}

std::size_t previous_character(DisplayTextView text, std::size_t at) {
    while (at > 0) {
        at = previous_code_point(text.view(), at);
        const bool first_of_line = at == 0 || text.view()[at - 1] == '\n';
        if (first_of_line || !extends_previous(code_point_at(text, at).value)) break;
    }
    return at;
}

bool is_one_code_point(DisplayTextView text) {
    return !text.empty() && code_point_at(text, 0).length == text.size();
}

bool is_space_at(DisplayTextView text, std::size_t at) {
    return class_at(text, at) == Class::space;
}

std::size_t word_left(DisplayTextView text, std::size_t at) {
    at = begin_of_run(text, at, Class::space);
    return at == 0 ? 0 : begin_of_run(text, at, class_at(text, previous_character(text, at)));
}

std::size_t word_right(DisplayTextView text, std::size_t at) {
    if (at >= text.size()) return text.size();
    return end_of_run(text, end_of_run(text, at, class_at(text, at)), Class::space);
}

std::pair<std::size_t, std::size_t> word_around(DisplayTextView text, std::size_t at) {
    const Class kind = class_at(text, at);
    return {begin_of_run(text, at, kind), end_of_run(text, at, kind)};
}

}  // namespace indaba::ui
