#pragma once
/// A directory of this process alone, in memory if the system has /dev/shm. The destructor removes
/// it.
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "common/base/scratch_directory.hpp"

namespace indaba::fuzz {

class Scratch : public ScratchDirectory {
 public:
    Scratch() : ScratchDirectory(parent()) {}

    void clear() const {
        for (const auto& entry : std::filesystem::directory_iterator(path()))
            std::filesystem::remove_all(entry.path());
    }
    /// Writes a file that only its owner may read, as the programs require, and returns its path.
    std::filesystem::path put(const std::string& name, std::string_view bytes) const {
        const std::filesystem::path file = path() / name;
        std::ofstream(file, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        std::filesystem::permissions(file, std::filesystem::perms{0600});
        return file;
    }

 private:
    static std::filesystem::path parent() {
        std::error_code no;
        const std::filesystem::path memory = "/dev/shm";
        return std::filesystem::is_directory(memory, no) ? memory
                                                         : std::filesystem::temp_directory_path();
    }
};

}  // namespace indaba::fuzz
