#pragma once
/// Gives a finished file the name that the operator chose for it.
#include <filesystem>

namespace indaba::broker {

/// Throws std::runtime_error with a sentence when the name is taken and may not be.
void require_free_name(const std::filesystem::path& to, bool overwrite);

/// Moves the file to its name, in the same file system, and makes the name durable. It never
/// replaces what another program has just made, unless it may overwrite. Throws std::runtime_error
/// with a sentence.
void publish(const std::filesystem::path& finished, const std::filesystem::path& to,
             bool overwrite);

}  // namespace indaba::broker
