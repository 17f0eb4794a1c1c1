#include <atomic>
#include <stdexcept>

#include "common/base/stop_signal.hpp"
#include "common/base/wakeup_pipe.hpp"
#include "common/base/windows_api_windows.hpp"

namespace indaba {
namespace {

/// Longer than Windows waits for a program whose console is closed (5 s).
constexpr DWORD max_wait_ms = 10'000;

std::atomic<bool> stop_flag{false};
std::atomic<const WakeupPipe*> stop_pipe{nullptr};

/// Windows calls it in a thread of its own. When it returns from anything but Ctrl-C and
/// Ctrl-Break, Windows ends the process, so it waits until the loop has left and the process ends.
BOOL WINAPI on_console_event(DWORD event) {
    request_stop();
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) ::Sleep(max_wait_ms);
    return TRUE;
}

}  // namespace

void catch_stop_signals() {
    // The pipe is never destroyed: a signal may arrive while the process exits.
    static const WakeupPipe& pipe = *new WakeupPipe;
    stop_pipe = &pipe;
    // Unless the program that started this one ignores Ctrl-C: as nohup, that is inherited.
    if (!::SetConsoleCtrlHandler(on_console_event, TRUE))
        throw std::runtime_error("Windows does not let this program handle Ctrl-C.");
}

void request_stop() noexcept {
    stop_flag = true;
    if (const WakeupPipe* pipe = stop_pipe) pipe->signal();
}

bool stop_requested() { return stop_flag; }
Descriptor stop_descriptor() { return stop_pipe ? stop_pipe.load()->descriptor() : -1; }

}  // namespace indaba
