#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "common/base/descriptor.hpp"
#include "common/base/error_windows.hpp"
#include "common/base/path_text.hpp"
#include "common/base/private_access_windows.hpp"
#include "common/keys/private_file.hpp"

namespace indaba {
namespace fs = std::filesystem;
namespace {

/// A scanner or an indexer may hold a file for a moment, without leave for others to rename it.
constexpr ULONGLONG max_move_wait_ms = 1'000;
constexpr ULONGLONG max_open_wait_ms = 200;
constexpr DWORD retry_ms = 10;

[[noreturn]] void fail(const fs::path& file, const char* what, DWORD error) {
    throw std::runtime_error(
        fmt::format("{} cannot be {}: {}.", to_utf8(file), what, error_text(error)));
}

/// Calls `attempt` until it succeeds, fails for good, or the file was held for `max_wait_ms`.
/// Returns ERROR_SUCCESS or the last error.
template <class Attempt>
DWORD while_held(ULONGLONG max_wait_ms, const Attempt& attempt) {
    const ULONGLONG end = ::GetTickCount64() + max_wait_ms;
    for (;;) {
        if (attempt()) return ERROR_SUCCESS;
        const DWORD error = ::GetLastError();
        // A file that is being deleted or replaced denies access as well.
        const bool held = error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION ||
                          error == ERROR_ACCESS_DENIED;
        if (!held || ::GetTickCount64() >= end) return error;
        ::Sleep(retry_ms);
    }
}

HANDLE handle_of(const OwnedDescriptor& file) { return reinterpret_cast<HANDLE>(file.number()); }

struct Opening {
    DWORD access;
    DWORD sharing;
    DWORD disposition;
};

/// Opens a file, and a link as what it is. `error` becomes that of Windows. A file that is made
/// belongs to the user alone.
OwnedDescriptor open_file(const fs::path& file, const Opening& how, DWORD& error) {
    // The server of a pipe with such a name learns nothing.
    constexpr DWORD flags = FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT |
                            FILE_FLAG_BACKUP_SEMANTICS |  // opens directories, too
                            SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS;
    PrivateAccess access{PrivateAccess::To::file};
    HANDLE handle = INVALID_HANDLE_VALUE;
    // A new file is not held by anyone.
    error = while_held(how.disposition == CREATE_NEW ? 0 : max_open_wait_ms, [&] {
        handle = ::CreateFileW(file.c_str(), how.access, how.sharing, access.attributes(),
                               how.disposition, flags, nullptr);
        return handle != INVALID_HANDLE_VALUE;
    });
    return OwnedDescriptor{reinterpret_cast<Descriptor>(handle)};
}

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/// Returns ERROR_SUCCESS or what went wrong.
DWORD write_all(HANDLE file, std::string_view content) {
    while (!content.empty()) {
        const auto size = static_cast<DWORD>(std::min<std::size_t>(content.size(), 1U << 30U));
        DWORD written = 0;
        if (!::WriteFile(file, content.data(), size, &written, nullptr)) return ::GetLastError();
        if (written == 0) return ERROR_WRITE_FAULT;
        content.remove_prefix(written);
    }
    return ERROR_SUCCESS;
}

/// A file beside `file` that vanishes with this object, unless it is moved to its place.
class Temporary {
 public:
    Temporary(const fs::path& file, std::string_view content) : file_(file) {
        write(make(), content);
    }
    ~Temporary() {
        if (!moved_) ::DeleteFileW(name_.c_str());
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;

    /// Gives the file its name. Returns ERROR_SUCCESS or what went wrong.
    DWORD move(DWORD flags) {
        const DWORD error = while_held(max_move_wait_ms, [&] {
            return ::MoveFileExW(name_.c_str(), file_.c_str(), flags | MOVEFILE_WRITE_THROUGH) != 0;
        });
        moved_ = error == ERROR_SUCCESS;
        return error;
    }

 private:
    OwnedDescriptor make() {
        static std::atomic<unsigned> number{0};
        for (;;) {
            // One that a killed process left may have the name already.
            name_ = file_;
            name_ += fmt::format(".new-{:x}-{:x}", ::GetCurrentProcessId(), number.fetch_add(1));
            DWORD error = ERROR_SUCCESS;
            OwnedDescriptor made =
                open_file(name_, {GENERIC_WRITE, FILE_SHARE_DELETE, CREATE_NEW}, error);
            if (made.is_open()) return made;
            if (error != ERROR_FILE_EXISTS) fail(file_, "written", error);
        }
    }
    void write(const OwnedDescriptor& made, std::string_view content) {
        DWORD error = write_all(handle_of(made), content);
        if (error == ERROR_SUCCESS && !::FlushFileBuffers(handle_of(made)))
            error = ::GetLastError();
        if (error == ERROR_SUCCESS) return;
        ::DeleteFileW(name_.c_str());  // a constructor that throws has no destructor
        fail(file_, "written", error);
    }

    fs::path file_;
    fs::path name_;
    bool moved_ = false;
};

[[noreturn]] void throw_foreign(const fs::path& file, const std::vector<ForeignAccess>& foreign) {
    std::string names, sids;
    for (const ForeignAccess& one : foreign) {
        names += (names.empty() ? "" : ", ") + one.name;
        sids += fmt::format(" \"{}\"", one.sid);
    }
    throw std::runtime_error(fmt::format(
        "{0} can be opened by other users ({1}). Repair it with: icacls \"{0}\" /inheritance:r "
        "/grant:r \"{2}:F\" /remove:g{3}",
        to_utf8(file), names, own_sid(), sids));
}

/// Throws unless it is a plain file that only its owner can open.
void check_private(const fs::path& file, HANDLE handle) {
    FILE_ATTRIBUTE_TAG_INFO info{};
    if (::GetFileType(handle) != FILE_TYPE_DISK)
        throw std::runtime_error(fmt::format("{} is not a plain file.", to_utf8(file)));
    if (!::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info))
        fail(file, "examined", ::GetLastError());
    if ((info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        throw std::runtime_error(
            fmt::format("{} is a symbolic link. Put the file itself in its place.", to_utf8(file)));
    if ((info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
        throw std::runtime_error(fmt::format("{} is not a plain file.", to_utf8(file)));
    std::vector<ForeignAccess> foreign;
    if (const DWORD error = find_foreign_access(handle, foreign)) fail(file, "examined", error);
    if (!foreign.empty()) throw_foreign(file, foreign);
}

}  // namespace

std::optional<std::string> read_private_file(const fs::path& file, std::size_t limit) {
    DWORD error = ERROR_SUCCESS;
    const OwnedDescriptor opened = open_file(file, {GENERIC_READ, share_all, OPEN_EXISTING}, error);
    if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) return std::nullopt;
    if (error != ERROR_SUCCESS) fail(file, "opened", error);
    check_private(file, handle_of(opened));

    std::string content;
    std::size_t length = 0;
    while (length < limit) {
        // The buffer grows with the content: the limit may be a thousand times its size.
        if (length == content.size()) content.resize(std::min(limit, 2 * length + 4096));
        const auto size =
            static_cast<DWORD>(std::min<std::size_t>(content.size() - length, 1U << 30U));
        DWORD got = 0;
        if (!::ReadFile(handle_of(opened), content.data() + length, size, &got, nullptr))
            fail(file, "read", ::GetLastError());
        if (got == 0) break;
        length += got;
    }
    content.resize(length);
    return content;
}

bool create_private_file(const fs::path& file, std::string_view content) {
    Temporary temporary{file, content};
    // Without MOVEFILE_REPLACE_EXISTING it never replaces what another process has just made.
    const DWORD error = temporary.move(0);
    if (error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS) return false;
    if (error != ERROR_SUCCESS) fail(file, "created", error);
    sync_name(file);
    return true;
}

void replace_private_file(const fs::path& file, std::string_view content) {
    Temporary temporary{file, content};
    if (const DWORD error = temporary.move(MOVEFILE_REPLACE_EXISTING))
        fail(file, "replaced", error);
    sync_name(file);
}

void append_private_file(const fs::path& file, std::string_view content) {
    DWORD error = ERROR_SUCCESS;
    const OwnedDescriptor opened =
        open_file(file,
                  {FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE, share_all,
                   OPEN_ALWAYS},
                  error);
    if (!opened.is_open()) fail(file, "opened", error);
    check_private(file, handle_of(opened));
    error = write_all(handle_of(opened), content);
    if (error != ERROR_SUCCESS) fail(file, "written", error);
}

/// Few file systems flush a directory. On the others, and where the user may not, a name is as
/// durable as it can be: NTFS logs it, in order.
void sync_name(const fs::path& file) {
    const fs::path directory = file.has_parent_path() ? file.parent_path() : fs::path(L".");
    const HANDLE handle = ::CreateFileW(directory.c_str(), GENERIC_WRITE, share_all, nullptr,
                                        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return;
    ::FlushFileBuffers(handle);
    ::CloseHandle(handle);
}

}  // namespace indaba
