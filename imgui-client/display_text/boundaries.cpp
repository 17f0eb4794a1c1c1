#include "imgui-client/display_text/boundaries.hpp"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <memory>

#include "imgui-client/display_text/utf16_text.hpp"

namespace indaba::ui {
namespace {

struct CloseIterator {
    void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
};
using Iterator = std::unique_ptr<UBreakIterator, CloseIterator>;

Iterator open_iterator(UBreakIteratorType type) {
    UErrorCode status = U_ZERO_ERROR;
    return Iterator(ubrk_open(type, "", nullptr, 0, &status));
}

/// Returns the thread's iterator: to open one takes longer than to scan a line of chat.
UBreakIterator* iterator_of(Boundary kind) {
    thread_local const std::array<Iterator, 3> iterators{
        open_iterator(UBRK_CHARACTER), open_iterator(UBRK_WORD), open_iterator(UBRK_LINE)};
    return iterators[static_cast<std::size_t>(kind)].get();
}

/// The boundaries of a text in bytes.
struct ByteBoundaries {
    ByteBoundaries(std::string_view text, Boundary kind) : utf16(text) {
        for (const std::int32_t unit : boundaries(utf16.units, kind))
            places.push_back(utf16.bytes[static_cast<std::size_t>(unit)]);
    }
    std::size_t after(std::size_t at) const {
        const auto next = std::ranges::upper_bound(places, at);
        return next == places.end() ? places.back() : *next;
    }
    std::size_t before(std::size_t at) const {
        const auto here = std::ranges::lower_bound(places, at);
        return here == places.begin() ? 0 : *(here - 1);
    }
    bool is_space(std::size_t at) const {
        const auto unit = static_cast<std::size_t>(utf16.unit_of(at));
        return unit < utf16.units.size() && u_isUWhiteSpace(utf16.units[unit]);
    }

    Utf16Text utf16;
    std::vector<std::size_t> places;
};

/// Looks at the graphemes around a byte only, so that a step in a long text takes no longer.
class GraphemesBeside {
 public:
    explicit GraphemesBeside(std::string_view text) {
        utext_openUTF8(&bytes_, text.data(), static_cast<std::int64_t>(text.size()), &status_);
        if (iterator_) ubrk_setUText(iterator_, &bytes_, &status_);
    }
    ~GraphemesBeside() { utext_close(&bytes_); }
    GraphemesBeside(const GraphemesBeside&) = delete;
    GraphemesBeside& operator=(const GraphemesBeside&) = delete;

    std::int32_t after(std::size_t at) const {
        return works() ? ubrk_following(iterator_, static_cast<std::int32_t>(at)) : UBRK_DONE;
    }
    std::int32_t before(std::size_t at) const {
        if (!works()) return UBRK_DONE;
        const auto end = static_cast<std::int32_t>(at);
        std::int32_t begin = ubrk_preceding(iterator_, end);
        // Within a character ICU begins to look before it.
        for (std::int32_t next = begin; next != UBRK_DONE && next < end;
             next = ubrk_following(iterator_, begin))
            begin = next;
        return begin;
    }

 private:
    bool works() const { return iterator_ && U_SUCCESS(status_); }  // not without ICU's data

    UBreakIterator* iterator_ = iterator_of(Boundary::grapheme);
    UText bytes_ = UTEXT_INITIALIZER;
    UErrorCode status_ = U_ZERO_ERROR;
};

/// Returns whether `at` lies between two characters of ASCII, or at an end beside one, which is a
/// boundary for sure.
bool is_plain_boundary(std::string_view text, std::size_t at) {
    const auto is_ascii = [&](std::size_t place) {
        return place >= text.size() || static_cast<unsigned char>(text[place]) < 0x80;
    };
    if (at > 0 && at < text.size() && text[at - 1] == '\r' && text[at] == '\n') return false;
    return is_ascii(at) && (at == 0 || is_ascii(at - 1));
}

}  // namespace

std::vector<std::int32_t> boundaries(std::u16string_view text, Boundary kind) {
    std::vector<std::int32_t> result{0};
    const auto length = static_cast<std::int32_t>(text.size());
    if (length == 0) return result;
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator* iterator = iterator_of(kind);
    if (iterator) ubrk_setText(iterator, text.data(), length, &status);
    for (std::int32_t at = 0; iterator && U_SUCCESS(status);) {
        at = ubrk_next(iterator);
        if (at == UBRK_DONE) break;
        result.push_back(at);
    }
    if (result.back() != length) result.push_back(length);  // without ICU's data
    return result;
}

std::size_t next_grapheme(std::string_view text, std::size_t at) {
    if (at >= text.size()) return text.size();
    if (is_plain_boundary(text, at + 1)) return at + 1;
    const std::int32_t next = GraphemesBeside(text).after(at);
    return next == UBRK_DONE ? text.size() : static_cast<std::size_t>(next);
}

std::size_t previous_grapheme(std::string_view text, std::size_t at) {
    at = std::min(at, text.size());
    if (at == 0 || is_plain_boundary(text, at - 1)) return at == 0 ? 0 : at - 1;
    const std::int32_t before = GraphemesBeside(text).before(at);
    return before == UBRK_DONE ? 0 : static_cast<std::size_t>(before);
}

std::size_t next_word(std::string_view text, std::size_t at) {
    const ByteBoundaries words(text, Boundary::word);
    at = words.after(at);
    while (at < text.size() && words.is_space(at)) at = words.after(at);
    return at;
}

std::size_t previous_word(std::string_view text, std::size_t at) {
    const ByteBoundaries words(text, Boundary::word);
    at = words.before(at);
    while (at > 0 && words.is_space(at)) at = words.before(at);
    return at;
}

std::pair<std::size_t, std::size_t> word_span(std::string_view text, std::size_t at) {
    const ByteBoundaries words(text, Boundary::word);
    if (at >= text.size()) return {text.size(), text.size()};
    const std::size_t end = words.after(at);
    return {words.before(end), end};
}

}  // namespace indaba::ui
