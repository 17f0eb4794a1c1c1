#include "broker/transport/zmq/socket_option.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace indaba::broker {

void set_option(zmq::socket_t& socket, const SocketOption& option) {
    if (zmq_setsockopt(socket.handle(), option.option, &option.value, sizeof option.value) != 0)
        throw std::runtime_error(
            fmt::format("This libzmq refuses socket option {}.", option.option));
    int read_back = 0;
    std::size_t size = sizeof read_back;
    if (option.readable &&
        (zmq_getsockopt(socket.handle(), option.option, &read_back, &size) != 0 ||
         read_back != option.value))
        throw std::runtime_error(
            fmt::format("This libzmq does not keep socket option {}.", option.option));
}

}  // namespace indaba::broker
