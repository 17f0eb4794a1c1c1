#include "broker/limits/bucket.hpp"

#include <algorithm>

namespace indaba::broker {
namespace {

using ns = std::chrono::nanoseconds;

/// How long it takes until `n` are there again: period * n / count, in parts that do not overflow.
/// `n` is no more than a burst, or the size of an answer.
ns time_for(const Rate& rate, std::uint64_t n) {
    const ns period(rate.period);
    const auto count = static_cast<std::int64_t>(rate.count), times = static_cast<std::int64_t>(n);
    return period / count * times + period % count * times / count;
}

}  // namespace

Rate Rate::times(std::uint64_t many) const {
    return {std::min(burst * many, highest), std::min(count * many, highest), period};
}

bool Bucket::take(const Rate& rate, std::uint64_t n, ms now) {
    if (!rate.limits()) return true;
    const ns full_at = std::max(full_at_, ns(now)) + time_for(rate, n);
    if (full_at > ns(now) + time_for(rate, rate.burst)) return false;
    full_at_ = full_at;
    return true;
}

void Bucket::charge(const Rate& rate, std::uint64_t n, ms now) {
    if (rate.limits()) full_at_ = std::max(full_at_, ns(now)) + time_for(rate, n);
}

void Bucket::give_back(const Rate& rate, std::uint64_t n) {
    if (rate.limits()) full_at_ -= time_for(rate, n);
}

Bucket::ms Bucket::wait(const Rate& rate, std::uint64_t n, ms now) const {
    if (!rate.limits()) return ms{0};
    const ns full_at = std::max(full_at_, ns(now)) + time_for(rate, std::min(n, rate.burst));
    const ns over = full_at - ns(now) - time_for(rate, rate.burst);
    return std::max(ms{0}, std::chrono::ceil<ms>(over));
}

}  // namespace indaba::broker
