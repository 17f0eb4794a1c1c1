#pragma once
/// Writes the broker's log to standard output: one line per event, as text or as JSON. It never
/// waits: a line that cannot be written at once is dropped, and the number of dropped lines is
/// written as soon as a line can be written again. It escapes the names that
/// peers chose; message texts are never logged. The supervisor uses it, and the server's Console.
#include <cstdint>
#include <memory>
#include <string_view>

#include "broker/process/log_output.hpp"

namespace indaba::broker {

class Log {
 public:
    enum class Level { debug, info, warning };

    Log(bool json, bool debug);
    ~Log();

    void set_debug(bool on);
    bool writes(Level level) const;
    /// `sentence` must hold nothing a peer sent: that goes into the `name` of line().
    void info(std::string_view event, std::string_view sentence);
    void warn(std::string_view event, std::string_view sentence);
    void line(Level level, std::string_view event, std::string_view name,
              std::string_view sentence);

 private:
    struct Format;
    bool write(Level level, std::string_view event, std::string_view name,
               std::string_view sentence);
    bool write_dropped();

    std::unique_ptr<Format> format_;
    LogOutput output_;
    bool json_;
    bool debug_;
    std::uint64_t dropped_ = 0;  // lines that were not written, and not told of
};

}  // namespace indaba::broker
