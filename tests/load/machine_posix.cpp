#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/load/machine.hpp"

namespace indaba::load {

std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

std::optional<std::chrono::microseconds> cpu_time_of(int pid) {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string line;
    if (!std::getline(file, line)) return std::nullopt;
    // The program's name, in brackets, may hold spaces; utime and stime are the 12th and 13th
    // words after it.
    std::istringstream words(line.substr(line.rfind(')') + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) words >> skipped;
    std::int64_t user = 0, system = 0;
    if (!(words >> user >> system)) return std::nullopt;
    return std::chrono::microseconds{(user + system) * 1'000'000 / ::sysconf(_SC_CLK_TCK)};
}

std::optional<std::uint64_t> memory_kib_of(int pid) {
    std::ifstream file(fmt::format("/proc/{}/status", pid));
    for (std::string word; file >> word;) {
        std::uint64_t kib = 0;
        if (word == "VmRSS:" && file >> kib) return kib;
    }
    return std::nullopt;
}

}  // namespace indaba::load
