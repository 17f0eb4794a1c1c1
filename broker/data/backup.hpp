#pragma once
/// Writes a backup of a data directory: one file, from which `verify` and a new data directory can
/// be made. A broker may be running.
#include <filesystem>

namespace indaba::broker {

struct BackupOptions {
    std::filesystem::path to;  // "-": standard output
    bool with_key = true;
    bool overwrite = false;
};

/// Writes the whole backup or nothing. Throws std::runtime_error with a sentence for the operator.
void back_up(const std::filesystem::path& data, const BackupOptions& options);

}  // namespace indaba::broker
