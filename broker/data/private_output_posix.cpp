#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "broker/data/private_output.hpp"
#include "common/base/standard_descriptors.hpp"

namespace indaba::broker {
namespace {

void require(bool done, int error) {
    if (!done) throw std::system_error(error, std::generic_category());
}

}  // namespace

PrivateOutput::PrivateOutput(const std::filesystem::path& file)
    : descriptor_(
          ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
    require(descriptor_.is_open(), errno);
}

void PrivateOutput::write(std::string_view bytes) {
    const int error = write_all(static_cast<int>(descriptor_.number()), bytes);
    require(error == 0, error);
}

void PrivateOutput::sync() {
    const int descriptor = static_cast<int>(descriptor_.number());
#ifdef F_FULLFSYNC
    // On macOS fsync() leaves the file in the cache of the disk. A network's file system has none.
    if (::fcntl(descriptor, F_FULLFSYNC) == 0) return;
#endif
    require(::fsync(descriptor) == 0, errno);
}

}  // namespace indaba::broker
