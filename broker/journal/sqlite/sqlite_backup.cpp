#include "broker/journal/sqlite/sqlite_backup.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "broker/journal/sqlite/sqlite_reader.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

void copy(const fs::path& from, const fs::path& to, const std::optional<SecretKey>& secret) {
    SqliteReader source(from);
    sqlite::Connection target(to, sqlite::Mode::create);
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
    source.database().copy_to(target);
    target.execute("PRAGMA journal_mode = DELETE");  // everything is in one file
    if (secret) add_secret_key(target, *secret);
    if (source.is_outdated()) throw std::runtime_error("A broker has just started. Try again.");
}

}  // namespace

void back_up_journal(const fs::path& from, const fs::path& to,
                     const std::optional<SecretKey>& secret) {
    try {
        copy(from, to, secret);
    } catch (const sqlite::Error& error) {
        if (!std::string_view(error.what()).starts_with(to.string())) throw;
        const bool is_full = error.failure() == sqlite::Failure::full;
        throw UnwrittenBackup(is_full ? "its disk is full. Make room there, or choose another disk"
                                      : error.reason());
    }
    const VerifyResult copied = verify_journal(to);
    if (copied.problem.empty()) return;
    throw std::runtime_error(fmt::format(
        "{} is damaged, and no backup was made: {} Keep the last good backup, and copy the data "
        "directory as it is.",
        from.string(), copied.problem));
}

}  // namespace indaba::broker
