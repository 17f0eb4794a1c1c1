#pragma once
/// Files that only their owner may read, written completely or not at all: key, settings, stores.
/// The list of those who may have access besides is in private_access_windows.hpp; on POSIX it is
/// empty. All functions throw std::runtime_error with a sentence.
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace indaba {

/// Returns the first `limit` bytes, or nullopt when the file does not exist. Throws when other
/// users can read or write it, and when it is not a plain file (a link would hide where it is).
std::optional<std::string> read_private_file(const std::filesystem::path& file, std::size_t limit);

/// Creates the file. When it returns true the file is on the disk with this content; a crash leaves
/// the complete file or no file. Returns false when the file exists already, and leaves it
/// unchanged.
bool create_private_file(const std::filesystem::path& file, std::string_view content);

/// Writes the file as create_private_file does, in place of the existing one.
void replace_private_file(const std::filesystem::path& file, std::string_view content);

/// Appends to the file, which is created if it does not exist. A crash may leave a part of
/// `content` or nothing of it.
void append_private_file(const std::filesystem::path& file, std::string_view content);

/// Makes a renaming or removal of the file durable, as far as the file system can, so that a power
/// failure does not undo it.
void sync_name(const std::filesystem::path& file);

}  // namespace indaba
