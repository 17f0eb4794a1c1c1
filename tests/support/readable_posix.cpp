#include "tests/support/readable.hpp"

#include <poll.h>

namespace indaba::test {

bool is_readable(Descriptor descriptor, std::chrono::milliseconds at_most) {
    pollfd watched{static_cast<int>(descriptor), POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(at_most.count())) == 1;
}

}  // namespace indaba::test
