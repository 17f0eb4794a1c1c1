#pragma once
/// A directory that only its owner can enter, removed with everything in it at the end of this
/// object.
#include <filesystem>

namespace indaba {

class ScratchDirectory {
 public:
    /// Makes it in `parent`. Throws std::runtime_error with a sentence.
    explicit ScratchDirectory(const std::filesystem::path& parent);
    ~ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

}  // namespace indaba
