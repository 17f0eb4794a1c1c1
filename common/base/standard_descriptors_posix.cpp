#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "common/base/standard_descriptors.hpp"

namespace indaba {

/// open() returns the lowest free number: that of the first closed descriptor.
void open_standard_descriptors() {
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number)
        if (::fcntl(number, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != number) std::abort();
}

}  // namespace indaba
