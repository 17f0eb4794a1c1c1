#include "tests/load/latencies.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace indaba::load {
namespace {

/// Up to 64 us each microsecond has a step of its own; above, each power of two has 64 steps.
constexpr unsigned step_bits = 6;
constexpr std::uint64_t steps_each = 1U << step_bits;

std::size_t step_of(std::uint64_t us) {
    if (us < steps_each) return us;
    const unsigned shift = static_cast<unsigned>(std::bit_width(us)) - 1 - step_bits;
    return (shift + 1) * steps_each + ((us >> shift) - steps_each);
}

/// Returns the longest latency that falls into a step, in us.
std::uint64_t end_of(std::size_t step) {
    if (step < steps_each) return step;
    const std::uint64_t shift = step / steps_each - 1;
    return ((steps_each + step % steps_each + 1) << shift) - 1;
}

}  // namespace

void Latencies::add(Micros latency) {
    const auto us = static_cast<std::uint64_t>(std::max<Micros::rep>(latency.count(), 0));
    const std::size_t step = step_of(us);
    if (step >= steps_.size()) steps_.resize(step + 1);
    ++steps_[step];
    ++count_;
    longest_ = std::max(longest_, latency);
}

Micros Latencies::quantile(double part) const {
    if (count_ == 0) return Micros{0};
    const auto wanted = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count_))));
    std::uint64_t so_far = 0;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
        so_far += steps_[step];
        if (so_far >= wanted)
            return std::min(Micros{static_cast<Micros::rep>(end_of(step))}, longest_);
    }
    return longest_;
}

}  // namespace indaba::load
