#include "broker/journal/sqlite/sqlite_reader.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <system_error>

#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// SQLite's write-ahead log, which a crash leaves behind, and the memory that the processes share
/// which have the file open. Both files exist while a broker runs.
fs::path log_of(const fs::path& file) { return file.string() + "-wal"; }
fs::path shared_memory_of(const fs::path& file) { return file.string() + "-shm"; }

bool is_there(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

void copy_part(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::copy_file(from, to, error);
    if (!error) fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
    if (error)
        throw std::runtime_error(fmt::format("{} cannot be copied to {}: {}.", from.string(),
                                             to.parent_path().string(), error.message()));
}

}  // namespace

SqliteReader::SqliteReader(const fs::path& file)
    : file_(file), is_at_rest_(!is_there(shared_memory_of(file))) {
    if (!is_there(log_of(file)))
        database_.emplace(open_journal_to_read(file, sqlite::Mode::read_unlocked));
    else if (is_at_rest_)
        open_copy();  // SQLite would make the file of the shared memory
    else
        database_.emplace(open_journal_to_read(file));
}

bool SqliteReader::is_outdated() const { return is_at_rest_ && is_there(shared_memory_of(file_)); }

void SqliteReader::open_copy() {
    copy_.emplace(fs::temp_directory_path());
    const fs::path copy = copy_->path() / journal_file_name;
    copy_part(file_, copy);
    copy_part(log_of(file_), log_of(copy));
    database_.emplace(open_journal_to_read(copy));
}

}  // namespace indaba::broker
