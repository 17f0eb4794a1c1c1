#pragma once
/// A token bucket: allows a burst at once and then a steady rate. Its whole state is the time at
/// which it is full again (the "generic cell rate algorithm", ITU-T I.371).
#include <chrono>
#include <cstdint>

namespace indaba::broker {

/// Allows `burst` tokens at once, then `count` in each `period`. A burst of 0 means no limit.
struct Rate {
    std::uint64_t burst = 0;
    std::uint64_t count = 1;
    std::chrono::milliseconds period{1'000};

    /// The largest burst and count, and the longest time to refill a burst: with these, no
    /// arithmetic overflows.
    static constexpr std::uint64_t max_value = 1'000'000'000;
    static constexpr std::chrono::hours max_refill_time{24 * 365};

    bool is_limited() const { return burst > 0; }
    /// Returns the rate of `many` users together.
    Rate scaled_by(std::uint64_t many) const;
    bool operator==(const Rate&) const = default;
};

class Bucket {
 public:
    using ms = std::chrono::milliseconds;

    /// Takes `n` tokens if there are as many. Returns false, and takes none, otherwise.
    bool try_take(const Rate& rate, std::uint64_t n, ms now);
    /// Takes `n` tokens, even if there are fewer: later takes wait until the debt is refilled.
    void charge(const Rate& rate, std::uint64_t n, ms now);
    /// Puts back tokens that were taken and not needed. The bucket never holds more than its burst.
    void refund(const Rate& rate, std::uint64_t n);
    /// Returns the time until `n` tokens, or the whole burst if that is less, can be taken.
    ms time_until(const Rate& rate, std::uint64_t n, ms now) const;
    /// Returns true if no token is missing. A full bucket need not be kept.
    bool full(ms now) const { return full_at_ <= now; }

 private:
    using ns = std::chrono::nanoseconds;
    ns full_at_{};
};

}  // namespace indaba::broker
