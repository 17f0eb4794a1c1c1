#pragma once
/// Finds connections that send a message without end. libzmq keeps the parts of a message until the
/// last one arrives, without a limit. So the bytes that a connection has received are compared with
/// the bytes of its whole messages. Pure: the caller asks the system for the received bytes.
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace indaba::broker {

class PartialMessageLimit {
 public:
    using ms = std::chrono::milliseconds;
    /// Returns all bytes that a connection has received; nothing if it has closed.
    using ReadReceivedBytes = std::function<std::optional<std::uint64_t>(int)>;

    static constexpr ms sweep_interval{100};
    static constexpr std::size_t max_per_sweep = 2'000;  // connections; more take several turns
    /// Larger than one frame with its overhead and the beginning of the next.
    static constexpr std::uint64_t soft_limit = 160 * 1024;
    /// A connection above soft_limit that completes no message for so long is disconnected.
    static constexpr ms soft_limit_timeout{700};
    /// The maximum overhead of a frame on the wire, and of a message: heartbeats may come between
    /// two.
    static constexpr std::uint64_t frame_overhead = 64;
    static constexpr std::uint64_t message_overhead = 4 * 1024;

    /// Connections without a hello are swept more often and have a lower limit: one open frame. If
    /// such a connection uses a routing id that is taken, libzmq never frees what it sends.
    static constexpr ms without_hello_interval{2};
    static constexpr std::uint64_t max_before_hello = 96 * 1024;
    static constexpr std::size_t max_without_hello_per_sweep = 100;

    /// `max_bytes` is more than an honest connection ever has in messages that were not read yet.
    explicit PartialMessageLimit(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

    void on_accepted(int descriptor);
    void on_hello(int descriptor);
    void on_closed(int descriptor);
    /// Counts a whole message that was read.
    void on_message(int descriptor, std::uint64_t bytes, std::uint64_t frames);

    bool due(ms now) const { return next_deadline() && now >= *next_deadline(); }
    std::optional<ms> next_deadline() const;
    /// Returns the descriptors to disconnect. Call it when due. `drained` tells that every whole
    /// message has been read, so the remaining bytes belong to partial ones.
    std::vector<int> sweep(const ReadReceivedBytes& received, bool drained, ms now);
    std::size_t without_hello() const { return without_hello_.size(); }

 private:
    struct ConnectionBytes {
        bool connected = false;
        std::uint64_t received = 0;       // at the last sweep
        std::uint64_t read_bytes = 0;     // in whole messages since then
        std::uint64_t partial_bytes = 0;  // received, of no whole message yet
        std::optional<ms> above_soft_limit_since;
    };
    static void update(ConnectionBytes& connection, std::uint64_t received);
    bool exceeds_limit(ConnectionBytes& connection, std::uint64_t received, bool drained,
                       ms now) const;
    void sweep_all(const ReadReceivedBytes& received, bool drained, ms now,
                   std::vector<int>& to_disconnect);
    void sweep_without_hello(const ReadReceivedBytes& received, ms now,
                             std::vector<int>& to_disconnect);

    const std::uint64_t max_bytes_;
    std::vector<ConnectionBytes> connections_;  // by descriptor
    std::size_t connected_ = 0;
    std::size_t next_index_ = 0;  // where the next sweep continues
    std::optional<ms> next_sweep_;
    std::set<int> without_hello_;
    int last_without_hello_ = -1;  // where the next of their sweeps continues
    ms next_without_hello_sweep_{};
};

}  // namespace indaba::broker
