#include "common/base/standard_stream_windows.hpp"

#include <atomic>
#include <mutex>

#include "common/base/stop_signal.hpp"

namespace indaba {
namespace {

constexpr DWORD max_wait_ms = 50;

std::mutex one_call;
std::mutex caller_mutex;
HANDLE caller = nullptr;        // the thread in a StoppableCall
unsigned long call_number = 0;  // of that call

/// From the request to stop on it ends each call that lasts. It repeats, since a thread may be
/// about to wait, and leaves short calls alone: what a program says at its end is still written.
DWORD WINAPI end_waits(void*) {
    WSAPOLLFD stop{static_cast<SOCKET>(stop_descriptor()), POLLRDNORM, 0};
    while (!stop_requested()) ::WSAPoll(&stop, 1, -1);
    for (unsigned long seen = 0;; ::Sleep(max_wait_ms)) {
        const std::lock_guard lock(caller_mutex);
        if (caller && seen == call_number) ::CancelSynchronousIo(caller);
        seen = call_number;
    }
}

/// The thread starts with the first call after catch_stop_signals(), and ends with the process.
void watch_for_stop() {
    static std::atomic<bool> watching{false};
    if (stop_descriptor() < 0 || watching.exchange(true)) return;
    constexpr SIZE_T stack = 64 * 1024;
    if (const HANDLE thread = ::CreateThread(nullptr, stack, end_waits, nullptr,
                                             STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr))
        ::CloseHandle(thread);
}

}  // namespace

HANDLE standard_handle(int descriptor) noexcept {
    constexpr DWORD names[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    return ::GetStdHandle(names[descriptor]);
}

bool is_console(HANDLE handle) noexcept {
    DWORD mode = 0;
    return ::GetConsoleMode(handle, &mode) != 0;
}

StoppableCall::StoppableCall() noexcept {
    one_call.lock();
    watch_for_stop();
    const std::lock_guard lock(caller_mutex);
    caller = ::OpenThread(THREAD_TERMINATE, FALSE, ::GetCurrentThreadId());
    ++call_number;
}

StoppableCall::~StoppableCall() {
    {
        const std::lock_guard lock(caller_mutex);
        if (caller) ::CloseHandle(caller);
        caller = nullptr;
    }
    one_call.unlock();
}

}  // namespace indaba
