#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "common/base/standard_descriptors.hpp"
#include "common/base/stop_signal.hpp"
#include "line-client/base/terminal.hpp"

namespace indaba::line {
namespace {

int first_output_error = 0;  // errno of the first line that could not be written

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

ssize_t read_stdin(char* into, std::size_t size) {
    for (;;) {
        const ssize_t got = ::read(LineReader::descriptor, into, size);
        if (got >= 0 || errno != EINTR || stop_requested()) return got;
    }
}

/// As read_stdin(), but also waits for a descriptor that does not block.
ssize_t wait_and_read_stdin(char* into, std::size_t size) {
    for (;;) {
        const ssize_t got = read_stdin(into, size);
        if (got >= 0 || !would_block(errno) || stop_requested()) return got;
        pollfd ready[] = {{LineReader::descriptor, POLLIN, 0},
                          {static_cast<int>(stop_descriptor()), POLLIN, 0}};
        ::poll(ready, 2, -1);
    }
}

std::string with_line_break(std::string_view line) { return std::string(line) + '\n'; }

}  // namespace

void prepare_terminal() {
    catch_stop_signals();
    std::signal(SIGPIPE, SIG_IGN);
}

bool stdin_is_terminal() { return ::isatty(LineReader::descriptor) == 1; }

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

bool stdout_has_styles() {
    const char* no_colours = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    const bool refused = no_colours && *no_colours != '\0';
    return stdout_is_terminal() && !refused && terminal && std::string_view(terminal) != "dumb";
}

bool print_line(std::string_view line) {
    if (first_output_error != 0) return false;
    first_output_error = write_all(STDOUT_FILENO, with_line_break(line));
    return first_output_error == 0;
}

void report_output_gone() {
    if (first_output_error == 0) first_output_error = EPIPE;
}

bool output_failed() { return first_output_error != 0; }

std::optional<std::string> output_error_sentence() {
    if (first_output_error == 0 || first_output_error == EPIPE) return std::nullopt;
    return std::string("The output could not be written: ") + std::strerror(first_output_error) +
           ".";
}

void print_error(std::string_view sentence) { write_all(STDERR_FILENO, with_line_break(sentence)); }

void LineReader::read_some() {
    char bytes[4096];
    const ssize_t got = read_stdin(bytes, sizeof bytes);
    if (got < 0 && (errno == EINTR || would_block(errno))) return;
    if (got <= 0) {
        closed_ = true;
        return;
    }
    std::string_view more(bytes, static_cast<std::size_t>(got));
    if (skipping_) {
        const std::size_t end = more.find('\n');
        if (end == std::string_view::npos) return;
        skipping_ = false;
        more.remove_prefix(end);  // the line break ends the part that was kept
    }
    buffer_ += more;
    if (buffer_.size() > max_line && buffer_.find('\n') == std::string::npos) {
        buffer_.resize(max_line);
        skipping_ = true;
    }
}

bool LineReader::next(std::string& line) {
    const std::size_t end = buffer_.find('\n');
    if (end == std::string::npos && !last_line()) return false;
    line = buffer_.substr(0, end);
    buffer_.erase(0, end == std::string::npos ? end : end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return true;
}

std::string read_secret(std::string_view question) {
    write_all(STDERR_FILENO, question);
    termios shown{};
    const bool is_terminal = tcgetattr(LineReader::descriptor, &shown) == 0;
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_terminal) tcsetattr(LineReader::descriptor, TCSAFLUSH, &hidden);
    std::string line;
    for (char c = 0; wait_and_read_stdin(&c, 1) == 1 && c != '\n';) line += c;
    if (is_terminal) tcsetattr(LineReader::descriptor, TCSANOW, &shown);
    write_all(STDERR_FILENO, "\n");
    if (stop_requested()) throw std::runtime_error("Stopped.");
    return line;
}

std::string read_all(std::size_t max) {
    std::string text;
    char bytes[4096];
    while (text.size() < max) {
        const ssize_t got = wait_and_read_stdin(bytes, sizeof bytes);
        if (got < 0 && !stop_requested())
            throw std::runtime_error(std::string("Standard input cannot be read: ") +
                                     std::strerror(errno) + ". Nothing was sent.");
        if (got <= 0) break;
        text.append(bytes, static_cast<std::size_t>(got));
    }
    return text;
}

}  // namespace indaba::line
