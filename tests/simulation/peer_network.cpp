#include "tests/simulation/peer_network.hpp"

#include <algorithm>

namespace indaba::simulation {
namespace {

constexpr ms link_latency{10};
constexpr ms link_delay{3'000};

}  // namespace

/// Returns true while one of the two suffers such a fault.
bool PeerNetwork::holds(const std::map<Writer, ms>& faults, Writer one, Writer other,
                        ms now) const {
    return std::ranges::any_of(faults, [&](const auto& fault) {
        return (fault.first == one || fault.first == other) && now < fault.second;
    });
}

// ---- for a broker ------------------------------------------------------------------------------

void PeerNetwork::tell(Writer from, const broker::PeerMessage& message, ms now) {
    for (auto& [ends, link] : links_) {
        if (ends.second != from || !link.is_subscribed) continue;
        if (holds(cut_until_, ends.first, from, now)) continue;
        if (holds(lossy_until_, ends.first, from, now) && random_.once_in(2)) continue;
        const bool is_late = holds(late_until_, ends.first, from, now);
        ms arrives = now + ms{1} + random_.up_to(is_late ? link_delay : link_latency);
        if (!link.told.empty()) arrives = std::max(arrives, link.told.back().arrives);
        link.told.push_back({arrives, message});
    }
}

void PeerNetwork::follow(Writer by, const std::vector<broker::LiveBroker>& brokers, ms now) {
    const auto is_wanted = [&](Writer writer) {
        return std::ranges::find(brokers, writer, &broker::LiveBroker::writer) != brokers.end();
    };
    std::erase_if(links_, [&](const auto& link) {
        return link.first.first == by && !is_wanted(link.first.second);
    });
    for (const broker::LiveBroker& each : brokers) {
        const auto [link, is_new] = links_.try_emplace({by, each.writer});
        if (is_new) subscribe(link->second, by, each.writer, now);
    }
}

void PeerNetwork::follow_anew(Writer by, Writer writer, ms now) {
    const auto link = links_.find({by, writer});
    if (link != links_.end()) subscribe(link->second, by, writer, now);
}

void PeerNetwork::subscribe(Link& link, Writer by, Writer to, ms now) {
    link.subscribes_at.reset();
    if (gone_.contains(to)) return;
    ms from = now;
    for (const Writer end : {by, to})
        if (const auto cut = cut_until_.find(end); cut != cut_until_.end())
            from = std::max(from, cut->second);
    link.subscribes_at = from + ms{1} + random_.up_to(link_latency);
}

bool PeerNetwork::has_new_follower(Writer writer, ms now) {
    bool has_new = false;
    for (auto& [ends, link] : links_) {
        if (ends.second != writer || !link.subscribes_at || *link.subscribes_at > now) continue;
        link.subscribes_at.reset();
        link.is_subscribed = has_new = true;
    }
    return has_new;
}

std::optional<broker::PeerMessage> PeerNetwork::read(Writer at, ms now) {
    for (auto& [ends, link] : links_) {
        if (ends.first != at || link.told.empty() || link.told.front().arrives > now) continue;
        broker::PeerMessage message = std::move(link.told.front().message);
        link.told.pop_front();
        return message;
    }
    return std::nullopt;
}

void PeerNetwork::leave(Writer writer) {
    gone_.insert(writer);
    std::erase_if(links_, [&](const auto& link) { return link.first.first == writer; });
    for (auto& [ends, link] : links_) {
        if (ends.second != writer) continue;
        link.is_subscribed = false;
        link.subscribes_at.reset();
    }
}

// ---- faults ------------------------------------------------------------------------------------

void PeerNetwork::cut(Writer writer, ms now, ms until) {
    cut_until_[writer] = std::max(cut_until_[writer], until);
    for (auto& [ends, link] : links_) {
        if (ends.first != writer && ends.second != writer) continue;
        link.told.resize(random_.below(link.told.size() + 1));
        link.is_subscribed = false;
        subscribe(link, ends.first, ends.second, now);
    }
}

void PeerNetwork::heal() {
    late_until_.clear();
    lossy_until_.clear();
}

std::optional<ms> PeerNetwork::next_event(Writer at) const {
    std::optional<ms> soonest;
    const auto consider = [&](const std::optional<ms>& when) {
        if (when && (!soonest || *when < *soonest)) soonest = when;
    };
    for (const auto& [ends, link] : links_) {
        if (ends.second == at) consider(link.subscribes_at);
        if (ends.first == at && !link.told.empty()) consider(link.told.front().arrives);
    }
    return soonest;
}

}  // namespace indaba::simulation
