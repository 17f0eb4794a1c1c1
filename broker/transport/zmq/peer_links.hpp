#pragma once
/// The connections to the other brokers of the server: one socket (XPUB) that tells everybody who
/// follows this broker, and one (SUB) that follows others. Messages may be lost, and nothing waits.
/// All brokers of a server have one key, and only its holder may follow them. Transport owns it.
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>
#include <zmq.hpp>

#include "broker/core/peers.hpp"
#include "broker/transport/rules/peer_address.hpp"
#include "broker/transport/zmq/transport_options.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

class PeerLinks {
 public:
    /// Does not listen yet. `options.peers` must be set. Throws std::runtime_error with a sentence
    /// for the operator.
    PeerLinks(zmq::context_t& context, const TransportOptions& options);

    /// Sets the number of this broker, whose messages have it for their topic. Call it before the
    /// first turn.
    void set_writer(std::int64_t writer);
    /// Listens at the address of the options, or else at `host`, and checks that an unknown key is
    /// rejected. With encryption, the ZAP handler must run. Throws std::runtime_error with a
    /// sentence for the operator.
    void open(const std::string& host);
    /// Returns HOST:PORT, where other brokers reach this one.
    const std::string& address() const { return address_; }

    /// Goes to all brokers that follow this one.
    void publish(const PeerMessage& message);
    /// Follows these brokers and no others. A broker without a good address is left out.
    void follow(const std::vector<LiveBroker>& brokers);
    /// Subscribes again to a broker that is followed, which has a new follower then.
    void follow_anew(std::int64_t writer);

    struct Follower {};
    using Event = std::variant<PeerMessage, Follower>;
    /// Begins a turn, in which next() reads 256 messages at most.
    void begin_turn();
    /// Returns what a followed broker has told, or that another one begins to follow this one.
    std::optional<Event> next();
    /// For polling: call next() when one of them can be read.
    void* follower_handle() { return publisher_.handle(); }
    void* told_handle() { return subscriber_.handle(); }

 private:
    void encrypt();
    void bind(const PeerAddress& address);
    void subscribe(const std::set<std::int64_t>& writers);
    void connect(const std::set<std::string>& endpoints);
    bool read_subscription(std::optional<Event>& event);
    bool read_told(std::optional<Event>& event);

    zmq::context_t& context_;
    std::string asked_;  // ADDRESS[:PORT], or empty
    std::optional<Key> key_;
    std::function<bool(const std::string&)> wait_for_address_;
    zmq::socket_t publisher_;
    zmq::socket_t subscriber_;
    std::string own_topic_;
    std::string address_;
    std::set<std::int64_t> writers_;   // subscribed to
    std::set<std::string> endpoints_;  // connected to
    std::size_t reads_left_ = 0;       // of this turn
};

}  // namespace indaba::broker
