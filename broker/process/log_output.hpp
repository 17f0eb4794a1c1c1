#pragma once
/// The lines of the log on their way to standard output. A stopped terminal, a pipe without a
/// reader or a full disk must not stop the broker. POSIX in log_output_posix.cpp.
#include <string>
#include <string_view>

namespace indaba::broker {

class LogOutput {
 public:
    /// Writes a line of at most 4096 bytes without waiting. Returns false if nothing of it was
    /// written. The rest of a line that was written in part is written before the next line.
    bool write(std::string_view line);

 private:
    std::string rest_;
};

}  // namespace indaba::broker
