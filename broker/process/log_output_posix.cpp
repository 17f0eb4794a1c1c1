#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "broker/process/log_output.hpp"

namespace indaba::broker {
namespace {

/// Returns how many bytes were written: 0 if the descriptor is not ready or fails.
std::size_t write_without_waiting(std::string_view bytes) {
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    if (poll(&output, 1, 0) != 1 || (output.revents & POLLOUT) == 0) return 0;
    ssize_t written = 0;
    do written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    while (written < 0 && errno == EINTR);
    return written < 0 ? 0 : static_cast<std::size_t>(written);
}

}  // namespace

bool LogOutput::write(std::string_view line) {
    if (!rest_.empty()) rest_.erase(0, write_without_waiting(rest_));
    if (!rest_.empty()) return false;
    const std::size_t written = write_without_waiting(line);
    if (written == 0) return false;
    rest_ = line.substr(written);
    return true;
}

}  // namespace indaba::broker
