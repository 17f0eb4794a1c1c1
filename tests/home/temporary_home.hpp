#pragma once
/// A home for one test, removed afterwards, and helpers to read and write its files as bytes.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "common/base/scratch_directory.hpp"

namespace indaba::test {

class TemporaryHome : public ScratchDirectory {
 public:
    TemporaryHome() : ScratchDirectory(std::filesystem::temp_directory_path()) {}
    std::filesystem::path operator/(const char* name) const { return path() / name; }
};

inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_to(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

/// Returns whether the sentence holds this part.
inline bool says(const std::string& sentence, std::string_view part) {
    return sentence.find(part) != std::string::npos;
}

/// Returns the sentence of the exception that `action` throws, or "" when it throws none.
template <class Action>
std::string sentence_of(Action&& action) {
    try {
        action();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

}  // namespace indaba::test
