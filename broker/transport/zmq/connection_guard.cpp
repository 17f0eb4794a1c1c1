#include "broker/transport/zmq/connection_guard.hpp"

#include <initializer_list>
#include <stdexcept>
#include <utility>

#include "broker/handshake/addresses.hpp"
#include "broker/process/resources.hpp"
#include "broker/transport/zmq/monitor_event.hpp"

namespace indaba::broker {
namespace {

/// Times after which libzmq's thread has freed the memory of a disconnected connection: usually,
/// and on a busy machine.
constexpr ConnectionGuard::ms trim_memory_delay{200};
constexpr ConnectionGuard::ms last_trim_memory_delay{1'500};

}  // namespace

ConnectionGuard::ConnectionGuard(zmq::socket_t& monitor, const ConnectionLimits& limits,
                                 HasJoined has_joined, DisconnectFunction disconnect_function)
    : monitor_(monitor),
      max_frames_(limits.frames_per_message),
      disconnect_function_(std::move(disconnect_function)),
      limiter_(limits,
               [this, has_joined = std::move(has_joined)](int descriptor) {
                   const auto id = connections_.routing_id_of(descriptor);
                   return id && has_joined(*id);
               }),
      partial_messages_(limits.partial_message_bytes) {}

void ConnectionGuard::start(const std::string& first_id, bool handshakes) {
    if (!assigned_ids_.start(first_id))
        throw std::runtime_error(
            "This libzmq numbers its connections in a way that this program does not know.");
    counts_handshakes_ = handshakes;
}

// ---- connections ------------------------------------------------------------------------------

std::vector<ConnectionGuard::RoutingId> ConnectionGuard::read_monitor(ms now) {
    monitor_read_at_ = now;
    process_monitor_events(now);
    return std::exchange(closed_, {});
}

/// Disconnects only after all events are read: a scheduled descriptor may belong to a new
/// connection by then.
void ConnectionGuard::process_monitor_events(ms now) {
    while (const auto event = next_monitor_event(monitor_, zmq::recv_flags::dontwait)) {
        if (event->kind == ZMQ_EVENT_ACCEPTED) {
            on_accepted(event->descriptor, now);
        } else if (event->kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
            if (counts_handshakes_) assigned_ids_.count_connection();
        } else if (event->kind == ZMQ_EVENT_DISCONNECTED) {
            if (auto whose = on_closed(event->descriptor, now))
                closed_.push_back(std::move(*whose));
        }
    }
    for (const auto& [descriptor, accept_number] : std::exchange(pending_disconnects_, {}))
        if (connections_.accept_number(descriptor) == accept_number)
            disconnect_function_(descriptor);
}

void ConnectionGuard::schedule_disconnect(int descriptor) {
    pending_disconnects_[descriptor] = connections_.accept_number(descriptor);
}

void ConnectionGuard::disconnect(const RoutingId& who) {
    if (const auto descriptor = connections_.descriptor_of(who)) schedule_disconnect(*descriptor);
}

void ConnectionGuard::on_accepted(int descriptor, ms now) {
    if (!counts_handshakes_) assigned_ids_.count_connection();
    connections_.on_accepted(descriptor, now);
    partial_messages_.on_accepted(descriptor);
    const auto accepted = limiter_.on_accepted(descriptor, rate_limit_key_of_peer(descriptor), now);
    for (const int evicted : accepted.to_disconnect) schedule_disconnect(evicted);
    if (accepted.short_hello_timeout) connections_.shorten_hello_timeout(descriptor, now);
}

std::optional<ConnectionGuard::RoutingId> ConnectionGuard::on_closed(int descriptor, ms now) {
    if (const auto ids = ids_by_descriptor_.find(descriptor); ids != ids_by_descriptor_.end())
        if (RoutingId last = std::exchange(ids->second.current, {}); !last.empty())
            ids->second.previous = std::move(last);
    limiter_.on_closed(descriptor, now);
    partial_messages_.on_closed(descriptor);
    return connections_.on_closed(descriptor);
}

void ConnectionGuard::read_received() {
    for (const int descriptor : receive_watch_.take()) partial_messages_.on_received(descriptor);
}

ConnectionTable::BindResult ConnectionGuard::on_hello(const RoutingId& from, int descriptor) {
    ConnectionTable::BindResult binding = connections_.bind(from, descriptor);
    if (binding.bound) {
        binding.first_hello = limiter_.on_hello(descriptor);
        partial_messages_.on_hello(descriptor);
    }
    return binding;
}

// ---- messages ---------------------------------------------------------------------------------

bool ConnectionGuard::accept_message(const RoutingId& from, const ReceivedMessage& message) {
    const int descriptor = message.descriptor;
    if (descriptor < 0) return false;  // an older ZMTP than any honest client has
    // The monitor reports a connection before its first message, but perhaps after the monitor
    // was read in this turn.
    if (!assigned_ids_.is_assigned(from) || ids_by_descriptor_[descriptor].current != from)
        process_monitor_events(monitor_read_at_);
    if (assigned_ids_.is_assigned(from) && is_stale(from, descriptor)) return false;
    partial_messages_.on_message(descriptor, message.bytes, message.frames);
    if (assigned_ids_.is_assigned(from) && message.frames <= max_frames_) return true;
    if (connections_.is_drained(descriptor))
        schedule_disconnect(descriptor);
    else
        connections_.shorten_hello_timeout(descriptor, monitor_read_at_);
    return false;
}

/// Returns whether the message is of an earlier connection of the descriptor and was read late. A
/// later connection always has a later routing id.
bool ConnectionGuard::is_stale(const RoutingId& from, int descriptor) {
    DescriptorIds& ids = ids_by_descriptor_[descriptor];
    if (!ids.previous.empty() && !assigned_ids_.is_later(from, ids.previous)) return true;
    if (ids.current.empty() || assigned_ids_.is_later(from, ids.current)) ids.current = from;
    return ids.current != from;
}

bool ConnectionGuard::require_hello(const RoutingId& from, int descriptor) {
    if (connections_.routing_id_of(descriptor) == from) return true;
    // The descriptor may just have been reused, so this message may come from its previous
    // connection. Drop it without counting it.
    if (connections_.routing_id_of(descriptor) || !connections_.is_drained(descriptor))
        return false;
    if (limiter_.allow_before_hello(descriptor)) return !connections_.was_unbound(from, descriptor);
    schedule_disconnect(descriptor);
    return false;
}

// ---- time -------------------------------------------------------------------------------------

void ConnectionGuard::on_time(bool drained, ms now) {
    if (drained) connections_.on_drained();
    for (const int descriptor : connections_.take_expired(now)) schedule_disconnect(descriptor);
    for (auto* at : {&trim_memory_at_, &last_trim_memory_at_}) {
        if (!*at || now < **at) continue;
        return_free_memory();
        at->reset();
    }
    if (partial_messages_.due(now)) {
        const auto watch = [this](int descriptor) { return receive_watch_.watch(descriptor); };
        for (const int descriptor : partial_messages_.sweep(bytes_received, watch, drained, now)) {
            schedule_disconnect(descriptor);
            if (!trim_memory_at_) trim_memory_at_ = now + trim_memory_delay;
            last_trim_memory_at_ = now + last_trim_memory_delay;
        }
    }
}

void ConnectionGuard::disconnect_pending(ms now) {
    if (!pending_disconnects_.empty()) process_monitor_events(now);
}

std::optional<ConnectionGuard::ms> ConnectionGuard::next_deadline() const {
    if (!closed_.empty()) return ms{0};  // the next read_monitor() returns them
    std::optional<ms> soonest;
    for (const auto& due : {connections_.next_deadline(), partial_messages_.next_deadline(),
                            trim_memory_at_, last_trim_memory_at_})
        if (due && (!soonest || *due < *soonest)) soonest = due;
    return soonest;
}

}  // namespace indaba::broker
