#include "tests/simulation/network.hpp"

#include <algorithm>

namespace indaba::simulation {
namespace {

constexpr ms soon{20};
constexpr ms late{3'000};
constexpr std::size_t usual_capacity = 64;

}  // namespace

// ---- at the client -----------------------------------------------------------------------------

Network::LineId Network::open(int person, ms now) {
    Line line;
    line.routing = routing_id();
    line.person = person;
    line.latency = healed_ ? soon : random_.up_to(ms{400});
    line.capacity = healed_ || random_.once_in(2) ? usual_capacity : 5 + random_.below(12);
    if (!healed_ && random_.once_in(8)) line.read_pause = random_.up_to(ms{300});
    line.client_reads_from = now;
    by_routing_[line.routing] = ++last_line_;
    lines_.emplace(last_line_, std::move(line));
    return last_line_;
}

/// libzmq's ids may come again after a connection ended.
RoutingId Network::routing_id() {
    if (!free_routing_ids_.empty() && random_.once_in(4)) {
        RoutingId id = free_routing_ids_.back();
        free_routing_ids_.pop_back();
        return id;
    }
    return "line " + std::to_string(last_line_ + 1);
}

void Network::push(Pipe& pipe, const Line& line, std::string frame, ms now) {
    ms arrives = now + ms{1} + random_.up_to(line.latency);
    if (!pipe.empty()) arrives = std::max(arrives, pipe.back().arrives);
    pipe.push_back({arrives, std::move(frame)});
}

void Network::write_to_broker(LineId id, std::string frame, ms now) {
    Line& line = lines_.at(id);
    if (!line.dead && line.at_broker) push(line.to_broker, line, std::move(frame), now);
}

std::optional<std::string> Network::read_at_client(LineId id, ms now) {
    Line& line = lines_.at(id);
    if (line.to_client.empty() || line.to_client.front().arrives > now) return std::nullopt;
    if (line.client_reads_from > now || ended_at_client(id, now)) return std::nullopt;
    std::string frame = std::move(line.to_client.front().bytes);
    line.to_client.pop_front();
    line.client_reads_from = now + line.read_pause;
    return frame;
}

/// Who reads nothing does not see the end either.
bool Network::ended_at_client(LineId id, ms now) const {
    const Line& line = lines_.at(id);
    return line.client_hears && std::max(*line.client_hears, line.client_reads_from) <= now;
}

void Network::close_at_client(LineId id, ms now) {
    const auto found = lines_.find(id);
    Line& line = found->second;
    line.at_client = false;
    if (line.at_broker && !line.dead) {
        if (random_.once_in(2)) lose_some(line.to_broker);
        const ms last = line.to_broker.empty() ? now : line.to_broker.back().arrives;
        line.broker_hears = std::max(last, line.broker_reads_from) + random_.up_to(soon);
        line.dead = true;
    }
    drop_if_over(found);
}

// ---- at the broker -----------------------------------------------------------------------------

std::vector<RoutingId> Network::ended_at_broker(ms now) {
    std::vector<RoutingId> ended;
    for (auto line = lines_.begin(); line != lines_.end();) {
        const auto here = line++;
        if (!here->second.at_broker || !here->second.broker_hears ||
            *here->second.broker_hears > now)
            continue;
        ended.push_back(here->second.routing);
        leave_broker(here->second);
        drop_if_over(here);
    }
    return ended;
}

void Network::leave_broker(Line& line) {
    by_routing_.erase(line.routing);
    free_routing_ids_.push_back(line.routing);
    line.at_broker = false;
    line.dead = true;
    line.to_broker.clear();
}

void Network::drop_if_over(std::map<LineId, Line>::iterator line) {
    if (!line->second.at_broker && !line->second.at_client) lines_.erase(line);
}

std::optional<std::pair<RoutingId, std::string>> Network::read_at_broker(ms now) {
    for (auto& [id, line] : lines_) {
        if (!line.at_broker || line.to_broker.empty()) continue;
        if (line.to_broker.front().arrives > now || line.broker_reads_from > now) continue;
        std::string frame = std::move(line.to_broker.front().bytes);
        line.to_broker.pop_front();
        return std::pair{line.routing, std::move(frame)};
    }
    return std::nullopt;
}

std::optional<Network::LineId> Network::line_of(const RoutingId& id) const {
    const auto found = by_routing_.find(id);
    if (found == by_routing_.end()) return std::nullopt;
    return found->second;
}

/// Into a dead line one may write, until its pipe is full or its end is known.
Network::Written Network::write_to_client(const RoutingId& to, const std::string& frame, ms now) {
    const std::optional<LineId> id = line_of(to);
    if (!id) return Written::unreachable;
    Line& line = lines_.at(*id);
    if (line.unreachable_from && *line.unreachable_from <= now) {
        leave_broker(line);
        drop_if_over(lines_.find(*id));
        return Written::unreachable;
    }
    if (line.to_client.size() >= line.capacity) return Written::blocked;
    if (line.dead)
        line.to_client.push_back({ms::max(), {}});
    else
        push(line.to_client, line, frame, now);
    return Written::yes;
}

void Network::close_at_broker(const RoutingId& who, ms now) {
    const std::optional<LineId> id = line_of(who);
    if (!id) return;
    Line& line = lines_.at(*id);
    line.broker_hears = now + random_.up_to(soon);
    line.unreachable_from = now;
    if (!line.dead) {
        lose_some(line.to_client);
        line.client_hears = now + ms{1} + random_.up_to(late);
        line.dead = true;
    }
}

void Network::broker_died(ms now) {
    for (auto line = lines_.begin(); line != lines_.end();) {
        const auto here = line++;
        if (!here->second.at_broker) continue;
        if (!here->second.dead) {
            lose_some(here->second.to_client);
            here->second.client_hears = now + ms{1} + random_.up_to(late);
        }
        leave_broker(here->second);
        drop_if_over(here);
    }
}

// ---- what goes wrong
// -----------------------------------------------------------------------------

/// The first part of what is under way arrives.
void Network::lose_some(Pipe& pipe) { pipe.resize(random_.below(pipe.size() + 1)); }

void Network::cut(LineId id, ms now) {
    Line& line = lines_.at(id);
    if (line.dead) return;
    silence(id);
    line.hindered = false;
    line.client_hears = now + random_.up_to(late);
    line.broker_hears = now + random_.up_to(late);
    if (random_.once_in(2)) line.unreachable_from = now + random_.up_to(late);
}

void Network::silence(LineId id) {
    Line& line = lines_.at(id);
    if (line.dead) return;
    lose_some(line.to_broker);
    lose_some(line.to_client);
    line.dead = line.hindered = true;
}

void Network::stop_reading(LineId id, ms until) {
    Line& line = lines_.at(id);
    line.client_reads_from = std::max(line.client_reads_from, until);
    line.hindered = true;
}

void Network::delay_upstream(LineId id, ms until) {
    Line& line = lines_.at(id);
    line.broker_reads_from = std::max(line.broker_reads_from, until);
    line.hindered = true;
}

void Network::heal(ms now) {
    healed_ = true;
    for (auto& [id, line] : lines_) {
        line.latency = soon;
        line.read_pause = ms{0};
        line.capacity = usual_capacity;
        line.client_reads_from = line.broker_reads_from = now;
        for (auto* hears : {&line.client_hears, &line.broker_hears})
            if (line.dead) *hears = std::min(hears->value_or(now + soon), now + soon);
    }
}

bool Network::was_hindered(LineId line) const { return lines_.at(line).hindered; }

std::optional<ms> Network::next_event() const {
    ms soonest = ms::max();
    for (const auto& [id, line] : lines_) {
        if (line.at_client && !line.to_client.empty())
            soonest =
                std::min(soonest, std::max(line.to_client.front().arrives, line.client_reads_from));
        if (line.at_broker && !line.to_broker.empty())
            soonest =
                std::min(soonest, std::max(line.to_broker.front().arrives, line.broker_reads_from));
        if (line.at_client && line.client_hears)
            soonest = std::min(soonest, std::max(*line.client_hears, line.client_reads_from));
        if (line.at_broker && line.broker_hears) soonest = std::min(soonest, *line.broker_hears);
    }
    if (soonest == ms::max()) return std::nullopt;
    return soonest;
}

}  // namespace indaba::simulation
