#include "broker/core/sessions.hpp"

#include <algorithm>

namespace indaba::broker {

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

Session& Sessions::add(const RoutingId& id) {
    Session& session = sessions_[id];
    session.id = id;
    session.serial = ++last_serial_;
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

std::size_t Sessions::visible_sessions_of(const Account& account) const {
    const auto found = by_account_.find(account);
    if (found == by_account_.end()) return 0;
    return static_cast<std::size_t>(
        std::ranges::count_if(found->second, [](const Session* s) { return !s->quiet; }));
}

}  // namespace indaba::broker
