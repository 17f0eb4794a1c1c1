#pragma once
/// The font files of each purpose and the directories that may hold them. Only glyphs.cpp includes
/// it. The files of Debian's packages stand first (fonts-inter, fonts-noto-core, fonts-noto-cjk,
/// fonts-noto-color-emoji, fonts-font-awesome), then those of other systems.
#include <array>
#include <span>
#include <string_view>

namespace indaba::ui::font_files {

/// Searched in this order.
inline constexpr std::string_view directories[]{
    "/usr/share/fonts/opentype/inter",
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/opentype/font-awesome",
    "/usr/share/fonts/truetype/font-awesome",
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/inter",
    "/usr/share/fonts/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/TTF",
    "/usr/share/fonts/OTF",
    "/usr/local/share/fonts",
    "C:/Windows/Fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "/System/Library/Fonts/Supplemental",
    "/opt/homebrew/share/fonts",
};

using Names = std::span<const std::string_view>;  // the first file that exists is used

// Fonts for text, by weight.
inline constexpr std::string_view text_regular[]{
    "Inter-Regular.otf",    "Inter-Regular.ttf", "segoeui.ttf", "Helvetica.ttc",
    "NotoSans-Regular.ttf", "DejaVuSans.ttf",    "arial.ttf"};
inline constexpr std::string_view text_medium[]{
    "Inter-Medium.otf",     "Inter-Medium.ttf", "segoeui.ttf", "Helvetica.ttc",
    "NotoSans-Regular.ttf", "DejaVuSans.ttf",   "arial.ttf"};
inline constexpr std::string_view text_semi_bold[]{
    "Inter-SemiBold.otf", "Inter-SemiBold.ttf",  "seguisb.ttf", "Helvetica.ttc",
    "NotoSans-Bold.ttf",  "DejaVuSans-Bold.ttf", "arialbd.ttf"};
inline constexpr std::array<Names, 3> text{text_regular, text_medium, text_semi_bold};

// Fonts for letters that the text font lacks.
inline constexpr std::string_view wide_regular[]{"NotoSans-Regular.ttf", "DejaVuSans.ttf",
                                                 "Arial Unicode.ttf", "arial.ttf"};
inline constexpr std::string_view wide_bold[]{"NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf",
                                              "Arial Unicode.ttf", "arialbd.ttf"};
inline constexpr std::array<Names, 3> wide{wide_regular, wide_regular, wide_bold};

inline constexpr std::string_view cjk_regular[]{"NotoSansCJK-Regular.ttc", "msyh.ttc",
                                                "PingFang.ttc", "Hiragino Sans GB.ttc",
                                                "STHeiti Medium.ttc"};
inline constexpr std::string_view cjk_bold[]{"NotoSansCJK-Bold.ttc", "msyhbd.ttc", "PingFang.ttc",
                                             "Hiragino Sans GB.ttc", "STHeiti Medium.ttc"};
inline constexpr std::array<Names, 3> cjk{cjk_regular, cjk_regular, cjk_bold};
/// Returns the index of the face in a file: 2 is Simplified Chinese in Noto's collections.
inline constexpr int face_in(std::string_view file) {
    return file.starts_with("NotoSansCJK") ? 2 : 0;
}

inline constexpr std::string_view symbols[]{"NotoSansSymbols-Regular.ttf", "seguisym.ttf",
                                            "Apple Symbols.ttf"};
inline constexpr std::string_view more_symbols[]{"NotoSansSymbols2-Regular.ttf"};
inline constexpr std::string_view math[]{"NotoSansMath-Regular.ttf", "cambria.ttc"};
inline constexpr std::string_view dejavu[]{"DejaVuSans.ttf"};
inline constexpr std::string_view emoji[]{"NotoColorEmoji.ttf", "seguiemj.ttf",
                                          "Apple Color Emoji.ttc"};
inline constexpr std::string_view icons[]{"FontAwesome.otf", "fontawesome-webfont.ttf"};

/// A script with a font file of its own. The table saves opening a hundred files.
struct Script {
    char32_t first, last;
    std::string_view file;
};
inline constexpr Script scripts[]{
    {0x0530, 0x058F, "NotoSansArmenian-Regular.ttf"},
    {0x0590, 0x05FF, "NotoSansHebrew-Regular.ttf"},
    {0x0600, 0x06FF, "NotoSansArabic-Regular.ttf"},
    {0x0700, 0x074F, "NotoSansSyriac-Regular.ttf"},
    {0x0750, 0x077F, "NotoSansArabic-Regular.ttf"},
    {0x0780, 0x07BF, "NotoSansThaana-Regular.ttf"},
    {0x07C0, 0x07FF, "NotoSansNKo-Regular.ttf"},
    {0x0800, 0x083F, "NotoSansSamaritan-Regular.ttf"},
    {0x08A0, 0x08FF, "NotoSansArabic-Regular.ttf"},
    {0x0900, 0x097F, "NotoSansDevanagari-Regular.ttf"},
    {0x0980, 0x09FF, "NotoSansBengali-Regular.ttf"},
    {0x0A00, 0x0A7F, "NotoSansGurmukhi-Regular.ttf"},
    {0x0A80, 0x0AFF, "NotoSansGujarati-Regular.ttf"},
    {0x0B00, 0x0B7F, "NotoSansOriya-Regular.ttf"},
    {0x0B80, 0x0BFF, "NotoSansTamil-Regular.ttf"},
    {0x0C00, 0x0C7F, "NotoSansTelugu-Regular.ttf"},
    {0x0C80, 0x0CFF, "NotoSansKannada-Regular.ttf"},
    {0x0D00, 0x0D7F, "NotoSansMalayalam-Regular.ttf"},
    {0x0D80, 0x0DFF, "NotoSansSinhala-Regular.ttf"},
    {0x0E00, 0x0E7F, "NotoSansThai-Regular.ttf"},
    {0x0E80, 0x0EFF, "NotoSansLao-Regular.ttf"},
    {0x0F00, 0x0FFF, "NotoSerifTibetan-Regular.ttf"},
    {0x1000, 0x109F, "NotoSansMyanmar-Regular.ttf"},
    {0x10A0, 0x10FF, "NotoSansGeorgian-Regular.ttf"},
    {0x1200, 0x139F, "NotoSansEthiopic-Regular.ttf"},
    {0x13A0, 0x13FF, "NotoSansCherokee-Regular.ttf"},
    {0x1400, 0x167F, "NotoSansCanadianAboriginal-Regular.ttf"},
    {0x1680, 0x169F, "NotoSansOgham-Regular.ttf"},
    {0x16A0, 0x16FF, "NotoSansRunic-Regular.ttf"},
    {0x1780, 0x17FF, "NotoSansKhmer-Regular.ttf"},
    {0x1800, 0x18AF, "NotoSansMongolian-Regular.ttf"},
    {0x19E0, 0x19FF, "NotoSansKhmer-Regular.ttf"},
    {0x1C80, 0x1C8F, "NotoSans-Regular.ttf"},
    {0x1C90, 0x1CBF, "NotoSansGeorgian-Regular.ttf"},
    {0x2C00, 0x2C5F, "NotoSansGlagolitic-Regular.ttf"},
    {0x2C80, 0x2CFF, "NotoSansCoptic-Regular.ttf"},
    {0x2D00, 0x2D2F, "NotoSansGeorgian-Regular.ttf"},
    {0x2D30, 0x2D7F, "NotoSansTifinagh-Regular.ttf"},
    {0x2D80, 0x2DDF, "NotoSansEthiopic-Regular.ttf"},
    {0xA000, 0xA4CF, "NotoSansYi-Regular.ttf"},
    {0xA4D0, 0xA4FF, "NotoSansLisu-Regular.ttf"},
    {0xA500, 0xA63F, "NotoSansVai-Regular.ttf"},
    {0xA980, 0xA9DF, "NotoSansJavanese-Regular.ttf"},
    {0xAB70, 0xABBF, "NotoSansCherokee-Regular.ttf"},
    {0xFB1D, 0xFB4F, "NotoSansHebrew-Regular.ttf"},
    {0xFB50, 0xFDFF, "NotoSansArabic-Regular.ttf"},
    {0xFE70, 0xFEFF, "NotoSansArabic-Regular.ttf"},
    {0x10330, 0x1034F, "NotoSansGothic-Regular.ttf"},
    {0x12000, 0x1254F, "NotoSansCuneiform-Regular.ttf"},
    {0x13000, 0x1342F, "NotoSansEgyptianHieroglyphs-Regular.ttf"},
};

inline std::string_view of_script(char32_t character) {
    for (const Script& script : scripts)
        if (character >= script.first && character <= script.last) return script.file;
    return {};
}

}  // namespace indaba::ui::font_files
