#include <cerrno>

#include "common/base/error_windows.hpp"
#include "common/base/private_access_windows.hpp"
#include "common/base/private_directory.hpp"
// Needs what stands above.
#include <shlobj.h>

namespace indaba {
namespace fs = std::filesystem;

std::optional<fs::path> user_data_directory(const char* name) {
    wchar_t* folder = nullptr;
    const bool known =
        SUCCEEDED(::SHGetKnownFolderPath(FOLDERID_LocalAppData, 0, nullptr, &folder));
    std::optional<fs::path> found;
    if (known) found = fs::path(folder) / name;
    ::CoTaskMemFree(folder);  // also after a failure
    return found;
}

std::error_code make_private_directory(const fs::path& directory) {
    // Without a separator at the end, which would make the directory its own parent.
    const fs::path path = directory.has_filename() ? directory : directory.parent_path();
    std::error_code error;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
    PrivateAccess access{PrivateAccess::To::directory};
    if (error || ::CreateDirectoryW(path.c_str(), access.attributes())) return error;
    const int why = errno_of(::GetLastError());
    if (fs::is_directory(path, error)) return {};
    return std::make_error_code(why == EEXIST ? std::errc::not_a_directory
                                              : static_cast<std::errc>(why));
}

}  // namespace indaba
