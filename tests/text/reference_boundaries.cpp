#include "tests/text/reference_boundaries.hpp"

#include <unicode/brkiter.h>
#include <unicode/locid.h>

#include <memory>

namespace indaba::test {

std::vector<std::uint32_t> reference_boundaries(const std::string& text, ui::Boundary kind) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> iterator(
        kind == ui::Boundary::grapheme
            ? icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status)
            : icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), status));
    const icu::UnicodeString utf16 = icu::UnicodeString::fromUTF8(text);
    iterator->setText(utf16);
    std::vector<std::uint32_t> bytes;
    for (std::int32_t at = iterator->first(); at != icu::BreakIterator::DONE;
         at = iterator->next()) {
        std::string before;
        utf16.tempSubString(0, at).toUTF8String(before);
        bytes.push_back(static_cast<std::uint32_t>(before.size()));
    }
    return bytes;
}

}  // namespace indaba::test
