// The connections between the brokers of one server: real sockets on loopback.
#include "broker/transport/zmq/peer_links.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "broker/transport/rules/peer_codec.hpp"
#include "broker/transport/zmq/frames.hpp"
#include "broker/transport/zmq/monitor_event.hpp"
#include "broker/transport/zmq/transport.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace std::chrono_literals;

namespace {

TransportOptions options(const std::optional<Key>& key, const std::filesystem::path& data) {
    TransportOptions result;
    result.addresses = {"127.0.0.1"};
    result.port = 0;
    result.key = key;
    result.access = Access::open;
    result.announce = false;
    result.data = data;
    result.peers = "";
    return result;
}

/// One broker of a server, without its core.
class Broker {
 public:
    Broker(const std::optional<Key>& key, std::int64_t writer, const std::string& peers = "")
        : writer_(writer) {
        TransportOptions wanted = options(key, data_.path());
        wanted.peers = peers;
        transport_.emplace(wanted, [](const RoutingId&) { return false; });
        transport_->open();
        transport_->set_writer(writer);
    }

    Transport& transport() { return *transport_; }
    LiveBroker live() const { return {writer_, transport_->address()}; }
    /// Tells how many are online: a text that tests recognise.
    void tell(std::uint64_t version) {
        transport_->publish(ToldPeople{writer_, version, true, {}, {}});
    }
    std::optional<Transport::Event> next() {
        transport_->wait(-1, 20ms);
        transport_->begin_turn(read_clocks().steady);
        return transport_->next();
    }
    std::int64_t writer() const { return writer_; }

 private:
    test::TemporaryDirectory data_;
    std::int64_t writer_;
    std::optional<Transport> transport_;
};

/// Waits for an event of the broker: what it is told, or a follower.
template <class Wanted>
std::optional<Wanted> await(Broker& broker, std::chrono::seconds patience = 20s) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until)
        if (auto event = broker.next())
            if (auto* wanted = std::get_if<Wanted>(&*event)) return std::move(*wanted);
    return std::nullopt;
}

/// Both take their turns: a follower subscribes again in its own, when it has a new connection.
bool gets_follower(Broker& broker, Broker& follower) {
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < until) {
        follower.next();
        if (const auto event = broker.next())
            if (std::holds_alternative<Transport::Follower>(*event)) return true;
    }
    return false;
}

bool gets_follower(Broker& broker) { return await<Transport::Follower>(broker).has_value(); }

/// Returns the version in the next message that the broker is told; 0: none came.
std::uint64_t told_version(Broker& broker) {
    const auto told = await<Transport::PeerTold>(broker);
    const auto* people = told ? std::get_if<ToldPeople>(&told->message) : nullptr;
    return people ? people->version : 0;
}

