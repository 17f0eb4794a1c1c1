#pragma once
#include <cstdint>
#include <optional>
#include <zmq.hpp>

namespace indaba::broker {

/// An event of a socket's monitor (zmq_socket_monitor).
struct MonitorEvent {
    std::uint16_t kind = 0;       // ZMQ_EVENT_...
    std::int32_t descriptor = 0;  // for events that have one
};

/// Returns the next event, or nothing when none is pending (with dontwait) or within the socket's
/// receive timeout.
std::optional<MonitorEvent> next_monitor_event(zmq::socket_t& monitor, zmq::recv_flags flags);

}  // namespace indaba::broker
