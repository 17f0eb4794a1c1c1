#pragma once
/// The directory in which a program of one user keeps its data: a client's home, the broker's data
/// directory.
#include <filesystem>
#include <optional>
#include <system_error>

namespace indaba {

/// Returns where NAME keeps the data of this user, or nullopt. On POSIX that is
/// $XDG_DATA_HOME/NAME, else $HOME/.local/share/NAME (on macOS $HOME/Library/Application
/// Support/NAME); as XDG demands, a relative path in either variable counts as unset. On Windows it
/// is the folder NAME in the user's local application data, whatever the environment.
std::optional<std::filesystem::path> user_data_directory(const char* name);

/// Makes the directory, and its parents, unless it exists. No other user can open it: mode 0700, or
/// the access of private_access_windows.hpp. Returns an error when there is no such directory
/// afterwards.
std::error_code make_private_directory(const std::filesystem::path& directory);

}  // namespace indaba
