#pragma once
/// Cuts a paragraph into items: parts of one direction, script and face, which HarfBuzz shapes one
/// by one. No item begins inside of a grapheme, unless no face has all of it.
#include <unicode/uscript.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "imgui-client/display_text/utf16_text.hpp"
#include "imgui-client/fonts/font_finder.hpp"

namespace indaba::ui {

/// The UTF-16 units [begin, end).
struct TextItem {
    std::int32_t begin = 0, end = 0;
    std::uint8_t level = 0;
    UScriptCode script = USCRIPT_COMMON;
    FontFace* face = nullptr;
};

struct TextItems {
    std::uint8_t paragraph_level = 0;
    std::vector<TextItem> items;  // in logical order
};

/// Returns the form of a text's ideographs: Japanese if it has kana, Korean if it has Hangul, else
/// `otherwise`.
HanForm han_form(std::string_view text, HanForm otherwise);

/// Returns the items of a paragraph. `emphasis`, ascending, counts its bytes from `offset` on.
TextItems itemize(const Utf16Text& paragraph, const std::vector<std::int32_t>& graphemes,
                  HanForm han, const FontRequest& request, FontFinder& fonts,
                  std::span<const EmphasisSpan> emphasis = {}, std::size_t offset = 0);

}  // namespace indaba::ui
