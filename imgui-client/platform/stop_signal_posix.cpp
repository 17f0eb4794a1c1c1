#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>

#include "imgui-client/platform/stop_signal.hpp"

namespace indaba::ui {
namespace {

volatile std::sig_atomic_t stop_flag = 0;
int stop_pipe[2] = {-1, -1};

extern "C" void on_stop_signal(int) {
    const int kept = errno;
    stop_flag = 1;
    // Full: then it is readable already.
    [[maybe_unused]] const ssize_t written = ::write(stop_pipe[1], "", 1);
    errno = kept;
}

}  // namespace

void catch_stop_signals() {
    if (stop_pipe[0] >= 0) return;
    if (::pipe(stop_pipe) != 0) throw std::runtime_error("No pipe could be made.");
    for (const int end : stop_pipe) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    struct sigaction action {};
    action.sa_handler = on_stop_signal;
    sigemptyset(&action.sa_mask);
    for (const int number : {SIGTERM, SIGINT}) sigaction(number, &action, nullptr);
}

bool stop_requested() { return stop_flag != 0; }
int stop_descriptor() { return stop_pipe[0]; }

}  // namespace indaba::ui
