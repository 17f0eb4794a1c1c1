#pragma once
#include <zmq.hpp>

namespace indaba::broker {

/// An integer option of a socket. libzmq cannot read all of them back.
struct SocketOption {
    int option;
    int value;
    bool readable;
};

/// Sets the option and reads it back. Throws std::runtime_error with a sentence when libzmq refuses
/// it or keeps another value.
void set_option(zmq::socket_t& socket, const SocketOption& option);

}  // namespace indaba::broker
