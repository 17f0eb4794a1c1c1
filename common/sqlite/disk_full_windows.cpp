#include "common/base/windows_api_windows.hpp"
#include "common/sqlite/disk_full.hpp"

namespace indaba::sqlite {
namespace {

constexpr DWORD quota_exceeded = 1295;  // ERROR_DISK_QUOTA_EXCEEDED, which MinGW does not name

}  // namespace

void forget_system_error() { ::SetLastError(ERROR_SUCCESS); }

bool disk_was_full() {
    const DWORD error = ::GetLastError();
    return error == ERROR_DISK_FULL || error == ERROR_HANDLE_DISK_FULL ||
           error == ERROR_FILE_TOO_LARGE || error == quota_exceeded;
}

}  // namespace indaba::sqlite
