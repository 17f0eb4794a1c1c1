#include "common/client/home/shared_files.hpp"

namespace indaba::client {

FileLock lock_shared_files(const std::filesystem::path& home) {
    FileLock lock(home / "files.lock");
    lock.wait_exclusive();
    return lock;
}

}  // namespace indaba::client
