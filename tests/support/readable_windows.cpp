#include <winsock2.h>

#include "tests/support/readable.hpp"

namespace indaba::test {

bool is_readable(Descriptor descriptor, std::chrono::milliseconds at_most) {
    WSAPOLLFD watched{static_cast<SOCKET>(descriptor), POLLIN, 0};
    return ::WSAPoll(&watched, 1, static_cast<int>(at_most.count())) == 1;
}

}  // namespace indaba::test
