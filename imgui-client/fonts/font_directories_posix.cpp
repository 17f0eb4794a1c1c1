#include "imgui-client/fonts/font_directories.hpp"

namespace indaba::ui {

/// Returns those of Debian's packages (fonts-inter, fonts-font-awesome) first, then those of other
/// systems.
std::vector<std::filesystem::path> font_directories() {
    return {
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
        "/Library/Fonts",
        "/System/Library/Fonts",
        "/System/Library/Fonts/Supplemental",
        "/opt/homebrew/share/fonts",
    };
}

FontAdvice font_advice() {
    return {
        "No font was found on this machine. Install one, for example: apt-get install "
        "fonts-inter",
        "The font of the icons was not found, so other signs stand in their place. On Debian, "
        "the package fonts-font-awesome has it."};
}

}  // namespace indaba::ui
