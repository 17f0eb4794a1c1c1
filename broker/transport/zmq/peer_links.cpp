#include "broker/transport/zmq/peer_links.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "broker/transport/rules/join_links.hpp"
#include "broker/transport/rules/peer_codec.hpp"
#include "broker/transport/zmq/curve_identity.hpp"
#include "broker/transport/zmq/curve_self_test.hpp"
#include "broker/transport/zmq/socket_option.hpp"
#include "common/wire/peer_records.hpp"

namespace indaba::broker {
namespace {

constexpr std::size_t reads_per_turn = 256;
/// A follower sends subscriptions only. The limit holds before its key is known, too.
constexpr std::int64_t max_subscription_bytes = 4096;

/// The options of both sockets, set before bind. There are no heartbeats: see the ROUTER's options.
/// The system detects a silent peer instead, within 5 s, by keepalive and by what is not
/// acknowledged.
constexpr std::array<SocketOption, 14> link_options{{
    {ZMQ_HEARTBEAT_IVL, 0, true},
    {ZMQ_SNDHWM, 10'000, true},
    {ZMQ_RCVHWM, 10'000, true},
    {ZMQ_BACKLOG, 64, true},
    {ZMQ_HANDSHAKE_IVL, 3'000, true},
    {ZMQ_CONNECT_TIMEOUT, 2'000, true},
    {ZMQ_RECONNECT_IVL, 100, true},
    {ZMQ_RECONNECT_IVL_MAX, 1'000, true},
    {ZMQ_LINGER, 0, true},
    {ZMQ_IPV6, 1, true},
    {ZMQ_TCP_KEEPALIVE, 1, true},
    {ZMQ_TCP_KEEPALIVE_IDLE, 2, true},
    {ZMQ_TCP_KEEPALIVE_INTVL, 1, true},
    {ZMQ_TCP_KEEPALIVE_CNT, 3, true},
}};
constexpr SocketOption give_up_unacknowledged{ZMQ_TCP_MAXRT, 5'000, true};
/// Reports every subscription, also one that another follower has.
constexpr SocketOption report_all_subscriptions{ZMQ_XPUB_VERBOSE, 1, false};

/// Returns the topic of a broker: its number in 8 bytes, big-endian.
std::string topic_of(std::int64_t writer) {
    std::string topic(8, '\0');
    auto rest = static_cast<std::uint64_t>(writer);
    for (auto byte = topic.rbegin(); byte != topic.rend(); ++byte, rest >>= 8)
        *byte = static_cast<char>(rest & 0xff);
    return topic;
}

constexpr std::string_view tcp = "tcp://";

std::string endpoint(const PeerAddress& address) { return std::string(tcp) + to_string(address); }

/// Reads the rest of a message, and returns its frames after the first one.
std::size_t read_rest(zmq::socket_t& socket, zmq::message_t& last, bool more) {
    std::size_t frames = 0;
    for (; more && socket.recv(last, zmq::recv_flags::dontwait); more = last.more()) ++frames;
    return frames;
}

}  // namespace

PeerLinks::PeerLinks(zmq::context_t& context, const TransportOptions& options)
    : context_(context),
      asked_(options.peers.value()),
      key_(options.key),
      wait_for_address_(options.wait_for_address),
      publisher_(context, zmq::socket_type::xpub),
      subscriber_(context, zmq::socket_type::sub) {
    for (zmq::socket_t* socket : {&publisher_, &subscriber_}) {
        for (const SocketOption& option : link_options) set_option(*socket, option);
        set_option(*socket, give_up_unacknowledged);
    }
    set_option(publisher_, report_all_subscriptions);
    publisher_.set(zmq::sockopt::maxmsgsize, max_subscription_bytes);
    subscriber_.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(max_peer_record_bytes + 1));
}

void PeerLinks::set_writer(std::int64_t writer) { own_topic_ = topic_of(writer); }

void PeerLinks::open(const std::string& host) {
    const auto address = parse_peer_address(asked_.empty() ? host : asked_);
    if (!address)
        throw std::runtime_error(
            fmt::format("Other brokers cannot reach this one at {}; name its address with --peers.",
                        asked_.empty() ? host : asked_));
    if (!key_ && !is_loopback(*address))
        throw std::runtime_error(
            "--insecure-plain is for this machine only: give --peers a loopback address.");
    if (key_) encrypt();
    bind(*address);
    const std::string bound = publisher_.get(zmq::sockopt::last_endpoint);
    const int port = parse_peer_address(bound.substr(tcp.size())).value().port;
    address_ = to_string(PeerAddress{address->host, port});
    if (key_ && !unknown_key_is_rejected(context_, bound, key_->account, zmq::socket_type::sub))
        throw std::runtime_error(self_test_failed);
}

/// The followers' side has the same key pair, for its own key and for the other side's.
void PeerLinks::encrypt() {
    serve_curve(publisher_, *key_, peers_zap_domain);
    const auto set = [&](int option, const auto& key) {
        if (zmq_setsockopt(subscriber_.handle(), option, key.bytes.data(), key.bytes.size()) != 0)
            throw std::runtime_error("This libzmq was built without encryption (CURVE).");
    };
    set(ZMQ_CURVE_SERVERKEY, key_->account);
    set(ZMQ_CURVE_PUBLICKEY, key_->account);
    set(ZMQ_CURVE_SECRETKEY, key_->secret);
}

void PeerLinks::bind(const PeerAddress& address) {
    const std::string port = address.port == 0 ? "*" : std::to_string(address.port);
    for (;;) {
        try {
            return publisher_.bind(fmt::format("tcp://{}:{}", in_brackets(address.host), port));
        } catch (const zmq::error_t& error) {
            const std::string sentence = fmt::format(
                "Cannot listen for other brokers at {}: {}. Choose another address with --peers.",
                to_string(address), error.what());
            if (error.num() != EADDRNOTAVAIL || !wait_for_address_(sentence))
                throw std::runtime_error(sentence);
        }
    }
}

void PeerLinks::publish(const PeerMessage& message) {
    const std::string bytes = encode(message);
    if (bytes.size() > max_peer_record_bytes || own_topic_.empty()) return;
    publisher_.send(zmq::buffer(own_topic_), zmq::send_flags::dontwait | zmq::send_flags::sndmore);
    publisher_.send(zmq::buffer(bytes), zmq::send_flags::dontwait);
}

// ---- following ----------------------------------------------------------------------------------

/// Without encryption, only brokers of this machine are followed.
void PeerLinks::follow(const std::vector<LiveBroker>& brokers) {
    std::set<std::int64_t> writers;
    std::set<std::string> endpoints;
    for (const LiveBroker& each : brokers) {
        const auto address = parse_peer_address(each.address.peers);
        if (!address || address->port == 0 || !(key_ || is_loopback(*address))) continue;
        writers.insert(each.writer);
        endpoints.insert(endpoint(*address));
    }
    subscribe(writers);
    connect(endpoints);
}

void PeerLinks::subscribe(const std::set<std::int64_t>& writers) {
    for (const std::int64_t old : writers_)
        if (!writers.contains(old)) subscriber_.set(zmq::sockopt::unsubscribe, topic_of(old));
    for (const std::int64_t writer : writers)
        if (!writers_.contains(writer)) subscriber_.set(zmq::sockopt::subscribe, topic_of(writer));
    writers_ = writers;
}

void PeerLinks::connect(const std::set<std::string>& endpoints) {
    for (const std::string& old : endpoints_)
        if (!endpoints.contains(old)) zmq_disconnect(subscriber_.handle(), old.c_str());
    for (const std::string& endpoint : endpoints)
        if (!endpoints_.contains(endpoint)) zmq_connect(subscriber_.handle(), endpoint.c_str());
    endpoints_ = endpoints;
}

void PeerLinks::follow_anew(std::int64_t writer) {
    if (!writers_.contains(writer)) return;
    subscriber_.set(zmq::sockopt::unsubscribe, topic_of(writer));
    subscriber_.set(zmq::sockopt::subscribe, topic_of(writer));
}

// ---- reading ------------------------------------------------------------------------------------

void PeerLinks::begin_turn() { reads_left_ = reads_per_turn; }

std::optional<PeerLinks::Event> PeerLinks::next() {
    std::optional<Event> event;
    while (!event && reads_left_ > 0) {
        --reads_left_;
        if (!read_subscription(event) && !read_told(event)) reads_left_ = 0;
    }
    return event;
}

/// Returns false when none is left. A subscription is one frame: the byte 1 and the topic.
bool PeerLinks::read_subscription(std::optional<Event>& event) {
    zmq::message_t frame;
    if (!publisher_.recv(frame, zmq::recv_flags::dontwait)) return false;
    zmq::message_t rest;
    const bool is_whole = read_rest(publisher_, rest, frame.more()) == 0;
    if (is_whole && frame.to_string_view() == '\1' + own_topic_) event = Follower{};
    return true;
}

/// Returns false when none is left. A message is two frames: the topic and the message.
bool PeerLinks::read_told(std::optional<Event>& event) {
    zmq::message_t topic;
    if (!subscriber_.recv(topic, zmq::recv_flags::dontwait)) return false;
    zmq::message_t told;
    if (read_rest(subscriber_, told, topic.more()) != 1) return true;
    if (auto message = decode_peer_message(told.to_string_view())) event = *std::move(message);
    return true;
}

}  // namespace indaba::broker
