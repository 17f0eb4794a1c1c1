#include <fmt/format.h>

#include <atomic>
#include <stdexcept>
#include <system_error>

#include "common/base/error_windows.hpp"
#include "common/base/path_text.hpp"
#include "common/base/private_access_windows.hpp"
#include "common/base/scratch_directory.hpp"

namespace indaba {

ScratchDirectory::ScratchDirectory(const std::filesystem::path& parent) {
    static std::atomic<unsigned> number{0};
    PrivateAccess access{PrivateAccess::To::directory};
    for (;;) {
        // One that a killed process left may have the name already.
        const auto path =
            parent / fmt::format(".indaba-{:x}-{:x}", ::GetCurrentProcessId(), number.fetch_add(1));
        if (::CreateDirectoryW(path.c_str(), access.attributes())) {
            path_ = path;
            return;
        }
        const DWORD error = ::GetLastError();
        if (error != ERROR_ALREADY_EXISTS)
            throw std::runtime_error(
                fmt::format("{} cannot be written: {}.", to_utf8(parent), error_text(error)));
    }
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace indaba
