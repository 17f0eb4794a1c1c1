#pragma once
/// Opens a link in the desktop's browser. Implemented in open_link_posix.cpp and
/// open_link_windows.cpp.
#include <string>

namespace indaba::ui {

/// Opens the address of a link (display_text/links.hpp). Returns why not, as a sentence, or an
/// empty string. Uses no shell and does not wait for the browser.
std::string open_link(const std::string& url);

}  // namespace indaba::ui
