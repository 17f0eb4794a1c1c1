#pragma once
/// The directory in which a program of one user keeps its data: a client's home, the broker's data
/// directory.
#include <filesystem>
#include <optional>
#include <system_error>

namespace indaba {

/// Returns $XDG_DATA_HOME/NAME, else $HOME/.local/share/NAME (on macOS $HOME/Library/Application
/// Support/NAME), else nullopt. As XDG demands, a relative path in either variable counts as unset.
std::optional<std::filesystem::path> user_data_directory(const char* name);

/// Makes the directory with mode 0700, and its parents, unless it exists. Returns an error when
/// there is no such directory afterwards.
std::error_code make_private_directory(const std::filesystem::path& directory);

}  // namespace indaba
