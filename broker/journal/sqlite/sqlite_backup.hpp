#pragma once
/// Copies a journal into one file, while a broker may be writing to it.
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "common/keys/key.hpp"

namespace indaba::broker {

/// The copy could not be written. what() is the reason, without the file's name and a full stop.
struct UnwrittenBackup : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Writes the new file `to`, with the secret key in it if one is given, and checks it from its
/// first entry to its last. Throws UnwrittenBackup, or std::runtime_error with a sentence for the
/// operator.
void back_up_journal(const std::filesystem::path& from, const std::filesystem::path& to,
                     const std::optional<SecretKey>& secret);

}  // namespace indaba::broker
