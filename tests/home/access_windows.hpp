#pragma once
/// The access to a file on Windows: opens it to everyone, and says whether others have any.
#include "common/base/private_access_windows.hpp"

// Windows' own header has to come before it.
#include <aclapi.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace indaba::test {

/// Puts an entry in front of the file's list that lets Everyone read, as in a shared directory.
inline void let_everyone_read(const std::filesystem::path& file) {
    alignas(SID) char sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof sid;
    PACL before = nullptr, after = nullptr;
    PSECURITY_DESCRIPTOR owner = nullptr;
    EXPLICIT_ACCESSW entry{};
    entry.grfAccessPermissions = GENERIC_READ;
    entry.grfAccessMode = GRANT_ACCESS;
    entry.Trustee.TrusteeForm = TRUSTEE_IS_SID;
    entry.Trustee.ptstrName = reinterpret_cast<wchar_t*>(sid);
    std::wstring name = file.wstring();
    if (!::CreateWellKnownSid(WinWorldSid, nullptr, sid, &size) ||
        ::GetNamedSecurityInfoW(name.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                nullptr, &before, nullptr, &owner) != ERROR_SUCCESS ||
        ::SetEntriesInAclW(1, &entry, before, &after) != ERROR_SUCCESS ||
        ::SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                nullptr, after, nullptr) != ERROR_SUCCESS)
        throw std::runtime_error("The access to a file cannot be changed.");
    ::LocalFree(after);
    ::LocalFree(owner);
}

/// Returns whether the file or directory lets in nobody but its user, SYSTEM and administrators.
inline bool is_private(const std::filesystem::path& file) {
    const HANDLE handle =
        ::CreateFileW(file.c_str(), READ_CONTROL, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                      OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (handle == INVALID_HANDLE_VALUE) throw std::runtime_error("A file cannot be opened.");
    std::vector<ForeignAccess> others;
    const unsigned long error = find_foreign_access(handle, others);
    ::CloseHandle(handle);
    return error == ERROR_SUCCESS && others.empty();
}

}  // namespace indaba::test
