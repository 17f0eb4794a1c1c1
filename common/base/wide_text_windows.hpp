#pragma once
/// Texts of Windows (UTF-16) and of the program (UTF-8). What is not valid becomes U+FFFD.
#include <string>
#include <string_view>

namespace indaba {

std::string from_wide(std::wstring_view wide);
std::wstring to_wide(std::string_view utf8);

}  // namespace indaba
