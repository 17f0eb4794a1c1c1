#pragma once
/// The terminal, or the pipes in its place: lines from descriptor 0, lines to 1 and 2, and the
/// wish to leave (Ctrl-C, SIGTERM). All that is POSIX in this room is behind it. One per process.
#include <optional>
#include <string>
#include <string_view>

#include "common/base/stop_signal.hpp"

namespace indaba::line {

/// Call first. From here on SIGINT and SIGTERM only request a stop (stop_signal.hpp),
/// a reader that went away is told by print_line, not by SIGPIPE, and no file gets descriptor 0
/// to 2.
void prepare_terminal();

bool stdin_is_terminal();

/// One line to stdout, flushed. False when nobody reads it any more.
bool print_line(std::string_view line);
/// Why lines were not written, unless it was that nobody reads them any more.
std::optional<std::string> output_error_sentence();
/// One line to stderr: for people, never data.
void print_error(std::string_view sentence);

/// Lines from descriptor 0, which it alone reads. Never waits when `descriptor` is readable.
class LineReader {
 public:
    static constexpr int descriptor = 0;
    /// No line is longer; the rest of a longer one is thrown away.
    static constexpr std::size_t max_line = std::size_t{64} * 1024;

    /// Call when `descriptor` is readable.
    void read_some();
    /// Without its line break.
    bool next(std::string& line);
    bool has_line() const { return buffer_.find('\n') != std::string::npos || last_line(); }
    /// Nothing more will come, and next() has given all.
    bool ended() const { return closed_ && buffer_.empty(); }
    bool closed() const { return closed_; }

 private:
    bool last_line() const { return closed_ && !buffer_.empty(); }

    std::string buffer_;
    bool closed_ = false;
    bool skipping_ = false;  // the rest of a line that was too long
};

/// One line from the terminal, which does not show it. `question` goes to stderr.
std::string read_secret(std::string_view question);

/// Everything from descriptor 0 until its end, or `max` bytes.
std::string read_all(std::size_t max);

}  // namespace indaba::line
