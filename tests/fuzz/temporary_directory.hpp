#pragma once
/// A directory of this process alone, in memory where there is such a place, gone at its end.
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
        if (!::mkdtemp(name.data())) throw std::runtime_error("there is no place for files");
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
    /// A file that only its owner may read, as all of ours are.
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
