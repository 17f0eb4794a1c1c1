#pragma once
/// Opens a link in the desktop's browser. Implemented in open_link_posix.cpp.
#include <string>

namespace indaba::ui {

/// Returns false if the URL is not http or https, has control characters or spaces, is longer than
/// 2048 bytes, or if no opener could be started. Uses no shell and does not wait for the browser.
bool open_link(const std::string& url);

}  // namespace indaba::ui
