#pragma once
/// The terminal, or pipes in its place: reads lines from standard input, writes lines to standard
/// output and error, and notices the request to stop (Ctrl-C, stop_signal.hpp). What differs
/// between systems is in terminal_system.hpp. One per process.
#include <optional>
#include <string>
#include <string_view>

#include "common/base/stop_signal.hpp"
#include "line-client/base/terminal_system.hpp"

namespace indaba::line {

/// Writes one line to stdout, and waits while stdout takes no more. False when this or an earlier
/// line was not written.
bool print_line(std::string_view line);
/// Makes output_failed() true: the reader of stdout has gone.
void report_output_gone();
/// Returns true when a line was not written: the reader of the pipe has gone, or the disk is full.
bool output_failed();
/// Returns why lines were not written. Returns nothing when the reader of the pipe has gone: that
/// is how a pipe like `| head` ends.
std::optional<std::string> output_error_sentence();
/// Writes one line to stderr: for people, never data.
void print_error(std::string_view sentence);

/// Splits standard input into lines. Nothing else may read it.
class LineReader {
 public:
    /// The rest of a longer line is dropped. In bytes.
    static constexpr std::size_t max_line = std::size_t{64} * 1024;

    /// Returns what to wait for before read_some(): input_descriptor().
    static Descriptor descriptor() { return input_descriptor(); }
    /// Reads once. Does not block when `descriptor` is readable.
    void read_some();
    /// Takes the next line, without its line break. False: there is no complete line yet.
    bool next(std::string& line);
    bool has_line() const { return buffer_.find('\n') != std::string::npos || last_line(); }
    /// Returns true when the input has ended and next() has returned all of it.
    bool ended() const { return closed_ && buffer_.empty(); }
    bool closed() const { return closed_; }

 private:
    bool last_line() const { return closed_ && !buffer_.empty(); }

    std::string buffer_;
    bool closed_ = false;
    bool skipping_ = false;  // the rest of a line that was too long
};

/// Writes `question` to stderr and reads one line, which the terminal does not show. Throws
/// std::runtime_error when a stop is requested.
std::string read_secret(std::string_view question);

/// Returns standard input until its end, or its first `max` bytes. Waits while there is nothing to
/// read. Throws std::runtime_error with a sentence when it cannot be read to its end.
std::string read_all(std::size_t max);

}  // namespace indaba::line
