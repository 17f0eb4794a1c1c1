#include "tests/postgresql/server_directory.hpp"

#include <fmt/format.h>

#include <exception>
#include <fstream>
#include <string>

#include "tests/postgresql/postmaster.hpp"
#include "tests/postgresql/server_program.hpp"

namespace indaba::test {
namespace {

namespace fs = std::filesystem;

/// Returns a lock that is held: one process at a time makes the template or a directory.
FileLock locked(const fs::path& shared) {
    FileLock lock(shared / "lock");
    lock.wait_exclusive();
    return lock;
}

bool is_abandoned(const fs::path& directory) {
    try {
        return FileLock::on_directory(directory).try_exclusive();
    } catch (const std::exception&) {
        return false;  // its owner has just removed it
    }
}

/// Removes the directories of servers whose test program has ended. Returns the place for another.
fs::path swept(const fs::path& shared) {
    for (const auto& entry : fs::directory_iterator(shared)) {
        const bool is_server = entry.path().filename().native().starts_with(".indaba-");
        if (!is_server || !is_abandoned(entry.path())) continue;
        Postmaster::kill_on(entry.path() / "data");  // one that is paused does not end by itself
        std::error_code ignored;
        fs::remove_all(entry.path(), ignored);
    }
    return shared;
}

void make_template(const fs::path& directory, int wal_segment_mib) {
    const fs::path unfinished = directory.native() + ".new";
    fs::remove_all(unfinished);  // a killed test left it
    fs::create_directory(unfinished);
    give_to_server_user(unfinished);
    // Without checksums (-k) pg_rewind refuses to work.
    run_server_program({server_programs() / "initdb", "-D", unfinished, "-U", "indaba", "-A",
                        "trust", "-E", "UTF8", "-k", "--locale=C", "--no-sync", "--no-instructions",
                        fmt::format("--wal-segsize={}", wal_segment_mib)},
                       directory.native() + ".log");
    std::ofstream(unfinished / "postgresql.conf", std::ios::app)
        << "include_if_exists = 'indaba.conf'\n";
    fs::rename(unfinished, directory);
}

}  // namespace

ServerDirectory::ServerDirectory(Storage storage)
    : ServerDirectory(shared_server_directory(storage)) {}

ServerDirectory::ServerDirectory(const fs::path& shared)
    : ServerDirectory(shared, locked(shared)) {}

ServerDirectory::ServerDirectory(const fs::path& shared, const FileLock&)
    : directory_(swept(shared)), lock_(FileLock::on_directory(path())) {
    lock_.try_exclusive();
    give_to_server_user(path());
}

void ServerDirectory::copy_template(int wal_segment_mib) {
    const fs::path shared = path().parent_path();
    const fs::path original = shared / fmt::format("template-{}", wal_segment_mib);
    {
        const FileLock lock = locked(shared);
        if (!fs::exists(original)) make_template(original, wal_segment_mib);
    }
    run_server_program({"cp", "-a", original, data()}, log());
}

void ServerDirectory::write(const char* name, const std::string& text) {
    const fs::path file = data() / name;
    std::ofstream(file, std::ios::trunc) << text;
    give_to_server_user(file);
}

}  // namespace indaba::test
