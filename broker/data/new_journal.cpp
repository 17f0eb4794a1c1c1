#include "broker/data/new_journal.hpp"

#include <fmt/format.h>

#include <system_error>

#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/journal/sqlite/sqlite_records.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "common/keys/private_file.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// A log of SQLite without its journal would be applied to the new one.
void require_no_journal(const fs::path& data) {
    const fs::path file = data / journal_file_name;
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
        const fs::path part = file.string() + ending;
        std::error_code error;
        if (!fs::exists(fs::symlink_status(part, error))) continue;
        throw std::runtime_error(fmt::format(
            "{} exists already, and nothing of a journal is overwritten. Move it away, or choose "
            "another directory with --data.",
            part.string()));
    }
}

}  // namespace

std::optional<Key> key_of_directory(const fs::path& data) try {
    return load_key(data / "key");
} catch (const DamagedKey&) {
    throw std::runtime_error(fmt::format(
        "{} is damaged: it should be one line of hexadecimal digits. Put it back from a backup, or "
        "move it away: then a new key is made, and every client asks about it.",
        (data / "key").string()));
}

NewJournal::NewJournal(const fs::path& data, std::string_view nothing, For place)
    : data_(data), nothing_(nothing), lock_(lock_data_directory(data)) {
    if (place == For::directory) require_no_journal(data);
    unfinished_.emplace(data);
    file_ = unfinished_->file();
}

void NewJournal::write(const std::function<void(const fs::path&)>& write) const {
    try {
        write(file_);
    } catch (const sqlite::Error& error) {
        if (error.failure() == sqlite::Failure::rejected_value) throw;
        const bool is_full = error.failure() == sqlite::Failure::full;
        throw std::runtime_error(fmt::format(
            "No journal can be written in {}: {}. {}", data_.string(),
            is_full ? "its disk is full. Make room there, or choose another disk with --data"
                    : error.reason(),
            nothing_));
    } catch (const std::runtime_error& error) {
        const std::string_view what = error.what();
        if (!what.starts_with(file_.string())) throw;
        throw std::runtime_error(
            fmt::format("{}{} {}", data_.string(), what.substr(file_.string().size()), nothing_));
    }
}

std::string NewJournal::problem() const { return verify_journal(file_).problem; }

void NewJournal::publish() const {
    fs::rename(file_, data_ / journal_file_name);
    sync_name(data_ / journal_file_name);
}

}  // namespace indaba::broker
