#include "broker/core/core.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "broker/core/refusals.hpp"

namespace indaba::broker {

namespace {

template <class... Messages>
bool is_any_of(const ToBroker& message) {
    return (std::holds_alternative<Messages>(message) || ...);
}

/// An invite's key stands for no account, so its connection can only enrol one.
constexpr auto is_allowed_with_invite = is_any_of<Hello, Enrol, Ping, Bye>;
constexpr auto needs_join =
    is_any_of<Broadcast, Whisper, History, Who, Sync, Order, RoomRequest, ListRooms, ListMembers>;
/// Messages that honest clients send now and then, and that have no limit of their own.
constexpr auto is_charged_as_wasted = is_any_of<Hello, Ping, Read, Enrol>;

/// Returns the refusal with the id of the post, or the number of the request, that it refuses.
Refusal answering(const ToBroker& message, Refusal refusal) {
    const auto fill_in = [&](const auto& any) {
        if constexpr (requires { any.id; }) refusal.id = any.id;
        if constexpr (requires { any.request; }) refusal.request = any.request;
    };
    std::visit(fill_in, message);
    return refusal;
}

}  // namespace

Core::Core(const Snapshot& snapshot, std::size_t max_pending_bytes, Policy policy)
    : journal_(snapshot.journal),
      parents_(snapshot.parents),
      policy_(policy),
      directory_(snapshot),
      access_list_(snapshot),
      delivery_(snapshot, policy.writer ? gap_patience : ms{0}),
      read_positions_(snapshot),
      batch_(max_pending_bytes),
      account_limiter_(policy.limits),
      own_people_(policy.writer) {}

// ---- events ------------------------------------------------------------------------------------

void Core::on_message(const Sender& from, const ToBroker& message, const Nonce& fresh, Now now,
                      Effects& effects) {
    Session* session = sessions_.find(from.id);
    if (!session) {
        if (is_any_of<Bye>(message) || pending_disconnects_.contains(from.id)) return;
        if (!is_any_of<Hello>(message))
            return refuse(from.id,
                          answering(message, Refusal::final(code::not_joined, "Say hello first.")),
                          effects);
        session = &sessions_.add(from, fresh, now.steady);
    }
    if (session->proof != from.proof) return;  // of an earlier connection with this routing id
    session->last_received_at = now.steady;
    const Reply refusal = answer(*session, message, fresh, now, effects);
    if (refusal) refuse(from.id, answering(message, *refusal), effects);
    if (!refusal && !is_charged_as_wasted(message)) return;
    const bool is_skip = refusal && refusal->code == code::retry_order;
    if (is_skip && session->gate.take_uncharged_skip(now.steady)) return;
    charge_wasted(from.id, now, effects);
}

/// Ends the session if the message is a bye, or an operator's order to kick it.
Core::Reply Core::answer(Session& session, const ToBroker& message, const Nonce& fresh, Now now,
                         Effects& effects) {
    if (session.has_invite() && !is_allowed_with_invite(message))
        return Refusal::final(code::enrol_only, "An invite's key is for enrolling only.");
    if (!session.joined && needs_join(message))
        return Refusal::final(code::not_joined, "Join first.");
    const auto handle = [&](const auto& m) {
        if constexpr (std::is_same_v<std::decay_t<decltype(m)>, RoomRequest>)
            return on(session, m, fresh, now);
        else
            return on(session, m, now, effects);
    };
    return std::visit(handle, message);
}

void Core::on_undecodable(const RoutingId& from, const DecodeError& error, Now now,
                          Effects& effects) {
    if (Session* session = sessions_.find(from)) session->last_received_at = now.steady;
    if (pending_disconnects_.contains(from)) return;
    refuse(from, Refusal::final(error.code, error.sentence), effects);
    charge_wasted(from, now, effects);
}

void Core::on_closed(const RoutingId& who, Now now, Effects& effects) {
    end_session(who, "", now, effects);
}

void Core::on_blocked(const RoutingId& who, Now now, Effects& effects) {
    Session* session = sessions_.find(who);
    if (!session) return;
    if (sessions_.mark_blocked(*session, now.steady) && session->joined)
        effects.push_back(Report{Report::What::slow, directory_.find(session->account)->name,
                                 "it does not read what it is sent", 0});
    history_reads_.cancel(*session);
}

Core::Reply Core::on(Session& session, const Ping&, Now, Effects& effects) {
    Pong pong;
    pong.version = presence_.version();
    if (session.joined) pong.digest = conversations().digest_of(session.account);
    send(session, pong, effects);
    return {};
}

Core::Reply Core::on(Session& session, const Bye&, Now now, Effects& effects) {
    end_session(session.id, "", now, effects);
    return {};
}

// ---- time --------------------------------------------------------------------------------------

void Core::end_turn(Now now, Effects& effects) {
    const auto has_come = [&](std::optional<ms> due) { return due && now.steady >= *due; };
    if (has_come(delivery_.retry_due())) delivery_.retry_gaps();
    deliver(now, effects);
    if (policy_.writer) act_on_peers(now, effects);
    if (has_come(presence_.due()))
        for (const SharedOutgoing& presence : presence_.publish())
            effects.push_back(Send{sessions_.live(), presence});
    if (has_come(sessions_.sweep_due())) sweep(now, effects);
    if (has_come(pending_disconnects_.due())) pending_disconnects_.close_due(now.steady, effects);
    if (has_come(storage_.probe_due())) storage_.probe(effects);
    if (has_come(batch_.due())) effects.push_back(Submit{batch_.submit(now.steady)});
}

std::optional<Core::ms> Core::next_deadline() const {
    std::optional<ms> soonest;
    const bool is_shared = policy_.writer.has_value();
    const bool is_serving = is_shared && sessions_.any();
    for (const std::optional<ms>& due :
         {presence_.due(), batch_.due(), sessions_.sweep_due(), pending_disconnects_.due(),
          delivery_.retry_due(), storage_.probe_due(), own_people_.due(),
          is_shared ? news_reads_.due() : std::nullopt,
          is_serving ? std::optional(lease_until_) : std::nullopt})
        if (due && (!soonest || *due < *soonest)) soonest = due;
    return soonest;
}

/// Ends the sessions that are silent, late to join or slow for too long, and retries slow
/// consumers.
void Core::sweep(Now now, Effects& effects) {
    const Sessions::Swept swept = sessions_.sweep(now.steady);
    for (const Account& account : swept.caught_up)
        effects.push_back(Report{Report::What::caught_up, directory_.find(account)->name, "", 0});
    for (const RoutingId& who : swept.to_resync) resync(*sessions_.find(who), effects);
    for (const auto& [who, why] : swept.expired) {
        effects.push_back(Disconnect{who});
        effects.push_back(Report{Report::What::disconnected, "", std::string(why), 0});
        end_session(who, why, now, effects);
    }
}

void Core::farewell(Effects& effects) const {
    effects.push_back(Send{
        sessions_.live(),
        std::make_shared<Outgoing>(Notice{"stopping", std::string(refusals::stopping_sentence)})});
}

// ---- sessions ----------------------------------------------------------------------------------

bool Core::has_joined(const RoutingId& who) const {
    const Session* session = sessions_.find(who);
    return session && session->joined;
}

void Core::end_session(const RoutingId& who, std::string_view why, Now now, Effects& effects) {
    const Session* session = sessions_.find(who);
    if (!session) return;
    const Account account = session->account;
    const bool was_visible = session->joined && !session->quiet;
    sessions_.erase(who);
    if (!sessions_.has_joined(account)) delivery_.set_offline(account);
    if (!was_visible || sessions_.visible_sessions_of(account) > 0) return;
    own_people_.set_offline(account, now.steady);
    if (!peer_people_.is_online(account)) presence_.set_offline(account, now.steady);
    effects.push_back(Report{Report::What::left, directory_.find(account)->name, std::string(why),
                             sessions_.joined()});
}

/// Sends the refusal and counts it. If a post is refused that may be sent again, the gate of its
/// session closes. A slow consumer gets no refusal; it sends its messages again after its next
/// `ready`.
void Core::refuse(const RoutingId& to, Refusal refusal, Effects& effects) {
    effects.push_back(Report{Report::What::refused, "", refusal.code, 1});
    Session* session = sessions_.find(to);
    if (session && refusal.id && refusal.retry_ms) session->gate.close(*refusal.id);
    if (session && !session->is_writable()) return;
    effects.push_back(Send{{to}, std::make_shared<Outgoing>(std::move(refusal))});
}

/// Charges a message without effect. Beyond the limit its session is disconnected; it may rejoin.
void Core::charge_wasted(const RoutingId& who, Now now, Effects& effects) {
    const Session* session = sessions_.find(who);
    if (!session || account_limiter_.charge_wasted(session->payer(), now.steady)) return;
    disconnect_session(*session, {std::string(code::slow_down), "Too many messages were refused."},
                       "too many of its messages were refused", now, effects);
}

/// Charges the frames sent by the effects from index `from` on to the session that asked for them.
void Core::charge_sent(const Session& session, const Effects& effects, std::size_t from, Now now) {
    std::uint64_t bytes = 0;
    for (std::size_t i = from; i < effects.size(); ++i)
        if (const Send* send = std::get_if<Send>(&effects[i]))
            bytes += send->outgoing->frame().size();
    account_limiter_.charge_bytes(session.payer(), bytes, now.steady);
}

}  // namespace indaba::broker