/// The telling side of a broker without encryption, at a lower level.
struct FakeBroker {
    FakeBroker() : xpub(context, zmq::socket_type::xpub) {
        xpub.set(zmq::sockopt::linger, 0);
        xpub.set(zmq::sockopt::rcvtimeo, 20'000);
        xpub.set(zmq::sockopt::xpub_verboser, 1);
        xpub.bind("tcp://127.0.0.1:*");
        address = xpub.get(zmq::sockopt::last_endpoint).substr(std::string("tcp://").size());
    }
    /// Returns what the follower sends: a byte and a topic.
    std::string next() {
        zmq::message_t frame;
        return xpub.recv(frame) ? frame.to_string() : "nothing";
    }
    void send(const std::vector<std::string>& frames) { send_frames(xpub, frames); }

    zmq::context_t context;
    zmq::socket_t xpub;
    std::string address;
};

/// Returns the event that ends the handshake of a socket with these keys.
std::optional<MonitorEvent> handshake(const std::string& address, const Account* server,
                                      const Key* own,
                                      zmq::socket_type type = zmq::socket_type::sub) {
    zmq::context_t context;
    zmq::socket_t peer(context, type);
    peer.set(zmq::sockopt::linger, 0);
    if (server) zmq_setsockopt(peer.handle(), ZMQ_CURVE_SERVERKEY, server->bytes.data(), 32);
    if (own) {
        zmq_setsockopt(peer.handle(), ZMQ_CURVE_PUBLICKEY, own->account.bytes.data(), 32);
        zmq_setsockopt(peer.handle(), ZMQ_CURVE_SECRETKEY, own->secret.bytes.data(), 32);
    }
    zmq_socket_monitor(peer.handle(), "inproc://handshake",
                       ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                           ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                           ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_DISCONNECTED);
    zmq::socket_t monitor(context, zmq::socket_type::pair);
    monitor.set(zmq::sockopt::linger, 0);
    monitor.set(zmq::sockopt::rcvtimeo, 20'000);
    monitor.connect("inproc://handshake");
    peer.connect("tcp://" + address);
    const auto event = next_monitor_event(monitor, zmq::recv_flags::none);
    zmq_socket_monitor(peer.handle(), nullptr, 0);
    return event;
}

}  // namespace

TEST_SUITE("links between brokers") {
    TEST_CASE("a broker that is followed learns of it, and what it tells arrives") {
        for (const std::optional<Key>& key : {std::optional(make_key()), std::optional<Key>()}) {
            CAPTURE(key.has_value());
            Broker one(key, 1), other(key, -2);
            REQUIRE(one.transport().peers_address().starts_with("127.0.0.1:"));
            other.transport().follow({one.live()});
            REQUIRE(gets_follower(one));
            one.tell(7);
            CHECK(told_version(other) == 7);
            one.transport().follow({other.live()});
            REQUIRE(gets_follower(other));
            other.tell(8);
            CHECK(told_version(one) == 8);
        }
    }

    TEST_CASE("the same list sends nothing; to follow anew subscribes anew") {
        FakeBroker one;
        Broker follower({}, 3);
        const LiveBroker live{0x0102030405060708, {one.address, ""}};
        const std::string topic = "\1\2\3\4\5\6\7\10";
        for (int i = 0; i < 3; ++i) follower.transport().follow({live});
        CHECK(one.next() == '\1' + topic);
        follower.transport().follow({live});
        follower.transport().follow_anew(live.writer);
        follower.transport().follow_anew(9);
        CHECK(one.next() == '\0' + topic);
        CHECK(one.next() == '\1' + topic);
        follower.transport().follow({{4, live.address}});
        CHECK(one.next() == '\0' + topic);
        CHECK(one.next() == '\1' + std::string(7, '\0') + '\4');
    }

    TEST_CASE("a subscription to another topic is no follower") {
        Broker broker({}, 1);
        zmq::context_t context;
        zmq::socket_t sub(context, zmq::socket_type::sub);
        sub.set(zmq::sockopt::linger, 0);
        const std::string own = std::string(7, '\0') + '\1';
        for (const std::string& topic : {std::string(), std::string("x"), own + "x", own})
            sub.set(zmq::sockopt::subscribe, topic);
        sub.connect("tcp://" + broker.transport().peers_address());
        REQUIRE(gets_follower(broker));
        CHECK_FALSE(broker.transport().next());
    }

    TEST_CASE("bytes that are no message are passed over") {
        FakeBroker one;
        Broker follower({}, 3);
        follower.transport().follow({{4, {one.address, ""}}});
        const std::string topic = std::string(7, '\0') + '\4';
        REQUIRE(one.next() == '\1' + topic);
        one.send({topic});
        one.send({topic, "no message"});
        one.send({topic, encode(PeerMessage(ToldPeople{4, 1, true, {}, {}})), "more"});
        one.send({topic, encode(PeerMessage(ToldPeople{4, 2, true, {}, {}}))});
        CHECK(told_version(follower) == 2);
    }

    TEST_CASE("two followers of one broker are told apart, and each gets everything") {
        const Key key = make_key();
        Broker one(key, 1), two(key, 2), three(key, 3);
        two.transport().follow({one.live()});
        REQUIRE(gets_follower(one));
        three.transport().follow({one.live()});
        REQUIRE(gets_follower(one));
        one.tell(5);
        CHECK(told_version(two) == 5);
        CHECK(told_version(three) == 5);
    }

    TEST_CASE("a broker that restarts elsewhere with another number is followed there") {
        const Key key = make_key();
        Broker follower(key, 1);
        auto old = std::make_unique<Broker>(key, 2);
        follower.transport().follow({old->live()});
        REQUIRE(gets_follower(*old));
        old.reset();
        Broker restarted(key, 3);
        follower.transport().follow({restarted.live()});
        REQUIRE(gets_follower(restarted));
        restarted.tell(4);
        CHECK(told_version(follower) == 4);
    }

    TEST_CASE("a broker that restarts at its address is found again there") {
        const Key key = make_key();
        Broker follower(key, 1);
        auto old = std::make_unique<Broker>(key, 2);
        const LiveBroker before = old->live();
        follower.transport().follow({before});
        REQUIRE(gets_follower(*old));
        old.reset();
        Broker restarted(key, 3, before.address.peers);
        REQUIRE(restarted.live().address.peers == before.address.peers);
        // Its former lease has not ended yet.
        follower.transport().follow({before, restarted.live()});
        REQUIRE(gets_follower(restarted, follower));
        follower.transport().follow({restarted.live()});
        restarted.tell(4);
        CHECK(told_version(follower) == 4);
    }

    TEST_CASE("a broker that is not followed any more is not heard") {
        const Key key = make_key();
        Broker one(key, 1), two(key, 2), follower(key, 3);
        follower.transport().follow({one.live(), two.live()});
        REQUIRE(gets_follower(one));
        REQUIRE(gets_follower(two));
        follower.transport().follow({two.live()});
        one.tell(1);
        two.tell(2);
        CHECK(told_version(follower) == 2);
    }

    TEST_CASE("a broker without a good address is left out") {
        const Key key = make_key();
        Broker one(key, 1), follower(key, 2);
        for (const char* bad : {"", "a.example:5000", "127.0.0.1", "0.0.0.0:5000", "tcp://x"})
            CHECK_NOTHROW(follower.transport().follow({{9, {bad, ""}}, one.live()}));
        REQUIRE(gets_follower(one));
        one.tell(6);
        CHECK(told_version(follower) == 6);
    }

    TEST_CASE("only the broker's key completes a handshake") {
        const Key key = make_key(), person = make_key();
        Broker broker(key, 1);
        broker.transport().admit(Standing{.account = person.account, .allowed = true});
        broker.transport().add_known_account(person.account);
        const std::string address = broker.transport().peers_address();
        const auto kind = [&](const Account* server, const Key* own) -> int {
            const auto event = handshake(address, server, own);
            return event ? event->kind : 0;
        };
        const Key unknown = make_key();
        CHECK(kind(&key.account, &key) == ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        CHECK(kind(&key.account, &unknown) == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
        CHECK(kind(&key.account, &person) == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
        const int plain = kind(nullptr, nullptr);
        CHECK(plain != 0);
        CHECK(plain != ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
    }

    TEST_CASE("the broker's own key gains nothing where clients connect") {
        const Key key = make_key();
        TransportOptions closed = options(key, {});
        closed.access = Access::closed;
        test::TemporaryDirectory data;
        closed.data = data.path();
        Transport transport(closed, [](const RoutingId&) { return false; });
        transport.open();
        const auto event =
            handshake(transport.clients_address(), &key.account, &key, zmq::socket_type::dealer);
        REQUIRE(event);
        CHECK(event->kind == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
    }

    TEST_CASE("a transport without other brokers has no address for them") {
        test::TemporaryDirectory data;
        TransportOptions alone = options(make_key(), data.path());
        alone.peers.reset();
        Transport transport(alone, [](const RoutingId&) { return false; });
        transport.open();
        CHECK(transport.peers_address().empty());
        CHECK(transport.address().clients == transport.listening().front());
        transport.publish(ToldPeople{});
        transport.follow({{1, {"127.0.0.1:1", ""}}});
        transport.follow_anew(1);
        CHECK_FALSE(transport.next());
    }

    TEST_CASE("links and invites name the other brokers once they are known") {
        const Key key = make_key();
        Broker one(key, 1), two(key, 2);
        const std::string both = one.live().address.clients + "," + two.live().address.clients;
        CHECK(one.transport().contact().find(both) == std::string::npos);
        one.transport().set_other_brokers({two.live().address.clients});
        CHECK(one.transport().contact().find(both) != std::string::npos);
        CHECK(one.transport().invite_text(make_key().secret, 1, 1h).find(both) !=
              std::string::npos);
    }

    TEST_CASE("an address is refused that others cannot reach, and one that is not here") {
        test::TemporaryDirectory data;
        const auto open = [&](const std::optional<Key>& key, const std::string& peers) {
            TransportOptions wanted = options(key, data.path());
            wanted.peers = peers;
            Transport transport(wanted, [](const RoutingId&) { return false; });
            transport.open();
        };
        CHECK_NOTHROW(open(make_key(), "127.0.0.1"));
        CHECK_NOTHROW(open({}, "127.0.0.1"));
        CHECK_THROWS_AS(open(make_key(), "0.0.0.0"), std::runtime_error);
        CHECK_THROWS_AS(open(make_key(), "203.0.113.9"), std::runtime_error);
        CHECK_THROWS_AS(open({}, "203.0.113.9"), std::runtime_error);
    }
}
