#include "imgui-client/text/bidi.hpp"

#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include <memory>

namespace indaba::ui {
namespace {

struct CloseBidi {
    void operator()(UBiDi* bidi) const { ubidi_close(bidi); }
};

/// Returns whether a character can make a level other than 0.
bool turns(UChar32 character) {
    if (character < 0x0590) return false;
    switch (u_charDirection(character)) {
        case U_RIGHT_TO_LEFT:
        case U_RIGHT_TO_LEFT_ARABIC:
        case U_ARABIC_NUMBER:
        case U_LEFT_TO_RIGHT_EMBEDDING:
        case U_LEFT_TO_RIGHT_OVERRIDE:
        case U_RIGHT_TO_LEFT_EMBEDDING:
        case U_RIGHT_TO_LEFT_OVERRIDE:
        case U_LEFT_TO_RIGHT_ISOLATE:
        case U_RIGHT_TO_LEFT_ISOLATE:
        case U_FIRST_STRONG_ISOLATE:
            return true;
        default:
            return false;
    }
}

bool turns_anywhere(std::u16string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        UChar32 character = 0;
        U16_NEXT(text.data(), at, text.size(), character);
        if (turns(character)) return true;
    }
    return false;
}

}  // namespace

BidiLevels bidi_levels(std::u16string_view paragraph, bool begins_left) {
    if (!turns_anywhere(paragraph)) return {};
    thread_local const std::unique_ptr<UBiDi, CloseBidi> bidi(ubidi_open());
    UErrorCode status = U_ZERO_ERROR;
    const auto length = static_cast<std::int32_t>(paragraph.size());
    const UBiDiLevel level = begins_left ? UBIDI_LTR : UBIDI_DEFAULT_LTR;
    ubidi_setPara(bidi.get(), paragraph.data(), length, level, nullptr, &status);
    const UBiDiLevel* levels = ubidi_getLevels(bidi.get(), &status);
    if (U_FAILURE(status)) return {};
    return {ubidi_getParaLevel(bidi.get()), {levels, levels + length}};
}

std::vector<std::int32_t> visual_order(const std::vector<std::uint8_t>& levels) {
    std::vector<std::int32_t> order(levels.size());
    ubidi_reorderVisual(levels.data(), static_cast<std::int32_t>(levels.size()), order.data());
    return order;
}

}  // namespace indaba::ui
