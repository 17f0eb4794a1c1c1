#include "broker/data/backup.hpp"

#include <fmt/format.h>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "broker/data/published_file.hpp"
#include "broker/journal/sqlite/sqlite_backup.hpp"
#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/process/standard_output.hpp"
#include "common/base/scratch_directory.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// Returns nullopt for a broker without encryption, which has no key.
std::optional<SecretKey> secret_of(const fs::path& data) {
    const std::optional<Key> key = load_key(data / "key");
    return key ? std::optional(key->secret) : std::nullopt;
}

/// Makes the copy in a temporary directory. An error names what the operator named.
void copy_journal(const fs::path& data, const fs::path& finished, const BackupOptions& options) {
    try {
        back_up_journal(data / journal_file_name, finished,
                        options.with_key ? secret_of(data) : std::nullopt);
    } catch (const UnwrittenBackup& error) {
        throw std::runtime_error(fmt::format(
            "{} cannot be written: {}.",
            options.to == "-" ? "The temporary copy in " + fs::temp_directory_path().string()
                              : options.to.string(),
            error.what()));
    }
}

void write_to_standard_output(const fs::path& file) try {
    std::ifstream in(file, std::ios::binary);
    in.exceptions(std::ios::badbit);
    std::string chunk(65536, '\0');
    do {
        in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        if (!print_output(std::string_view(chunk).substr(0, static_cast<std::size_t>(in.gcount()))))
            throw std::runtime_error("The backup is not complete: its reader has gone.");
    } while (in);
} catch (const std::system_error& error) {
    throw std::runtime_error(
        fmt::format("The backup could not be written to standard output completely: {}.",
                    error.code().message()));
}

}  // namespace

void back_up(const fs::path& data, const BackupOptions& options) {
    const bool to_output = options.to == "-";
    if (to_output && output_is_terminal())
        throw std::runtime_error(
            "A backup is not for a terminal. Send it on with | or >, or name a file.");
    if (!to_output) require_free_name(options.to, options.overwrite);
    const fs::path parent = fs::absolute(options.to).parent_path();
    const ScratchDirectory scratch(to_output ? fs::temp_directory_path() : parent);
    const fs::path finished = scratch.path() / "backup";
    copy_journal(data, finished, options);
    if (to_output) return write_to_standard_output(finished);
    publish(finished, options.to, options.overwrite);
}

}  // namespace indaba::broker
