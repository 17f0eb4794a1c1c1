#include <dirent.h>
#include <malloc.h>
#include <sys/resource.h>

#include <memory>

#include "broker/process/resources.hpp"

namespace indaba::broker {

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t descriptors_in_use() {
    const std::unique_ptr<DIR, int (*)(DIR*)> list(opendir("/dev/fd"), closedir);
    std::size_t count = 0;
    while (list && readdir(list.get())) ++count;
    return count;
}

void allocate_large_blocks_separately() {
#ifdef __GLIBC__
    constexpr int large = 32 * 1024;  // larger than any message or entry that is kept by itself
    mallopt(M_MMAP_THRESHOLD, large);
#endif
}

void return_free_memory() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

}  // namespace indaba::broker
