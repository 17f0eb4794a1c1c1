#include "broker/transport/zmq/announcer.hpp"

namespace indaba::broker {
namespace {

constexpr int connections_per_turn = 64;

}  // namespace

Announcer::Announcer(zmq::context_t& context, const std::string& line)
    : socket_(context, zmq::socket_type::stream), line_(line + "\n") {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::ipv6, true);
    socket_.set(zmq::sockopt::rcvhwm, 4);
    socket_.set(zmq::sockopt::sndhwm, 4);
    socket_.set(zmq::sockopt::rcvbuf, 4096);
    socket_.set(zmq::sockopt::maxmsgsize, std::int64_t{4096});
}

void Announcer::serve() {
    for (int i = 0; i < connections_per_turn && serve_one(); ++i) {
    }
}

/// Serves one event of the STREAM socket: it reports a new and a closed connection with an empty
/// message, received bytes with a message that holds them.
bool Announcer::serve_one() {
    zmq::message_t id, received;
    if (!socket_.recv(id, zmq::recv_flags::dontwait)) return false;
    if (!id.more() || !socket_.recv(received, zmq::recv_flags::dontwait)) return true;
    const auto send = [&](const void* bytes, std::size_t size) {
        return zmq_send(socket_.handle(), id.data(), id.size(), ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0 &&
               zmq_send(socket_.handle(), bytes, size, ZMQ_DONTWAIT) >= 0;
    };
    if (received.size() > 0 || send(line_.data(), line_.size())) send("", 0);  // empty: disconnect
    return true;
}

}  // namespace indaba::broker
