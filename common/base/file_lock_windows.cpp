#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "common/base/error_windows.hpp"
#include "common/base/file_lock.hpp"
#include "common/base/path_text.hpp"
#include "common/base/private_access_windows.hpp"

namespace indaba {
namespace {

[[noreturn]] void fail_to(const char* what, const std::filesystem::path& file, DWORD error) {
    throw std::runtime_error(
        fmt::format("{} cannot be {}: {}.", to_utf8(file), what, error_text(error)));
}

/// Returns the place of the lock: one byte far behind the end, so that the file stays readable.
OVERLAPPED locked_byte() {
    OVERLAPPED place{};
    place.Offset = 0;
    place.OffsetHigh = 0x4000'0000;
    return place;
}

HANDLE handle_of(const OwnedDescriptor& file) { return reinterpret_cast<HANDLE>(file.number()); }

/// Returns 0 or the error of Windows. Two locks of one object would add up, so the caller releases
/// the earlier one.
DWORD lock(HANDLE file, DWORD flags) {
    OVERLAPPED place = locked_byte();
    return ::LockFileEx(file, flags, 0, 1, 0, &place) ? ERROR_SUCCESS : ::GetLastError();
}

void unlock(HANDLE file) {
    OVERLAPPED place = locked_byte();
    ::UnlockFileEx(file, 0, 1, 0, &place);  // fails when nothing is locked
}

OwnedDescriptor open_lock_file(const std::filesystem::path& file) {
    PrivateAccess access{PrivateAccess::To::file};
    // A link is opened as what it is, and refused.
    const HANDLE handle =
        ::CreateFileW(file.c_str(), GENERIC_READ | GENERIC_WRITE,
                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, access.attributes(),
                      OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
    if (handle == INVALID_HANDLE_VALUE) fail_to("opened", file, ::GetLastError());
    OwnedDescriptor owned{reinterpret_cast<Descriptor>(handle)};
    FILE_ATTRIBUTE_TAG_INFO info{};
    if (::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info) &&
        (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        fail_to("opened", file, ERROR_CANT_ACCESS_FILE);
    return owned;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& file)
    : file_(file), descriptor_(open_lock_file(file)) {}

bool FileLock::try_shared() { return try_lock(0); }
bool FileLock::try_exclusive() { return try_lock(LOCKFILE_EXCLUSIVE_LOCK); }

void FileLock::wait_exclusive() {
    unlock(handle_of(descriptor_));
    if (const DWORD error = lock(handle_of(descriptor_), LOCKFILE_EXCLUSIVE_LOCK))
        fail_to("locked", file_, error);
}

bool FileLock::try_lock(int operation) {
    unlock(handle_of(descriptor_));
    const DWORD flags = static_cast<DWORD>(operation) | LOCKFILE_FAIL_IMMEDIATELY;
    const DWORD error = lock(handle_of(descriptor_), flags);
    if (error != ERROR_SUCCESS && error != ERROR_LOCK_VIOLATION && error != ERROR_IO_PENDING)
        fail_to("locked", file_, error);
    return error == ERROR_SUCCESS;
}

}  // namespace indaba
