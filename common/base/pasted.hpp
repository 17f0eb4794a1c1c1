#pragma once
/// Texts as people paste them: what a mail, a chat or a document put around them is left out. Pure.
#include <string_view>

namespace indaba {

/// Returns `text` without the blanks, quotes and pointed or round brackets around it and without
/// the punctuation at its end, of which neither an address nor a join link is made. Square brackets
/// belong to IPv6 addresses and stay.
std::string_view unwrapped(std::string_view text);

}  // namespace indaba
