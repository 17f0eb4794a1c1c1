#include "common/wire/mentions.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <optional>

#include "common/base/utf8.hpp"
#include "common/wire/name.hpp"
#include "common/wire/protocol.hpp"

namespace indaba {
namespace {

constexpr std::string_view everybody = "all";
/// A name may be typed longer than it is stored, with marks that are composed.
constexpr std::size_t max_typed_bytes = 2 * limit::name_bytes;
/// Bounds the work that one text can cause. A text with more candidates was not written by people.
constexpr std::size_t max_candidates = 1024;

bool is_word_character(char32_t point) {
    const auto c = static_cast<UChar32>(point);
    return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

/// Returns true for a character of a script that writes words without spaces between them.
bool is_unspaced(char32_t point) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(static_cast<UChar32>(point), &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
            return true;
        default:
            return false;
    }
}

/// Returns true for a character that can join two parts of a name.
bool is_connector(char32_t point) { return point == '-' || point == '_' || point == '.'; }

/// Returns the code point at `at`, or nothing at the end of the text.
std::optional<CodePoint> code_point_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return std::nullopt;
    return first_code_point(text.substr(at));
}

/// Returns true when an '@' at `at` does not stand inside a word.
bool begins_mention(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const char32_t before = first_code_point(text.substr(previous_code_point(text, at))).value;
    return !is_word_character(before) || is_unspaced(before);
}

/// Returns true when a name whose last character is `last` may end at `at`.
bool ends_word(std::string_view text, std::size_t at, char32_t last) {
    const auto next = code_point_at(text, at);
    if (!next) return true;
    if (is_word_character(next->value)) return is_unspaced(next->value) != is_unspaced(last);
    if (!is_connector(next->value)) return true;
    const auto after = code_point_at(text, at + next->length);
    return !after || !is_word_character(after->value) || is_unspaced(after->value);
}

/// Returns the places where a name that begins at `begin` may end, ascending.
std::vector<std::size_t> possible_ends(std::string_view text, std::size_t begin) {
    std::vector<std::size_t> ends;
    for (std::size_t at = begin; at < text.size() && at - begin < max_typed_bytes;) {
        const CodePoint point = first_code_point(text.substr(at));
        const bool invisible =
            u_isUWhiteSpace(static_cast<UChar32>(point.value)) || is_harmful(point.value);
        if (!point.valid || invisible) break;
        at += point.length;
        if (ends_word(text, at, point.value)) ends.push_back(at);
    }
    return ends;
}

}  // namespace

std::vector<Mention> find_mentions(std::string_view text, const FoldedNames& names) {
    std::vector<Mention> mentions;
    std::size_t candidates = 0;
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at)) {
        const std::size_t begin = at++;
        if (!begins_mention(text, begin)) continue;
        std::vector<std::size_t> ends = possible_ends(text, at);
        std::ranges::reverse(ends);
        for (const std::size_t end : ends) {
            if (++candidates > max_candidates) return mentions;
            const std::string folded = case_folded(text.substr(at, end - at));
            if (folded != everybody && !names.contains(folded)) continue;
            mentions.push_back({begin, end});
            at = end;
            break;
        }
    }
    return mentions;
}

}  // namespace indaba
