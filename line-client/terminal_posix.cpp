#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

volatile std::sig_atomic_t stop_flag = 0;
int first_output_error = 0;  // errno of the first line that could not be written
int stop_pipe[2] = {-1, -1};

extern "C" void on_stop_signal(int) {
    const int kept = errno;
    stop_flag = 1;
    // Full: then it is readable already.
    [[maybe_unused]] const ssize_t written = ::write(stop_pipe[1], "", 1);
    errno = kept;
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

ssize_t read_stdin(char* into, std::size_t size) {
    for (;;) {
        const ssize_t got = ::read(LineReader::descriptor, into, size);
        if (got >= 0 || errno != EINTR || stop_flag) return got;
    }
}

}  // namespace

void prepare_terminal() {
    int descriptor = 0;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor >= 0) ::close(descriptor);
    if (::pipe(stop_pipe) != 0) throw std::runtime_error("No pipe could be made.");
    for (const int end : stop_pipe) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    handle(SIGINT, on_stop_signal);
    handle(SIGTERM, on_stop_signal);
    handle(SIGPIPE, SIG_IGN);
}

bool stop_requested() { return stop_flag != 0; }
int stop_descriptor() { return stop_pipe[0]; }

bool stdin_is_terminal() { return ::isatty(LineReader::descriptor) == 1; }

bool print_line(std::string_view line) {
    if (first_output_error != 0) return false;
    errno = 0;
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return true;
    first_output_error = errno != 0 ? errno : EIO;
    return false;
}

std::optional<std::string> output_error_sentence() {
    if (first_output_error == 0 || first_output_error == EPIPE) return std::nullopt;
    return std::string("The output could not be written: ") + std::strerror(first_output_error) +
           ".";
}

void print_error(std::string_view sentence) {
    std::fwrite(sentence.data(), 1, sentence.size(), stderr);
    std::fputc('\n', stderr);
}

void LineReader::read_some() {
    char bytes[4096];
    const ssize_t got = read_stdin(bytes, sizeof bytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
        closed_ = true;
        return;
    }
    std::string_view more(bytes, static_cast<std::size_t>(got));
    if (skipping_) {
        const std::size_t end = more.find('\n');
        if (end == std::string_view::npos) return;
        skipping_ = false;
        more.remove_prefix(end);  // the break ends what was kept of the line
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
    std::fwrite(question.data(), 1, question.size(), stderr);
    termios shown{};
    const bool is_terminal = tcgetattr(LineReader::descriptor, &shown) == 0;
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_terminal) tcsetattr(LineReader::descriptor, TCSAFLUSH, &hidden);
    std::string line;
    for (char c = 0; read_stdin(&c, 1) == 1 && c != '\n';) line += c;
    if (is_terminal) tcsetattr(LineReader::descriptor, TCSANOW, &shown);
    std::fputc('\n', stderr);
    if (stop_flag) throw std::runtime_error("Broken off.");
    return line;
}

std::string read_all(std::size_t max) {
    std::string text;
    char bytes[4096];
    while (text.size() < max) {
        const ssize_t got = read_stdin(bytes, sizeof bytes);
        if (got <= 0) break;
        text.append(bytes, static_cast<std::size_t>(got));
    }
    return text;
}

}  // namespace indaba::line
