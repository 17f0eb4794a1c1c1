#include "common/base/wide_text_windows.hpp"

#include "common/base/windows_api_windows.hpp"

namespace indaba {

std::string from_wide(std::wstring_view wide) {
    const int from = static_cast<int>(wide.size());
    const int size =
        ::WideCharToMultiByte(CP_UTF8, 0, wide.data(), from, nullptr, 0, nullptr, nullptr);
    std::string utf8(static_cast<std::size_t>(size), '\0');
    ::WideCharToMultiByte(CP_UTF8, 0, wide.data(), from, utf8.data(), size, nullptr, nullptr);
    return utf8;
}

std::wstring to_wide(std::string_view utf8) {
    const int from = static_cast<int>(utf8.size());
    const int size = ::MultiByteToWideChar(CP_UTF8, 0, utf8.data(), from, nullptr, 0);
    std::wstring wide(static_cast<std::size_t>(size), L'\0');
    ::MultiByteToWideChar(CP_UTF8, 0, utf8.data(), from, wide.data(), size);
    return wide;
}

}  // namespace indaba
