#include <cstdlib>

#include "common/base/standard_stream_windows.hpp"
#include "common/base/stop_signal.hpp"
#include "line-client/base/input_thread_windows.hpp"
#include "line-client/base/output_watch_windows.hpp"
#include "line-client/base/terminal_system.hpp"

namespace indaba::line {
namespace {

constexpr int input = 0, output = 1;

/// The console shows styles only after it was told to. At the end it is as it was before.
class StyledConsole {
 public:
    explicit StyledConsole(HANDLE console) : console_(console) {
        is_styled_ = ::GetConsoleMode(console_, &before_) &&
                     ::SetConsoleMode(console_, before_ | ENABLE_PROCESSED_OUTPUT |
                                                    ENABLE_VIRTUAL_TERMINAL_PROCESSING);
    }
    ~StyledConsole() {
        if (is_styled_) ::SetConsoleMode(console_, before_);
    }
    StyledConsole(const StyledConsole&) = delete;
    StyledConsole& operator=(const StyledConsole&) = delete;
    bool is_styled() const { return is_styled_; }

 private:
    HANDLE console_;
    DWORD before_ = 0;
    bool is_styled_ = false;
};

}  // namespace

void prepare_terminal() {
    catch_stop_signals();
    stdin_is_terminal();
}

/// Asked once, at the start: while the thread reads a pipe, any question about it would wait.
bool stdin_is_terminal() {
    static const bool is_terminal = is_console(standard_handle(input));
    return is_terminal;
}

bool stdout_is_terminal() { return is_console(standard_handle(output)); }

bool stdout_has_styles() {
    const char* no_colours = std::getenv("NO_COLOR");
    if (no_colours && *no_colours != '\0') return false;
    static const StyledConsole console(standard_handle(output));
    return console.is_styled();
}

Descriptor input_descriptor() { return InputThread::instance().ask(); }

client::Watched output_watched() {
    static const OutputWatch& watch = *new OutputWatch(standard_handle(output));
    return {watch.descriptor(), true};
}

InputPart read_input(char* into, std::size_t size) {
    return InputThread::instance().take(into, size);
}

void wait_for_input() {
    WSAPOLLFD ready[] = {{static_cast<SOCKET>(input_descriptor()), POLLRDNORM, 0},
                         {static_cast<SOCKET>(stop_descriptor()), POLLRDNORM, 0}};
    ::WSAPoll(ready, 2, -1);
}

void show_typed(bool shown) {
    static DWORD before = 0;
    static bool is_hidden = false;
    const HANDLE console = standard_handle(input);
    if (!shown && stdin_is_terminal() && ::GetConsoleMode(console, &before)) {
        ::FlushConsoleInputBuffer(console);
        is_hidden = ::SetConsoleMode(console, before & ~DWORD{ENABLE_ECHO_INPUT}) != 0;
    } else if (shown && is_hidden) {
        is_hidden = ::SetConsoleMode(console, before) == 0;
    }
}

}  // namespace indaba::line
