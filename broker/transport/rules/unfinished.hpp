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

class Unfinished {
 public:
    using ms = std::chrono::milliseconds;
    /// All bytes that a descriptor ever received; nothing if it is gone.
    using Received = std::function<std::optional<std::uint64_t>(int)>;

    static constexpr ms interval{100};
    static constexpr std::size_t at_a_time = 2'000;  // connections; more take several turns
    /// More than a frame with all its overhead and the beginning of the next.
    static constexpr std::uint64_t small = 160 * 1024;
    static constexpr ms patience{700};  // for what is over `small`, and no message comes
    /// What a frame is on the wire beyond its payload, at most; and what a connection receives
    /// besides from one message to the next: heartbeats.
    static constexpr std::uint64_t per_frame = 64;
    static constexpr std::uint64_t besides = 4 * 1024;

    /// Who has said no hello is looked at oftener, and may have a frame open: libzmq keeps for good
    /// what comes by a routing id that is taken.
    static constexpr ms newcomers_interval{2};
    static constexpr std::uint64_t newcomers_small = 96 * 1024;
    static constexpr std::size_t newcomers_at_a_time = 100;

    /// `most` bytes: no honest connection has so many that were not read as messages yet.
    explicit Unfinished(std::uint64_t most) : most_(most) {}

    void accepted(int descriptor);
    /// It has said hello.
    void greeted(int descriptor);
    void closed(int descriptor);
    /// A whole message came, of so many bytes in so many frames.
    void heard(int descriptor, std::uint64_t bytes, std::uint64_t frames);

    bool due(ms now) const { return next_deadline() && now >= *next_deadline(); }
    std::optional<ms> next_deadline() const;
    /// Call when due. `drained`: every whole message that came was read, so that what is left of a
    /// connection's bytes belongs to one that has not ended. Returns who is to be cut.
    std::vector<int> sweep(const Received& received, bool drained, ms now);
    std::size_t newcomers() const { return newcomers_.size(); }

 private:
    struct Watched {
        bool live = false;
        std::uint64_t received = 0;  // at the last look
        std::uint64_t heard = 0;     // in whole messages since then
        std::uint64_t open = 0;      // received and not heard
        std::optional<ms> over_since;
    };
    static void count(Watched& watched, std::uint64_t received);
    bool over(Watched& watched, std::uint64_t received, bool drained, ms now) const;
    void look_at_all(const Received& received, bool drained, ms now, std::vector<int>& cut);
    void look_at_newcomers(const Received& received, ms now, std::vector<int>& cut);

    const std::uint64_t most_;
    std::vector<Watched> watched_;  // by descriptor
    std::size_t live_ = 0;
    std::size_t at_ = 0;  // where the next sweep goes on
    std::optional<ms> next_;
    std::set<int> newcomers_;
    int newcomer_at_ = -1;  // where their next look goes on
    ms newcomers_next_{};
};

}  // namespace indaba::broker
