#pragma once
/// Opens a link that somebody sent in the browser of this desktop. The platform in
/// open_link_posix.cpp.
#include <string>

namespace indaba::ui {

/// Only http and https, only characters that a link may have, at most 2048 bytes. False: refused,
/// or there is nothing to open it with. No shell sees it, and nothing waits for the browser.
bool open_link(const std::string& url);

}  // namespace indaba::ui
