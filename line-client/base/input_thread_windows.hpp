#pragma once
/// Reads standard input in a thread of its own, since a console or a pipe cannot be waited for
/// beside sockets. It reads once each time it is asked, so that nothing is taken from the console
/// that nobody has asked for. One per process; the thread ends with it.
#include <condition_variable>
#include <mutex>
#include <string>

#include "common/base/wakeup_pipe.hpp"
#include "line-client/base/terminal_system.hpp"

namespace indaba::line {

class InputThread {
 public:
    /// Returns the one of this process, and starts it at the first call.
    static InputThread& instance();

    /// Asks for more unless some is there. Returns the descriptor that is readable when take() has
    /// something, and for good when the input has ended.
    Descriptor ask();
    /// Takes what was read, without waiting.
    InputPart take(char* into, std::size_t size);

 private:
    InputThread();
    void run();

    WakeupPipe readable_;
    std::mutex mutex_;
    std::condition_variable asked_;
    bool is_asked_ = false;
    std::string bytes_;  // read and not taken
    bool ended_ = false;
    int error_ = 0;  // the errno with which it ended
};

}  // namespace indaba::line
