#pragma once
/// Who sends a message that never ends. libzmq keeps the parts of a message until the last has
/// come, without a limit, so the bytes that a connection has received are compared with those of
/// its whole messages. Pure: what was received is asked of the system by who owns this.
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
    /// All bytes that a descriptor ever received; nothing if it is gone.
    using ReadReceivedBytes = std::function<std::optional<std::uint64_t>(int)>;

    static constexpr ms sweep_interval{100};
    static constexpr std::size_t max_per_sweep = 2'000;  // connections; more take several turns
    /// More than a frame with all its overhead and the beginning of the next.
    static constexpr std::uint64_t soft_limit = 160 * 1024;
    static constexpr ms soft_limit_timeout{
        700};  // for what is over `soft_limit`, and no message comes
    /// What a frame is on the wire beyond its payload, at most; and what a connection receives
    /// besides from one message to the next: heartbeats.
    static constexpr std::uint64_t frame_overhead = 64;
    static constexpr std::uint64_t message_overhead = 4 * 1024;

    /// Who has said no hello is looked at oftener, and may have a frame open: libzmq keeps for good
    /// what comes by a routing id that is taken.
    static constexpr ms without_hello_interval{2};
    static constexpr std::uint64_t max_before_hello = 96 * 1024;
    static constexpr std::size_t max_without_hello_per_sweep = 100;

    /// `max_bytes`: no honest connection has so many that were not read as messages yet.
    explicit PartialMessageLimit(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

    void on_accepted(int descriptor);
    /// It has said hello.
    void on_hello(int descriptor);
    void on_closed(int descriptor);
    /// A whole message came, of so many bytes in so many frames.
    void on_message(int descriptor, std::uint64_t bytes, std::uint64_t frames);

    bool due(ms now) const { return next_deadline() && now >= *next_deadline(); }
    std::optional<ms> next_deadline() const;
    /// Call when due. `drained`: every whole message that came was read, so that what is left of a
    /// connection's bytes belongs to one that has not ended. Returns whom to disconnect.
    std::vector<int> sweep(const ReadReceivedBytes& received, bool drained, ms now);
    std::size_t without_hello() const { return without_hello_.size(); }

 private:
    struct ConnectionBytes {
        bool connected = false;
        std::uint64_t received = 0;       // at the last look
        std::uint64_t read_bytes = 0;     // in whole messages since then
        std::uint64_t partial_bytes = 0;  // received, and not of a whole message yet
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
    std::size_t next_index_ = 0;  // where the next sweep goes on
    std::optional<ms> next_sweep_;
    std::set<int> without_hello_;
    int last_without_hello_ = -1;  // where their next look goes on
    ms next_without_hello_sweep_{};
};

}  // namespace indaba::broker
