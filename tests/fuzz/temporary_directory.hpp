#pragma once
/// A directory of this process alone, in memory if the system has /dev/shm. The destructor removes
/// it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace indaba::fuzz {

class Scratch {
 public:
    Scratch() {
        std::error_code no;
        const std::filesystem::path memory = "/dev/shm";
        const auto base = std::filesystem::is_directory(memory, no)
                              ? memory
                              : std::filesystem::temp_directory_path();
        std::string name = (base / "indaba-fuzz-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            throw std::runtime_error("a temporary directory could not be created");
        path_ = name;
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::filesystem::path& path() const { return path_; }

    void clear() const {
        for (const auto& entry : std::filesystem::directory_iterator(path_))
            std::filesystem::remove_all(entry.path());
    }
    /// Writes a file that only its owner may read, as the programs require, and returns its path.
    std::filesystem::path put(const std::string& name, std::string_view bytes) const {
        const std::filesystem::path file = path_ / name;
        std::ofstream(file, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        std::filesystem::permissions(file, std::filesystem::perms{0600});
        return file;
    }

 private:
    std::filesystem::path path_;
};

}  // namespace indaba::fuzz
