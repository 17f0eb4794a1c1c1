#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

#include "common/base/private_directory.hpp"

namespace indaba {
namespace fs = std::filesystem;
namespace {

#ifdef __APPLE__
constexpr const char* data_directory = "Library/Application Support";
#else
constexpr const char* data_directory = ".local/share";
#endif

std::optional<fs::path> absolute_path_from(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value == '/' ? std::optional<fs::path>(value) : std::nullopt;
}

}  // namespace

std::optional<fs::path> user_data_directory(const char* name) {
    if (const auto data = absolute_path_from("XDG_DATA_HOME")) return *data / name;
    if (const auto user = absolute_path_from("HOME")) return *user / data_directory / name;
    return std::nullopt;
}

std::error_code make_private_directory(const fs::path& directory) {
    // Without a slash at the end, which would make the directory its own parent.
    const fs::path path = directory.has_filename() ? directory : directory.parent_path();
    std::error_code error;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
    if (error || ::mkdir(path.c_str(), 0700) == 0) return error;
    const int why = errno;
    if (fs::is_directory(path, error)) return {};
    return std::make_error_code(why == EEXIST ? std::errc::not_a_directory
                                              : static_cast<std::errc>(why));
}

}  // namespace indaba
