#pragma once
/// The events that libzmq reports about one socket. Used by connection.cpp and key_query.cpp only.
/// Never waits.
#include <optional>
#include <string>
#include <zmq.hpp>

namespace indaba::client {

/// Receives one part of a message. Returns false when there is none. Unlike cppzmq's recv it does
/// not throw when a signal interrupts it.
bool receive_part(zmq::socket_t& socket, zmq::message_t& part);

class SocketMonitor {
 public:
    SocketMonitor() = default;  // monitors no socket
    /// Reports `events` (ZMQ_EVENT_...) of `socket`. `address` is an inproc address that no other
    /// socket uses. Throws zmq::error_t.
    SocketMonitor(zmq::context_t& context, zmq::socket_t& socket, const std::string& address,
                  int events);

    /// Returns the number of the next event, if one has come.
    std::optional<int> next_event();
    /// Must be called before `socket` closes: a monitor that is not read stops libzmq's thread.
    void stop(zmq::socket_t& socket);
    /// Returns the socket that is readable when an event has come.
    zmq::socket_t& socket() { return events_; }

 private:
    zmq::socket_t events_;
};

}  // namespace indaba::client
