#include "broker/transport/zmq/curve_self_test.hpp"

#include <sodium.h>

#include "broker/transport/zmq/monitor_event.hpp"

namespace indaba::broker {
namespace {

constexpr int handshake_events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                                 ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                                 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;

zmq::socket_t dealer_with_unknown_key(zmq::context_t& context, const Account& broker_key) {
    unsigned char public_key[32], secret[32];
    crypto_box_keypair(public_key, secret);
    zmq::socket_t dealer(context, zmq::socket_type::dealer);
    dealer.set(zmq::sockopt::linger, 0);
    dealer.set(zmq::sockopt::ipv6, true);
    zmq_setsockopt(dealer.handle(), ZMQ_CURVE_SERVERKEY, broker_key.bytes.data(), 32);
    zmq_setsockopt(dealer.handle(), ZMQ_CURVE_PUBLICKEY, public_key, sizeof public_key);
    zmq_setsockopt(dealer.handle(), ZMQ_CURVE_SECRETKEY, secret, sizeof secret);
    return dealer;
}

}  // namespace

bool unknown_key_is_rejected(zmq::context_t& context, const std::string& endpoint,
                             const Account& broker_key) {
    static int runs = 0;  // each monitor needs its own address
    const std::string monitor_address = "inproc://curve-self-test-" + std::to_string(++runs);
    zmq::socket_t dealer = dealer_with_unknown_key(context, broker_key);
    if (zmq_socket_monitor(dealer.handle(), monitor_address.c_str(), handshake_events) != 0)
        return false;
    zmq::socket_t monitor(context, zmq::socket_type::pair);
    monitor.set(zmq::sockopt::linger, 0);
    monitor.set(zmq::sockopt::rcvtimeo, 3000);
    monitor.connect(monitor_address);
    dealer.connect(endpoint);
    const auto event = next_monitor_event(monitor, zmq::recv_flags::none);
    zmq_socket_monitor(dealer.handle(), nullptr, 0);
    return event && event->kind == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
}

}  // namespace indaba::broker
