#pragma once
/// Finds connections that send a message without end. libzmq keeps the parts of a message until the
/// last one arrives, without a limit. So the bytes that a connection has received are compared with
/// the bytes of its whole messages. Only connections that receive something are looked at: a sweep
/// leaves out a silent one until the system reports its next bytes. Pure: the caller asks the
/// system.
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
    /// Makes the system report the next bytes of a connection: the caller then calls on_received().
    /// Returns false if it cannot.
    using Watch = std::function<bool(int)>;

    static constexpr ms sweep_interval{70};
    static constexpr std::size_t max_per_sweep = 2'000;  // connections; more take several sweeps
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
    /// Takes what Watch made the system report.
    void on_received(int descriptor);
    void on_hello(int descriptor);
    void on_closed(int descriptor);
    /// Counts a whole message that was read.
    void on_message(int descriptor, std::uint64_t bytes, std::uint64_t frames);

    bool due(ms now) const { return next_deadline() && now >= *next_deadline(); }
    /// Returns nothing while every connection is silent.
    std::optional<ms> next_deadline() const;
    /// Returns the descriptors to disconnect. Call it when due. `drained` tells that every whole
    /// message has been read, so the remaining bytes belong to partial ones.
    std::vector<int> sweep(const ReadReceivedBytes& received, const Watch& watch, bool drained,
                           ms now);
    std::size_t without_hello() const { return without_hello_; }

 private:
    struct ConnectionBytes {
        bool connected = false;
        bool said_hello = false;
        std::uint64_t received = 0;       // at the last sweep
        std::uint64_t read_bytes = 0;     // in whole messages since then
        std::uint64_t partial_bytes = 0;  // received, of no whole message yet
        std::optional<ms> above_soft_limit_since;
    };
    /// The connections that are swept, in turn.
    struct Active {
        std::set<int> descriptors;
        int last = -1;  // where the next sweep continues
        ms next_sweep{};
        std::vector<int> next(std::size_t max);
    };
    enum class Judgement { fine, silent, too_much };

    ConnectionBytes* find(int descriptor);
    void activate(int descriptor, const ConnectionBytes& connection);
    static void update(ConnectionBytes& connection, std::uint64_t received);
    Judgement judge(ConnectionBytes& connection, std::uint64_t received, bool drained,
                    ms now) const;
    bool exceeds_limit(ConnectionBytes& connection, bool quiet, bool drained, ms now) const;
    void sweep(Active& active, std::size_t max, const ReadReceivedBytes& received,
               const Watch& watch, bool drained, ms now, std::vector<int>& to_disconnect);

    const std::uint64_t max_bytes_;
    std::vector<ConnectionBytes> connections_;  // by descriptor
    std::size_t without_hello_ = 0;
    Active active_;                // with a hello
    Active active_without_hello_;  // swept more often
};

}  // namespace indaba::broker
