/// How much an account may ask for: see limits.hpp for the table, core.hpp for the rest.
#include <algorithm>

#include "broker/core/core.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

/// What a client has under way at a time: when so many are free again, it need not wait soon again.
constexpr std::uint64_t client_posts_in_flight = 32;

std::uint64_t count(Core::ms wait) { return static_cast<std::uint64_t>(wait.count()); }

Refusal slow_down(std::string sentence, Core::ms wait) {
    Refusal refusal{std::string(code::slow_down), std::move(sentence)};
    refusal.retry_ms = std::max<std::uint64_t>(1, count(wait));
    return refusal;
}

}  // namespace

/// Without encryption nothing is proven, and an invite's key is many people's: who has not said who
/// they are pays under the number of their connection, which is no key of anybody.
AccountLimiter::Buckets& Core::buckets_of(const Session& session, Now now) {
    if (session.proof && !session.has_invite())
        return account_limiter_.buckets_of(session.proof->key, now.steady);
    Account payer = session.account;
    if (payer.is_zero())
        std::copy_n(session.id.begin(), std::min(session.id.size(), Account::length),
                    payer.bytes.begin());
    return account_limiter_.buckets_of(payer, now.steady);
}

bool Core::may_request(const Session& session, std::optional<std::uint64_t> request, Now now,
                       Effects& effects) {
    Bucket& requests = buckets_of(session, now).requests;
    const Rate& rate = account_limiter_.limits().requests;
    if (requests.try_take(rate, 1, now.steady)) return true;
    Refusal no =
        slow_down("That is asked for too often.", requests.time_until(rate, 1, now.steady));
    no.request = request;
    refuse(session.id, std::move(no), effects);
    return false;
}

/// How large the answer is shows when it is there: it is paid for then.
bool Core::may_read(const Session& session, std::optional<std::uint64_t> request, Now now,
                    Effects& effects) {
    if (!may_request(session, request, now, effects)) return false;
    const ms wait =
        buckets_of(session, now).bytes.time_until(account_limiter_.limits().bytes, 1, now.steady);
    if (wait == ms{0}) return true;
    Refusal no = slow_down("So much is read in so short a time.", wait);
    no.request = request;
    refuse(session.id, std::move(no), effects);
    return false;
}

/// What it is sent by the effects from the one at `from` on.
void Core::charge_sent(const Session& session, const Effects& effects, std::size_t from, Now now) {
    std::uint64_t bytes = 0;
    for (std::size_t i = from; i < effects.size(); ++i)
        if (const Send* send = std::get_if<Send>(&effects[i]))
            bytes += send->outgoing->frame().size();
    buckets_of(session, now).bytes.charge(account_limiter_.limits().bytes, bytes, now.steady);
}

bool Core::may_post(Session& session, const Post& post, Now now, Effects& effects) {
    AccountLimiter::Buckets& buckets = buckets_of(session, now);
    const AccountLimits& limits = account_limiter_.limits();
    const std::uint64_t size = post.body.size();
    ms wait = buckets.bytes.time_until(limits.bytes, size, now.steady);
    if (wait == ms{0}) {
        if (buckets.posts.try_take(limits.posts, 1, now.steady)) {
            buckets.bytes.charge(limits.bytes, size, now.steady);
            return true;
        }
        wait = buckets.posts.time_until(limits.posts, client_posts_in_flight, now.steady);
    }
    refuse_and_close_gate(session, post.id, code::slow_down,
                          "That is more than one may say in so short a time.", effects,
                          count(wait));
    return false;
}

bool Core::may_claim(const Session& session, bool newcomer, Now now, Effects& effects) {
    const AccountLimits& limits = account_limiter_.limits();
    if (newcomer && session.address.empty()) return true;
    Bucket& bucket = newcomer ? account_limiter_.newcomer_bucket(session.address, now.steady)
                              : buckets_of(session, now).renames;
    const Rate& rate = newcomer ? limits.newcomers : limits.renames;
    if (bucket.try_take(rate, 1, now.steady)) return true;
    refuse(session.id,
           slow_down(newcomer ? "Too many new people come from this address."
                              : "Names are changed too often.",
                     bucket.time_until(rate, 1, now.steady)),
           effects);
    return false;
}

/// Charges one message without effect. Beyond the limit the session is disconnected; it may rejoin.
void Core::charge_wasted(const RoutingId& who, Now now, Effects& effects) {
    const Session* session = sessions_.find(who);
    if (!session) return;
    if (buckets_of(*session, now).wasted.try_take(account_limiter_.limits().wasted, 1, now.steady))
        return;
    disconnect_session(*session, code::slow_down, "Too much was sent that could not be taken.",
                       "it sent too much that could not be taken", now, effects);
}

/// True while a disconnected session's connection is still open; its messages are ignored.
bool Core::is_leaving(const RoutingId& who) const {
    return std::ranges::any_of(leaving_, [&](const auto& each) { return each.second == who; });
}

}  // namespace indaba::broker
