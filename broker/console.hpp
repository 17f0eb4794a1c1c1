#pragma once
/// The broker's log, on standard output: one line per operation, messages as a count every 10 s,
/// human or JSON. It never waits: what cannot be written at once is dropped and counted. What peers
/// send is escaped here; texts never come here. The server owns it.
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "broker/events.hpp"

namespace indaba::broker {

class Console {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms summary{10'000};
    // Per summary, of each kind; the rest is counted. Who comes and goes by the hundred fills no
    // disk.
    static constexpr std::uint64_t refusals_told = 5;
    static constexpr std::uint64_t others_told = 20;

    Console(bool json, bool debug);
    ~Console();

    void debug_too(bool on);
    /// A sentence of ours; what a peer sent goes into Report::name only.
    void say(std::string_view event, std::string_view sentence);
    void trouble(std::string_view event, std::string_view sentence);
    void report(const Report& report, ms now);
    /// Without its text; written at debug only.
    void message(std::string_view direction, std::string_view type, std::size_t bytes);

    std::optional<ms> next_deadline() const { return summary_at_; }
    void on_time(ms now);

 private:
    enum class Level { debug, info, warning };
    static std::uint64_t told(Report::What what);
    void line(Level level, std::string_view event, std::string_view name,
              std::string_view sentence);

    struct Sink;
    std::unique_ptr<Sink> sink_;
    bool json_;
    std::uint64_t dropped_ = 0;  // lines that would have had to wait
    std::uint64_t said_ = 0;
    std::map<Report::What, std::uint64_t> reported_;
    std::optional<ms> summary_at_;
};

}  // namespace indaba::broker
