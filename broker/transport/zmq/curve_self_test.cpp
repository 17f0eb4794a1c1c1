#include "broker/transport/zmq/curve_self_test.hpp"

#include <sodium.h>

#include "broker/transport/zmq/monitor_event.hpp"

namespace indaba::broker {
namespace {

constexpr int handshake_events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                                 ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                                 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;

zmq::socket_t socket_with_unknown_key(zmq::context_t& context, const Account& broker_key,
                                      zmq::socket_type type) {
    unsigned char public_key[32], secret[32];
    crypto_box_keypair(public_key, secret);
    zmq::socket_t socket(context, type);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::ipv6, true);
    zmq_setsockopt(socket.handle(), ZMQ_CURVE_SERVERKEY, broker_key.bytes.data(), 32);
    zmq_setsockopt(socket.handle(), ZMQ_CURVE_PUBLICKEY, public_key, sizeof public_key);
    zmq_setsockopt(socket.handle(), ZMQ_CURVE_SECRETKEY, secret, sizeof secret);
    return socket;
}

}  // namespace

bool unknown_key_is_rejected(zmq::context_t& context, const std::string& endpoint,
                             const Account& broker_key, zmq::socket_type type) {
    static int runs = 0;  // each monitor needs its own address
    const std::string monitor_address = "inproc://curve-self-test-" + std::to_string(++runs);
    zmq::socket_t peer = socket_with_unknown_key(context, broker_key, type);
    if (zmq_socket_monitor(peer.handle(), monitor_address.c_str(), handshake_events) != 0)
        return false;
    zmq::socket_t monitor(context, zmq::socket_type::pair);
    monitor.set(zmq::sockopt::linger, 0);
    monitor.set(zmq::sockopt::rcvtimeo, 3000);
    monitor.connect(monitor_address);
    peer.connect(endpoint);
    const auto event = next_monitor_event(monitor, zmq::recv_flags::none);
    zmq_socket_monitor(peer.handle(), nullptr, 0);
    return event && event->kind == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
}

}  // namespace indaba::broker
