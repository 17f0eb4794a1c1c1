/// How much an account may ask for: see limits.hpp for the table, core.hpp for the rest.
#include <algorithm>

#include "broker/core/core.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

/// What a client has under way at a time: when so many are free again, it need not wait soon again.
constexpr std::uint64_t posts_worth_a_retry = 32;

std::uint64_t count(Core::ms wait) { return static_cast<std::uint64_t>(wait.count()); }

Refusal slow_down(std::string sentence, Core::ms wait) {
    Refusal refusal{std::string(code::slow_down), std::move(sentence)};
    refusal.retry_ms = std::max<std::uint64_t>(1, count(wait));
    return refusal;
}

}  // namespace

/// Without encryption nothing is proven, and an invite's key is many people's: who has not said who
/// they are pays under the number of their connection, which is no key of anybody.
Allowances::Allowance& Core::allowance(const Session& session, Now now) {
    if (session.proof && !session.has_invite())
        return allowances_.of(session.proof->key, now.steady);
    Account payer = session.account;
    if (payer.is_zero())
        std::copy_n(session.id.begin(), std::min(session.id.size(), Account::length),
                    payer.bytes.begin());
    return allowances_.of(payer, now.steady);
}

bool Core::may_ask(const Session& session, std::optional<std::uint64_t> request, Now now,
                   Effects& effects) {
    Bucket& requests = allowance(session, now).requests;
    const Rate& rate = allowances_.limits().requests;
    if (requests.take(rate, 1, now.steady)) return true;
    Refusal no = slow_down("That is asked for too often.", requests.wait(rate, 1, now.steady));
    no.request = request;
    refuse(session.id, std::move(no), effects);
    return false;
}

/// How large the answer is shows when it is there: it is paid for then.
bool Core::may_read(const Session& session, std::optional<std::uint64_t> request, Now now,
                    Effects& effects) {
    if (!may_ask(session, request, now, effects)) return false;
    const ms wait = allowance(session, now).bytes.wait(allowances_.limits().bytes, 1, now.steady);
    if (wait == ms{0}) return true;
    Refusal no = slow_down("So much is read in so short a time.", wait);
    no.request = request;
    refuse(session.id, std::move(no), effects);
    return false;
}

/// What it is sent by the effects from the one at `from` on.
void Core::pay_for(const Session& session, const Effects& effects, std::size_t from, Now now) {
    std::uint64_t bytes = 0;
    for (std::size_t i = from; i < effects.size(); ++i)
        if (const Send* send = std::get_if<Send>(&effects[i]))
            bytes += send->outgoing->frame().size();
    allowance(session, now).bytes.charge(allowances_.limits().bytes, bytes, now.steady);
}

bool Core::may_post(Session& session, const Post& post, Now now, Effects& effects) {
    Allowances::Allowance& mine = allowance(session, now);
    const MemberLimits& limits = allowances_.limits();
    const std::uint64_t size = post.body.size();
    ms wait = mine.bytes.wait(limits.bytes, size, now.steady);
    if (wait == ms{0}) {
        if (mine.posts.take(limits.posts, 1, now.steady)) {
            mine.bytes.charge(limits.bytes, size, now.steady);
            return true;
        }
        wait = mine.posts.wait(limits.posts, posts_worth_a_retry, now.steady);
    }
    refuse_for_now(session, post.id, code::slow_down,
                   "That is more than one may say in so short a time.", effects, count(wait));
    return false;
}

bool Core::may_claim(const Session& session, bool newcomer, Now now, Effects& effects) {
    const MemberLimits& limits = allowances_.limits();
    if (newcomer && session.address.empty()) return true;
    Bucket& bucket = newcomer ? allowances_.newcomers(session.address, now.steady)
                              : allowance(session, now).renames;
    const Rate& rate = newcomer ? limits.newcomers : limits.renames;
    if (bucket.take(rate, 1, now.steady)) return true;
    refuse(session.id,
           slow_down(newcomer ? "Too many new people come from this address."
                              : "Names are changed too often.",
                     bucket.wait(rate, 1, now.steady)),
           effects);
    return false;
}

/// One more message that did nothing but cost something. Who goes on is put out, and may come back.
void Core::bear(const RoutingId& who, Now now, Effects& effects) {
    const Session* session = sessions_.find(who);
    if (!session) return;
    if (allowance(*session, now).useless.take(allowances_.limits().useless, 1, now.steady)) return;
    put_out(*session, code::slow_down, "Too much was sent that could not be taken.",
            "it sent too much that could not be taken", now, effects);
}

/// It was put out, and is cut in a moment: what it still says is for nobody.
bool Core::is_leaving(const RoutingId& who) const {
    return std::ranges::any_of(cuts_, [&](const auto& cut) { return cut.second == who; });
}

}  // namespace indaba::broker
