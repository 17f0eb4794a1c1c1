#pragma once
/// The directory of one server: its data, its log and its socket. It is removed with this object.
/// One that a killed test left behind is removed by the next object, in whatever process.
#include <filesystem>
#include <string>

#include "common/base/file_lock.hpp"
#include "common/base/scratch_directory.hpp"
#include "tests/postgresql/server_program.hpp"

namespace indaba::test {

class ServerDirectory {
 public:
    explicit ServerDirectory(Storage storage);

    const std::filesystem::path& path() const { return directory_.path(); }
    std::filesystem::path data() const { return path() / "data"; }
    std::filesystem::path log() const { return path() / "log"; }

    /// Copies the data of an empty server, which all processes of this user share. The first one
    /// makes it, which takes about a second.
    void copy_template(int wal_segment_mib);
    /// Writes a file of the data for the server.
    void write(const char* name, const std::string& text);

 private:
    explicit ServerDirectory(const std::filesystem::path& shared);
    ServerDirectory(const std::filesystem::path& shared, const FileLock& lock_on_shared);
    ScratchDirectory directory_;
    FileLock lock_;  // held while this object lives
};

}  // namespace indaba::test
