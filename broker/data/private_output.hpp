#pragma once
/// A new file that only its owner may read, written piece by piece. POSIX in
/// private_output_posix.cpp. All functions throw std::system_error.
#include <filesystem>
#include <string_view>

#include "common/base/descriptor.hpp"

namespace indaba::broker {

class PrivateOutput {
 public:
    /// Makes the file, which does not exist yet.
    explicit PrivateOutput(const std::filesystem::path& file);
    void write(std::string_view bytes);
    /// Returns once everything is on the disk itself.
    void sync();

 private:
    OwnedDescriptor descriptor_;
};

}  // namespace indaba::broker
