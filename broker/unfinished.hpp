#pragma once
/// Who sends a message that never ends. libzmq keeps the parts of a message until the last has
/// come, without a limit, so the bytes that a connection has received since its last whole message
/// are watched. Pure: what was received is asked of the system by who owns this.
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace indaba::broker {

class Unfinished {
 public:
    using ms = std::chrono::milliseconds;
    /// All bytes that a descriptor ever received; nothing if it is gone.
    using Received = std::function<std::optional<std::uint64_t>(int)>;

    static constexpr ms interval{200};
    static constexpr std::size_t at_a_time = 2'000;  // connections; more take several turns
    /// More than a frame with all its overhead and the beginning of the next.
    static constexpr std::uint64_t small = 160 * 1024;
    static constexpr ms patience{2'000};  // for what is over `small`

    /// `most` bytes: no honest connection has so many that were not read as messages yet.
    explicit Unfinished(std::uint64_t most) : most_(most) {}

    void accepted(int descriptor);
    void closed(int descriptor);
    /// A whole message came.
    void heard(int descriptor);

    bool due(ms now) const { return next_ && now >= *next_; }
    std::optional<ms> next_deadline() const { return next_; }
    /// Call when due. `drained`: every whole message that came was read, so that what is left of a
    /// connection's bytes belongs to one that has not ended. Returns who is to be cut.
    std::vector<int> sweep(const Received& received, bool drained, ms now);

 private:
    struct Watched {
        bool live = false;
        bool heard = true;
        std::uint64_t counted = 0;  // received when it was last heard
        std::optional<ms> over_since;
    };
    bool over(Watched& watched, std::uint64_t received, bool drained, ms now) const;

    const std::uint64_t most_;
    std::vector<Watched> watched_;  // by descriptor
    std::size_t live_ = 0;
    std::size_t at_ = 0;  // where the next sweep goes on
    std::optional<ms> next_;
};

}  // namespace indaba::broker
