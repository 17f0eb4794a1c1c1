#include "common/client/connection/socket_monitor.hpp"

#include <cstdint>
#include <cstring>

namespace indaba::client {

bool receive_part(zmq::socket_t& socket, zmq::message_t& part) {
    return zmq_msg_recv(part.handle(), socket.handle(), ZMQ_DONTWAIT) >= 0;
}

SocketMonitor::SocketMonitor(zmq::context_t& context, zmq::socket_t& socket,
                             const std::string& address, int events)
    : events_(context, zmq::socket_type::pair) {
    events_.set(zmq::sockopt::rcvhwm, 0);  // no limit: a full monitor stops libzmq's thread
    events_.set(zmq::sockopt::linger, 0);
    if (zmq_socket_monitor(socket.handle(), address.c_str(), events) != 0) throw zmq::error_t();
    events_.connect(address);
}

std::optional<int> SocketMonitor::next_event() {
    while (events_) {
        zmq::message_t event;
        if (!receive_part(events_, event)) return std::nullopt;
        zmq::message_t address;
        while (receive_part(events_, address) && address.more()) {
        }
        std::uint16_t number = 0;
        if (event.size() < sizeof number) continue;
        std::memcpy(&number, event.data(), sizeof number);
        return number;
    }
    return std::nullopt;
}

void SocketMonitor::stop(zmq::socket_t& socket) {
    zmq_socket_monitor(socket.handle(), nullptr, 0);
    events_.close();
}

}  // namespace indaba::client
