#include "broker/core/account_limiter.hpp"

#include <algorithm>

namespace indaba::broker {
namespace {

using ms = AccountLimiter::ms;

/// The posts that a client has in flight. A refused client waits until it may send that many again.
constexpr std::uint64_t client_posts_in_flight = 32;

/// Removes full buckets, which need no memory. The map then holds those used lately, and grows to
/// twice their number before the next purge.
template <class Map>
void drop_full_buckets(Map& map, std::size_t& purge_at, ms now) {
    if (map.size() < purge_at) return;
    std::erase_if(map, [&](const auto& each) { return each.second.full(now); });
    purge_at = std::max(AccountLimiter::min_purge_size, 2 * map.size());
}

Refusal slow_down(std::string_view sentence, ms wait) {
    return Refusal::retry(code::slow_down, sentence, std::max(ms{1}, wait));
}

std::optional<Refusal> charge_one(Bucket& bucket, const Rate& rate, std::string_view sentence,
                                  ms now) {
    if (bucket.try_take(rate, 1, now)) return std::nullopt;
    return slow_down(sentence, bucket.time_until(rate, 1, now));
}

}  // namespace

std::optional<Refusal> AccountLimiter::charge_request(const Account& payer, ms now) {
    return charge_one(buckets_of(payer, now).requests, limits_.requests,
                      "Requests are sent too often.", now);
}

std::optional<Refusal> AccountLimiter::charge_read(const Account& payer, ms now) {
    if (auto refusal = charge_request(payer, now)) return refusal;
    const ms wait = buckets_of(payer, now).bytes.time_until(limits_.bytes, 1, now);
    if (wait == ms{0}) return std::nullopt;
    return slow_down("Too much is read in too short a time.", wait);
}

std::optional<Refusal> AccountLimiter::charge_post(const Account& payer, std::size_t body_bytes,
                                                   ms now) {
    Buckets& buckets = buckets_of(payer, now);
    ms wait = buckets.bytes.time_until(limits_.bytes, body_bytes, now);
    if (wait == ms{0}) {
        if (buckets.posts.try_take(limits_.posts, 1, now)) {
            buckets.bytes.charge(limits_.bytes, body_bytes, now);
            return std::nullopt;
        }
        wait = buckets.posts.time_until(limits_.posts, client_posts_in_flight, now);
    }
    return Refusal::retry(code::slow_down, "Too much is sent in too short a time.", wait);
}

std::optional<Refusal> AccountLimiter::charge_rename(const Account& payer, ms now) {
    return charge_one(buckets_of(payer, now).renames, limits_.renames,
                      "Names are changed too often.", now);
}

std::optional<Refusal> AccountLimiter::charge_newcomer(const std::string& address, ms now) {
    if (address.empty()) return std::nullopt;
    drop_full_buckets(addresses_, addresses_purge_at_, now);
    return charge_one(addresses_[address], limits_.newcomers,
                      "Too many new people come from this address.", now);
}

void AccountLimiter::refund_rename(const Account& payer) {
    const auto found = accounts_.find(payer);
    if (found != accounts_.end()) found->second.renames.refund(limits_.renames, 1);
}

void AccountLimiter::refund_newcomer(const std::string& address) {
    const auto found = addresses_.find(address);
    if (found != addresses_.end()) found->second.refund(limits_.newcomers, 1);
}

void AccountLimiter::charge_bytes(const Account& payer, std::uint64_t bytes, ms now) {
    buckets_of(payer, now).bytes.charge(limits_.bytes, bytes, now);
}

bool AccountLimiter::charge_wasted(const Account& payer, ms now) {
    return buckets_of(payer, now).wasted.try_take(limits_.wasted, 1, now);
}

AccountLimiter::Buckets& AccountLimiter::buckets_of(const Account& payer, ms now) {
    drop_full_buckets(accounts_, accounts_purge_at_, now);
    return accounts_[payer];
}

}  // namespace indaba::broker
