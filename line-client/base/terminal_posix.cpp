#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include "common/base/stop_signal.hpp"
#include "line-client/base/terminal_system.hpp"

namespace indaba::line {

void prepare_terminal() {
    catch_stop_signals();
    std::signal(SIGPIPE, SIG_IGN);
}

bool stdin_is_terminal() { return ::isatty(STDIN_FILENO) == 1; }

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

bool stdout_has_styles() {
    const char* no_colours = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    const bool refused = no_colours && *no_colours != '\0';
    return stdout_is_terminal() && !refused && terminal && std::string_view(terminal) != "dumb";
}

Descriptor input_descriptor() { return STDIN_FILENO; }

/// Not for reading: what a pipe or socket has besides, an error or an end, is reported always.
client::Watched output_watched() { return {STDOUT_FILENO, false}; }

InputPart read_input(char* into, std::size_t size) {
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, into, size);
        if (got > 0) return {static_cast<std::size_t>(got)};
        if (got == 0) return {0, true};
        // A descriptor that does not block has nothing yet; a stop ends the wait of one that does.
        if (errno == EAGAIN || errno == EWOULDBLOCK) return {};
        if (errno != EINTR) return {0, true, errno};
        if (stop_requested()) return {};
    }
}

void wait_for_input() {
    pollfd ready[] = {{STDIN_FILENO, POLLIN, 0}, {static_cast<int>(stop_descriptor()), POLLIN, 0}};
    ::poll(ready, 2, -1);
}

void show_typed(bool shown) {
    static termios before{};
    static bool is_hidden = false;
    if (!shown && ::tcgetattr(STDIN_FILENO, &before) == 0) {
        termios hidden = before;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        is_hidden = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
    } else if (shown && is_hidden) {
        is_hidden = ::tcsetattr(STDIN_FILENO, TCSANOW, &before) != 0;
    }
}

}  // namespace indaba::line
