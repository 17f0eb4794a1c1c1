#pragma once
/// Files that only their owner may read, written whole or not at all: key, settings, stores.
/// Used by key.cpp, settings.cpp and store_file.cpp. One implementation per platform; it knows
/// nothing of what the files hold. All throw std::runtime_error with a sentence.
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace indaba {

/// Its first `limit` bytes; nothing when there is no such file. Throws when others than its owner
/// can read or write it, and when it is no plain file (a link would hide where it is).
std::optional<std::string> read_private_file(const std::filesystem::path& file, std::size_t limit);

/// When it returns true, the file is on the disk with this content; a crash leaves all of it or
/// none. False when there is such a file already: that is never touched.
bool create_private_file(const std::filesystem::path& file, std::string_view content);

/// The same, in place of what was there.
void replace_private_file(const std::filesystem::path& file, std::string_view content);

/// That it was renamed or removed stays true even when the power fails.
void sync_name(const std::filesystem::path& file);

}  // namespace indaba
