#include "broker/transport/zmq/door.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "broker/access/addresses.hpp"
#include "broker/transport/zmq/peer.hpp"

namespace indaba::broker {
namespace {

/// libzmq's thread has freed by then what it kept for a connection that was cut.
constexpr Door::ms tidy_after{200};

struct MonitorEvent {
    std::uint16_t kind = 0;
    std::int32_t descriptor = 0;  // of those that have one
};

/// Two frames: kind and value in the machine's own byte order, then an address.
std::optional<MonitorEvent> next_event(zmq::socket_t& monitor) {
    zmq::message_t told;
    if (!monitor.recv(told, zmq::recv_flags::dontwait)) return std::nullopt;
    zmq::message_t address;
    for (bool more = told.more(); more; more = address.more())
        if (!monitor.recv(address)) break;
    MonitorEvent event;
    if (told.size() < sizeof event.kind + sizeof event.descriptor) return event;
    std::copy_n(told.data<char>(), sizeof event.kind, reinterpret_cast<char*>(&event.kind));
    std::copy_n(told.data<char>() + sizeof event.kind, sizeof event.descriptor,
                reinterpret_cast<char*>(&event.descriptor));
    return event;
}

}  // namespace

Door::Door(zmq::socket_t& monitor, const DoorLimits& limits, Joined joined, Cut cut)
    : monitor_(monitor),
      parts_at_most_(limits.parts),
      cut_(std::move(cut)),
      doorkeeper_(limits,
                  [this, joined = std::move(joined)](int descriptor) {
                      const auto id = connections_.bound_to(descriptor);
                      return id && joined(*id);
                  }),
      unfinished_(limits.unfinished) {}

void Door::open(const std::string& first_id, bool handshakes) {
    if (!ids_.begin(first_id))
        throw std::runtime_error(
            "This libzmq numbers its connections in a way that this program does not know.");
    handshakes_told_ = handshakes;
}

// ---- coming and going -------------------------------------------------------------------------

std::vector<Door::RoutingId> Door::drain(ms now) {
    drained_at_ = now;
    take_events(now);
    return std::exchange(ended_, {});
}

/// Who is to be cut is cut when all is known: its descriptor may be another's by then.
void Door::take_events(ms now) {
    while (const auto event = next_event(monitor_)) {
        if (event->kind == ZMQ_EVENT_ACCEPTED) {
            accepted(event->descriptor, now);
        } else if (event->kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
            if (handshakes_told_) ids_.one_more();
        } else if (event->kind == ZMQ_EVENT_DISCONNECTED) {
            if (auto whose = closed(event->descriptor, now)) ended_.push_back(std::move(*whose));
        }
    }
    for (const auto& [descriptor, order] : std::exchange(to_cut_, {}))
        if (connections_.order(descriptor) == order) cut_(descriptor);
}

void Door::cut_soon(int descriptor) { to_cut_[descriptor] = connections_.order(descriptor); }

void Door::cut(const RoutingId& who) {
    if (const auto descriptor = connections_.descriptor(who)) cut_soon(*descriptor);
}

void Door::accepted(int descriptor, ms now) {
    if (!handshakes_told_) ids_.one_more();
    connections_.accepted(descriptor, now);
    unfinished_.accepted(descriptor);
    const auto verdict = doorkeeper_.accepted(descriptor, neighbour_at(descriptor), now);
    for (const int cut : verdict.cut) cut_soon(cut);
    if (verdict.hurry) connections_.hurry(descriptor, now);
}

std::optional<Door::RoutingId> Door::closed(int descriptor, ms now) {
    if (const auto owners = owners_.find(descriptor); owners != owners_.end())
        if (RoutingId last = std::exchange(owners->second.now, {}); !last.empty())
            owners->second.gone = std::move(last);
    doorkeeper_.closed(descriptor, now);
    unfinished_.closed(descriptor);
    return connections_.closed(descriptor);
}

Connections::Bound Door::greet(const RoutingId& from, int descriptor) {
    Connections::Bound bound = connections_.bind(from, descriptor);
    if (bound.admitted) {
        bound.first = doorkeeper_.greeted(descriptor);
        unfinished_.greeted(descriptor);
    }
    return bound;
}

// ---- what is said -----------------------------------------------------------------------------

bool Door::hears(const RoutingId& from, const Arrived& message) {
    const int descriptor = message.descriptor;
    if (descriptor < 0) return false;  // speaks a ZMTP older than any honest client
    // The monitor tells before the peer can speak, but perhaps after it was last asked.
    if (!ids_.has(from) || owners_[descriptor].now != from) take_events(drained_at_);
    if (ids_.has(from) && is_late(from, descriptor)) return false;
    unfinished_.heard(descriptor, message.bytes, message.parts);
    if (ids_.has(from) && message.parts <= parts_at_most_) return true;
    if (connections_.settled(descriptor))
        cut_soon(descriptor);
    else
        connections_.hurry(descriptor, drained_at_);
    return false;
}

/// Who has a descriptor later has a later id: this is of an earlier owner, and was read late.
bool Door::is_late(const RoutingId& from, int descriptor) {
    Owners& owners = owners_[descriptor];
    if (!owners.gone.empty() && !ids_.later(from, owners.gone)) return true;
    if (owners.now.empty() || ids_.later(from, owners.now)) owners.now = from;
    return owners.now != from;
}

/// One whose descriptor was another's a moment ago may be that other, read late.
bool Door::may_speak(const RoutingId& from, int descriptor) {
    if (connections_.bound_to(descriptor) == from) return true;
    if (connections_.bound_to(descriptor) || !connections_.settled(descriptor)) return false;
    if (doorkeeper_.may_speak(descriptor)) return true;
    cut_soon(descriptor);
    return false;
}

// ---- time -------------------------------------------------------------------------------------

void Door::on_time(bool drained, ms now) {
    if (drained) connections_.drained();
    for (const int descriptor : connections_.overdue(now)) cut_soon(descriptor);
    if (tidy_at_ && now >= *tidy_at_) {
        give_memory_back();
        tidy_at_.reset();
    }
    if (unfinished_.due(now)) {
        for (const int descriptor : unfinished_.sweep(bytes_received, drained, now)) {
            cut_soon(descriptor);
            if (!tidy_at_) tidy_at_ = now + tidy_after;
        }
    }
}

void Door::flush(ms now) {
    if (!to_cut_.empty()) take_events(now);
}

std::optional<Door::ms> Door::next_deadline() const {
    if (!ended_.empty()) return ms{0};  // the next drain() tells
    std::optional<ms> soonest;
    for (const auto& due : {connections_.next_deadline(), unfinished_.next_deadline(), tidy_at_})
        if (due && (!soonest || *due < *soonest)) soonest = due;
    return soonest;
}

}  // namespace indaba::broker
