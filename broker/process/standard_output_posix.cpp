#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "broker/process/standard_output.hpp"

namespace indaba::broker {
namespace {

/// Returns false with errno. Waits for a descriptor that is full and does not wait by itself.
bool write_all(int descriptor, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            pollfd output{descriptor, POLLOUT, 0};
            poll(&output, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

}  // namespace

void print_output(std::string_view text) {
    if (!write_all(STDOUT_FILENO, text))
        throw std::system_error(errno, std::generic_category(),
                                "The answer cannot be written to standard output");
}

void print_error(std::string_view text) noexcept { write_all(STDERR_FILENO, text); }

}  // namespace indaba::broker
