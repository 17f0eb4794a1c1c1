#pragma once
/// A token bucket: something may happen so often at once, and then at a steady rate. Kept as the
/// one moment at which the bucket is full again (the "generic cell rate algorithm", ITU-T I.371).
#include <chrono>
#include <cstdint>

namespace indaba::broker {

/// `burst` at once, then `count` in each `period`. No burst: no limit.
struct Rate {
    std::uint64_t burst = 0;
    std::uint64_t count = 1;
    std::chrono::milliseconds period{1'000};

    /// Of either number; and until a burst is there again. Then no arithmetic overflows.
    static constexpr std::uint64_t max_value = 1'000'000'000;
    static constexpr std::chrono::hours max_refill_time{24 * 365};

    bool is_limited() const { return burst > 0; }
    /// For so many together.
    Rate scaled_by(std::uint64_t many) const;
    bool operator==(const Rate&) const = default;
};

class Bucket {
 public:
    using ms = std::chrono::milliseconds;

    /// Takes `n` if there are as many.
    bool try_take(const Rate& rate, std::uint64_t n, ms now);
    /// Takes `n`, also those that are not there yet.
    void charge(const Rate& rate, std::uint64_t n, ms now);
    /// What was taken and not needed. No more than that is ever there.
    void refund(const Rate& rate, std::uint64_t n);
    /// Until `n`, or as many as the burst has, can be taken; zero when they can be now.
    ms time_until(const Rate& rate, std::uint64_t n, ms now) const;
    /// Nothing is missing: it may be forgotten.
    bool full(ms now) const { return full_at_ <= now; }

 private:
    using ns = std::chrono::nanoseconds;
    ns full_at_{};
};

}  // namespace indaba::broker
