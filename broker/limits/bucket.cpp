#include "broker/limits/bucket.hpp"

#include <algorithm>

namespace indaba::broker {
namespace {

using ns = std::chrono::nanoseconds;

/// Returns the time in which `n` tokens are refilled: period * n / count, computed in parts that do
/// not overflow. `n` is at most a burst, or the size of an answer.
ns time_to_refill(const Rate& rate, std::uint64_t n) {
    const ns period(rate.period);
    const auto count = static_cast<std::int64_t>(rate.count), times = static_cast<std::int64_t>(n);
    return period / count * times + period % count * times / count;
}

}  // namespace

Rate Rate::scaled_by(std::uint64_t many) const {
    return {std::min(burst * many, max_value), std::min(count * many, max_value), period};
}

bool Bucket::try_take(const Rate& rate, std::uint64_t n, ms now) {
    if (!rate.is_limited()) return true;
    const ns full_at = std::max(full_at_, ns(now)) + time_to_refill(rate, n);
    if (full_at > ns(now) + time_to_refill(rate, rate.burst)) return false;
    full_at_ = full_at;
    return true;
}

void Bucket::charge(const Rate& rate, std::uint64_t n, ms now) {
    if (rate.is_limited()) full_at_ = std::max(full_at_, ns(now)) + time_to_refill(rate, n);
}

void Bucket::refund(const Rate& rate, std::uint64_t n) {
    if (rate.is_limited()) full_at_ -= time_to_refill(rate, n);
}

Bucket::ms Bucket::time_until(const Rate& rate, std::uint64_t n, ms now) const {
    if (!rate.is_limited()) return ms{0};
    const ns full_at = std::max(full_at_, ns(now)) + time_to_refill(rate, std::min(n, rate.burst));
    const ns over = full_at - ns(now) - time_to_refill(rate, rate.burst);
    return std::max(ms{0}, std::chrono::ceil<ms>(over));
}

}  // namespace indaba::broker
