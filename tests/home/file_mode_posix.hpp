#pragma once
/// The mode of a file, which POSIX has.
#include <filesystem>

namespace indaba::test {

inline unsigned mode_of(const std::filesystem::path& file) {
    return static_cast<unsigned>(std::filesystem::status(file).permissions());
}

}  // namespace indaba::test
