#pragma once
/// Logs what the core reports: one line per operation, messages as a count every 10 s. The server
/// owns it.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "broker/core/events.hpp"
#include "broker/process/log.hpp"

namespace indaba::broker {

class Console : public Log {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms summary_interval{10'000};
    // Per summary, of each kind; the rest is counted. Who comes and goes by the hundred fills no
    // disk.
    static constexpr std::uint64_t max_refusal_lines = 5;
    static constexpr std::uint64_t max_other_lines = 20;

    using Log::Log;

    void report(const Report& report, ms now);
    /// Without its text; written at debug only.
    void message(std::string_view direction, std::string_view type, std::size_t bytes);

    std::optional<ms> next_deadline() const { return summary_at_; }
    void on_time(ms now);

 private:
    static std::uint64_t max_lines(Report::What what);

    std::uint64_t posts_ = 0;
    std::map<Report::What, std::uint64_t> reports_;
    std::optional<ms> summary_at_;
};

}  // namespace indaba::broker
