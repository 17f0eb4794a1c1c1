#pragma once
/// The handles of standard input, output and error, and the calls that wait for them. Such a wait
/// cannot be joined with others, so a request to stop ends it from outside.
#include "common/base/windows_api_windows.hpp"

namespace indaba {

/// Returns the handle behind the numbers 0, 1 and 2.
HANDLE standard_handle(int descriptor) noexcept;
bool is_console(HANDLE handle) noexcept;

/// While it lives, a call of this thread that waits for a file, a pipe or the console is ended by a
/// request to stop (stop_signal.hpp) with ERROR_OPERATION_ABORTED. One thread at a time, others
/// wait in the constructor.
class StoppableCall {
 public:
    StoppableCall() noexcept;
    ~StoppableCall();
    StoppableCall(const StoppableCall&) = delete;
    StoppableCall& operator=(const StoppableCall&) = delete;
};

}  // namespace indaba
