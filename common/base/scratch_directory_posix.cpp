#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/base/path_text.hpp"
#include "common/base/scratch_directory.hpp"

namespace indaba {

ScratchDirectory::ScratchDirectory(const std::filesystem::path& parent) {
    std::string name = to_utf8(parent / ".indaba-XXXXXX");
    if (!::mkdtemp(name.data()))  // 0700
        throw std::runtime_error(fmt::format("{} cannot be written: {}.", to_utf8(parent),
                                             std::generic_category().message(errno)));
    path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace indaba
