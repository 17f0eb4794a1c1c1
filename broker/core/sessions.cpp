#include "broker/core/sessions.hpp"

#include <algorithm>
#include <utility>

namespace indaba::broker {

Account Session::payer() const {
    if (proof && !proof->invite) return proof->key;
    if (said_hello()) return account;
    Account connection;  // the number of the connection, which is the key of no account
    std::copy_n(id.begin(), std::min(id.size(), Account::length), connection.bytes.begin());
    return connection;
}

void send(const Session& session, ToClient message, Effects& effects) {
    if (!session.is_writable()) return;
    effects.push_back(Send{{session.id}, std::make_shared<Outgoing>(std::move(message))});
}

Session* Sessions::find(const RoutingId& id) {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

const Session* Sessions::find(const RoutingId& id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

Session* Sessions::find(const RoutingId& id, std::uint64_t serial) {
    Session* session = find(id);
    return session && session->serial == serial ? session : nullptr;
}

std::vector<RoutingId> Sessions::of(const Account& account) const {
    std::vector<RoutingId> result;
    for (const auto& [id, session] : sessions_)
        if (session.account == account) result.push_back(id);
    return result;
}

Session& Sessions::add(const Sender& from, const Nonce& nonce, ms now) {
    Session& session = sessions_[from.id];
    session.id = from.id;
    session.serial = ++last_serial_;
    session.proof = from.proof;
    session.address = from.address;
    session.nonce = nonce;
    session.join_deadline = now + join_timeout;
    sweep_by(session.join_deadline);
    return session;
}

void Sessions::erase(const RoutingId& id) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    if (found->second.joined) --joined_;
    if (found->second.said_hello() && --connections_of_[found->second.account] == 0)
        connections_of_.erase(found->second.account);
    const auto of_account = by_account_.find(found->second.account);
    if (of_account != by_account_.end()) {
        std::erase(of_account->second, &found->second);
        if (of_account->second.empty()) by_account_.erase(of_account);
    }
    sessions_.erase(found);
}

void Sessions::mark_said_hello(Session& session, const Account& account) {
    session.account = account;
    ++connections_of_[account];
}

std::size_t Sessions::connections_of(const Account& account) const {
    const auto found = connections_of_.find(account);
    return found == connections_of_.end() ? 0 : found->second;
}

void Sessions::mark_joined(Session& session) {
    if (session.joined) return;
    session.joined = true;
    ++joined_;
    by_account_[session.account].push_back(&session);
    sweep_by(session.last_received_at + idle_timeout);
}

void Sessions::shorten_join_deadline(Session& session, ms grace, ms now) {
    session.join_deadline = std::min(session.join_deadline, now + grace);
    sweep_by(session.join_deadline);
}

bool Sessions::mark_blocked(Session& session, ms now) {
    const bool was_slow = session.slow.has_value();
    if (was_slow)
        session.slow->retry_delay = std::min(session.slow->retry_delay * 2, max_slow_retry);
    else
        session.slow = Session::SlowConsumer{now, {}, min_slow_retry, false};
    session.slow->retrying = false;
    session.slow->retry_at = now + session.slow->retry_delay;
    sweep_by(session.slow->retry_at);
    return !was_slow;
}

std::vector<RoutingId> Sessions::live() const {
    std::vector<RoutingId> result;
    result.reserve(sessions_.size());
    for (const auto& [id, session] : sessions_)
        if (session.joined && session.is_writable()) result.push_back(id);
    return result;
}

std::vector<RoutingId> Sessions::live(const Account& one, const Account& other) const {
    std::vector<RoutingId> result;
    const auto add_those_of = [&](const Account& account) {
        const auto found = by_account_.find(account);
        if (found == by_account_.end()) return;
        for (const Session* session : found->second)
            if (session->is_writable()) result.push_back(session->id);
    };
    add_those_of(one);
    if (other != one) add_those_of(other);
    return result;
}

std::vector<RoutingId> Sessions::all() const {
    std::vector<RoutingId> result;
    for (const auto& [id, session] : sessions_) result.push_back(id);
    return result;
}

std::size_t Sessions::visible_sessions_of(const Account& account) const {
    const auto found = by_account_.find(account);
    if (found == by_account_.end()) return 0;
    return static_cast<std::size_t>(
        std::ranges::count_if(found->second, [](const Session* s) { return !s->quiet; }));
}

Sessions::Swept Sessions::sweep(ms now) {
    Swept swept;
    sweep_at_.reset();
    for (auto& [id, session] : sessions_) {
        if (session.slow && session.slow->retrying) {
            session.slow.reset();
            if (session.joined) swept.caught_up.push_back(session.account);
        }
        if (const std::string_view why = reason_to_expire(session, now); !why.empty()) {
            swept.expired.push_back({id, why});
            continue;
        }
        sweep_by(session.last_received_at + idle_timeout);
        if (!session.joined) sweep_by(session.join_deadline);
        if (!session.slow) continue;
        if (now < session.slow->retry_at) {
            sweep_by(session.slow->retry_at);
        } else {
            session.slow->retrying = true;
            swept.to_resync.push_back(id);
            sweep_by(now + min_slow_retry);
        }
    }
    return swept;
}

std::string_view Sessions::reason_to_expire(const Session& session, ms now) {
    if (now >= session.last_received_at + idle_timeout) return "it was silent for 60 s";
    if (!session.joined && now >= session.join_deadline) return "it did not join in time";
    if (session.slow && now >= session.slow->since + slow_timeout)
        return "it read nothing for 30 s";
    return {};
}

}  // namespace indaba::broker
