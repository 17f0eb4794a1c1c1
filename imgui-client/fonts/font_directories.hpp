#pragma once
/// The directories whose font files are opened by their names, before fontconfig is asked, and what
/// helps when they hold too little. Implemented in font_directories_posix.cpp and
/// font_directories_windows.cpp.
#include <filesystem>
#include <string_view>
#include <vector>

namespace indaba::ui {

/// Returns the directories that hold fonts on this system, to be searched in this order.
std::vector<std::filesystem::path> font_directories();

/// Sentences about what the user can do when a font is missing.
struct FontAdvice {
    std::string_view no_text;   // no font for text was found, and the window cannot open
    std::string_view no_icons;  // signs stand in place of the icons
};
FontAdvice font_advice();

}  // namespace indaba::ui
