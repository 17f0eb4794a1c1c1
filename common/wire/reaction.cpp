#include "common/wire/reaction.hpp"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cstdint>
#include <memory>

#include "common/base/utf8.hpp"
#include "common/wire/protocol.hpp"

namespace indaba {
namespace {

constexpr char32_t black_flag = 0x1F3F4;  // the flags of England, Scotland and Wales begin with it

bool is_tag(char32_t point) { return point >= 0xE0020 && point <= 0xE007F; }

/// Returns true if each character may be in a reaction and the first one shows something.
bool has_fit_characters(std::string_view emoji) {
    const char32_t first = first_code_point(emoji).value;
    if (is_blank(first)) return false;
    while (!emoji.empty()) {
        const CodePoint next = first_code_point(emoji);
        const bool is_flags = first == black_flag && is_tag(next.value);
        if (is_harmful(next.value) && !is_flags) return false;
        emoji.remove_prefix(next.length);
    }
    return true;
}

struct CloseIterator {
    void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
};
struct CloseText {
    void operator()(UText* text) const { utext_close(text); }
};

bool is_one_grapheme(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    // To open one takes longer than to use it.
    thread_local const std::unique_ptr<UBreakIterator, CloseIterator> graphemes(
        ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status));
    const auto length = static_cast<std::int64_t>(text.size());
    const std::unique_ptr<UText, CloseText> bytes(
        utext_openUTF8(nullptr, text.data(), length, &status));
    if (!graphemes || U_FAILURE(status)) return false;
    ubrk_setUText(graphemes.get(), bytes.get(), &status);
    return U_SUCCESS(status) && ubrk_first(graphemes.get()) == 0 &&
           ubrk_next(graphemes.get()) == length;
}

}  // namespace

bool valid_reaction(std::string_view emoji) {
    return !emoji.empty() && emoji.size() <= limit::reaction && valid_utf8(emoji) &&
           has_fit_characters(emoji) && is_one_grapheme(emoji);
}

}  // namespace indaba
