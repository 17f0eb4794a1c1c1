#include "broker/transport/zmq/monitor_event.hpp"

#include <algorithm>

namespace indaba::broker {

/// An event is two frames: kind and value in the machine's own byte order, then an address.
std::optional<MonitorEvent> next_monitor_event(zmq::socket_t& monitor, zmq::recv_flags flags) {
    zmq::message_t header;
    if (!monitor.recv(header, flags)) return std::nullopt;
    zmq::message_t address;
    for (bool more = header.more(); more; more = address.more())
        if (!monitor.recv(address)) break;
    MonitorEvent event;
    if (header.size() < sizeof event.kind + sizeof event.descriptor) return event;
    std::copy_n(header.data<char>(), sizeof event.kind, reinterpret_cast<char*>(&event.kind));
    std::copy_n(header.data<char>() + sizeof event.kind, sizeof event.descriptor,
                reinterpret_cast<char*>(&event.descriptor));
    return event;
}

}  // namespace indaba::broker
