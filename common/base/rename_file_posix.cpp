#include "common/base/rename_file.hpp"

namespace indaba {

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::rename(from, to);
}

}  // namespace indaba
