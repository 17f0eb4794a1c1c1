#pragma once
/// Logs the core's reports: one line per operation, posts as a count every 10 s. The server owns
/// it.
///
/// All events of the broker's log:
///   waiting         an address to listen at is not there yet, once at the start
///   started         addresses, join links and the key, once at the start
///   joined, left    a session, with the number of sessions of the account
///   named           an account has got a name
///   refused         a request was refused
///   slow_consumer   a client does not read fast enough; resynced: it has caught up
///   disconnected    the broker closed a connection
///   order           an operator's order: allow, ban, kick, op, rename, rebind, invite …
///   messages        posts delivered in the last 10 s
///   disk_full       the disk of the journal is full; `status` and refusals use the same name
///   disk_failing    a write or a sync failed; if its outcome is unknown, the broker ends with 70
///   journal_unreadable   a read failed, or the journal is damaged
///   journal_unreachable  the database that keeps the journal does not answer
///   journal_missing, journal_replaced   a file was removed or exchanged: ends with 70
///   journal_works   the end of such a trouble
///   journal_failed  entries could not be read for delivery; it is tried again
///   not_stored      one write was not acceptable to the journal
///   reload          SIGHUP was handled
///   stopping, stopped, failed   the end; `failed` has the reason
///   supervisor      starts and ends of the broker under --supervise
///   dropped         the number of log lines that could not be written
///   sent, received, undecodable   a message without its text, at level debug only
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
    // Lines of one event in 10 s; further ones are counted. So a flood of events fills no disk.
    static constexpr std::uint64_t max_refusal_lines = 5;
    static constexpr std::uint64_t max_other_lines = 20;

    using Log::Log;

    void report(const Report& report, ms now);
    /// Logs a message without its text, at level debug.
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
