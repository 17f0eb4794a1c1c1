#include "broker/door.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "broker/addresses.hpp"
#include "broker/peer.hpp"

namespace indaba::broker {
namespace {

/// libzmq's thread has freed by then what it kept for a connection that was cut.
constexpr Door::ms tidy_after{1'000};

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

Door::Door(zmq::socket_t& monitor, const DoorLimits& limits)
    : monitor_(monitor),
      parts_at_most_(limits.parts),
      doorkeeper_(limits),
      unfinished_(limits.unfinished) {}

void Door::open(const std::string& first_id, bool handshakes) {
    if (!ids_.begin(first_id))
        throw std::runtime_error(
            "This libzmq numbers its connections in a way that this program does not know.");
    handshakes_told_ = handshakes;
}

// ---- coming and going -------------------------------------------------------------------------

/// Who is to be cut is cut when all is known: its descriptor may be another's by then.
std::vector<Door::RoutingId> Door::drain(ms now) {
    drained_at_ = now;
    while (const auto event = next_event(monitor_)) {
        if (event->kind == ZMQ_EVENT_ACCEPTED) {
            accepted(event->descriptor, now);
        } else if (event->kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
            if (handshakes_told_) ids_.one_more();
        } else if (event->kind == ZMQ_EVENT_DISCONNECTED) {
            if (auto whose = closed(event->descriptor, now)) ended_.push_back(std::move(*whose));
        }
    }
    for (const int descriptor : std::exchange(to_cut_, {})) cut_connection(descriptor);
    return std::exchange(ended_, {});
}

void Door::accepted(int descriptor, ms now) {
    if (!handshakes_told_) ids_.one_more();
    connections_.accepted(descriptor, now);
    unfinished_.accepted(descriptor);
    to_cut_.erase(descriptor);
    for (const int cut : doorkeeper_.accepted(descriptor, neighbour_at(descriptor), now))
        to_cut_.insert(cut);
}

std::optional<Door::RoutingId> Door::closed(int descriptor, ms now) {
    to_cut_.erase(descriptor);
    doorkeeper_.closed(descriptor, now);
    unfinished_.closed(descriptor);
    return connections_.closed(descriptor);
}

Connections::Bound Door::greet(const RoutingId& from, int descriptor) {
    Connections::Bound bound = connections_.bind(from, descriptor);
    if (bound.admitted) {
        doorkeeper_.greeted(descriptor);
        unfinished_.greeted(descriptor);
    }
    return bound;
}

void Door::cut(const RoutingId& who) {
    if (const auto descriptor = connections_.descriptor(who)) cut_connection(*descriptor);
}

// ---- what is said -----------------------------------------------------------------------------

bool Door::hears(const RoutingId& from, const Arrived& message) {
    if (message.descriptor < 0) return false;  // speaks a ZMTP older than any honest client
    unfinished_.heard(message.descriptor, message.bytes, message.parts);
    if (!ids_.has(from)) {
        // The monitor tells before the peer can speak, but perhaps after it was last asked.
        for (RoutingId& whose : drain(drained_at_)) ended_.push_back(std::move(whose));
    }
    if (ids_.has(from) && message.parts <= parts_at_most_) return true;
    cut(from, message.descriptor);
    return false;
}

/// Unless it has gone, and its descriptor is another's by now.
void Door::cut(const RoutingId& who, int descriptor) {
    const auto owner = connections_.bound_to(descriptor);
    if (!owner || *owner == who) cut_connection(descriptor);
}

bool Door::may_speak(const RoutingId& from, int descriptor) {
    if (connections_.bound_to(descriptor) == from || doorkeeper_.may_speak(descriptor)) return true;
    cut(from, descriptor);
    return false;
}

// ---- time -------------------------------------------------------------------------------------

void Door::on_time(bool drained, ms now) {
    for (const int descriptor : connections_.overdue(now)) cut_connection(descriptor);
    if (tidy_at_ && now >= *tidy_at_) {
        give_memory_back();
        tidy_at_.reset();
    }
    if (!unfinished_.due(now)) return;
    for (const int descriptor : unfinished_.sweep(bytes_received, drained, now)) {
        cut_connection(descriptor);
        tidy_at_ = now + tidy_after;
    }
}

std::optional<Door::ms> Door::next_deadline() const {
    std::optional<ms> soonest;
    for (const auto& due : {connections_.next_deadline(), unfinished_.next_deadline(), tidy_at_})
        if (due && (!soonest || *due < *soonest)) soonest = due;
    return soonest;
}

}  // namespace indaba::broker
