#include <system_error>

#include "common/base/rename_file.hpp"
#include "common/base/windows_api_windows.hpp"

namespace indaba {
namespace {

constexpr ULONGLONG max_wait_ms = 1'000;
constexpr DWORD retry_ms = 10;

bool is_held(const std::error_code& error) {
    return error.value() == ERROR_SHARING_VIOLATION || error.value() == ERROR_LOCK_VIOLATION ||
           error.value() == ERROR_ACCESS_DENIED;
}

}  // namespace

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    const ULONGLONG end = ::GetTickCount64() + max_wait_ms;
    for (;;) {
        std::error_code error;
        std::filesystem::rename(from, to, error);
        if (!error) return;
        if (!is_held(error) || ::GetTickCount64() >= end)
            throw std::filesystem::filesystem_error("A file cannot be renamed", from, to, error);
        ::Sleep(retry_ms);
    }
}

}  // namespace indaba
