#pragma once
/// The font files for text and for icons: what is opened before fontconfig is asked. Only
/// font_finder.cpp includes it. The files of Debian's packages and of Windows' zip file stand first
/// (Inter, Font Awesome 4.7), then those of other systems.
#include <array>
#include <span>
#include <string_view>

namespace indaba::ui::font_files {

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
inline constexpr std::string_view text_italic[]{"Inter-Italic.otf", "Inter-Italic.ttf",
                                                "segoeuii.ttf", "NotoSans-Italic.ttf",
                                                "DejaVuSans-Oblique.ttf"};
inline constexpr std::string_view text_medium_italic[]{
    "Inter-MediumItalic.otf", "Inter-MediumItalic.ttf", "segoeuii.ttf", "NotoSans-Italic.ttf"};
inline constexpr std::string_view text_semi_bold_italic[]{
    "Inter-SemiBoldItalic.otf", "Inter-SemiBoldItalic.ttf", "seguisbi.ttf",
    "NotoSans-BoldItalic.ttf", "DejaVuSans-BoldOblique.ttf"};
inline constexpr std::array<Names, 3> text_slanted{text_italic, text_medium_italic,
                                                   text_semi_bold_italic};

inline constexpr std::string_view icons[]{"FontAwesome.otf", "fontawesome-webfont.ttf"};

}  // namespace indaba::ui::font_files
