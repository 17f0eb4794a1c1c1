#include "common/base/error_windows.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "common/base/wide_text_windows.hpp"
#include "common/base/windows_api_windows.hpp"

namespace indaba {
namespace {

std::wstring message_in(unsigned long error, DWORD language) {
    wchar_t text[1024];
    const DWORD length = ::FormatMessageW(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
            FORMAT_MESSAGE_MAX_WIDTH_MASK,  // no line breaks
        nullptr, error, language, text, static_cast<DWORD>(std::size(text)), nullptr);
    return {text, length};
}

}  // namespace

int errno_of(unsigned long error) noexcept {
    switch (error) {
        case ERROR_BROKEN_PIPE:
        case ERROR_NO_DATA:
        case ERROR_PIPE_NOT_CONNECTED:
            return EPIPE;
        case ERROR_DISK_FULL:
        case ERROR_HANDLE_DISK_FULL:
            return ENOSPC;
        case ERROR_OPERATION_ABORTED:
            return EINTR;
        default:
            break;
    }
    const auto condition = std::system_category().default_error_condition(static_cast<int>(error));
    return condition.category() == std::generic_category() ? condition.value() : EIO;
}

std::string error_text(unsigned long error) {
    std::wstring text = message_in(error, MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US));
    if (text.empty()) text = message_in(error, 0);
    const auto end = text.find_last_not_of(L" .\r\n");
    if (end == std::wstring::npos) return fmt::format("Windows error {}", error);
    return from_wide(std::wstring_view(text).substr(0, end + 1));
}

}  // namespace indaba
