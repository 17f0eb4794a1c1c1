/// Connections and clients against real sockets on this machine.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "common/client/connection/client.hpp"
#include "common/client/connection/connection.hpp"
#include "common/wire/protocol.hpp"

using namespace indaba;
using namespace indaba::client;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

/// Owns a descriptor.
class OwnedSocket {
 public:
    explicit OwnedSocket(int number) : number_(number) {}
    ~OwnedSocket() { ::close(number_); }
    OwnedSocket(const OwnedSocket&) = delete;
    OwnedSocket& operator=(const OwnedSocket&) = delete;
    int number() const { return number_; }

 private:
    int number_;
};

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A TCP socket bound to a free port or to the given one. It listens after listen().
class TcpListener {
 public:
    explicit TcpListener(int port = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address = loopback(port);
        socklen_t size = sizeof address;
        is_bound_ = ::bind(number(), reinterpret_cast<sockaddr*>(&address), size) == 0;
        if (port != 0 && !is_bound_) return;
        REQUIRE(is_bound_);
        REQUIRE(::getsockname(number(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    void listen(int backlog) { REQUIRE(::listen(number(), backlog) == 0); }
    int number() const { return socket_.number(); }
    bool is_bound() const { return is_bound_; }
    Endpoint endpoint() const { return {"127.0.0.1", port_}; }

 private:
    OwnedSocket socket_;
    bool is_bound_ = false;
    int port_ = 0;
};

/// A port that refuses connections, and an announcer on the next port that announces a key.
class RefusingBroker {
 public:
    explicit RefusingBroker(const Account& key) {
        while (!beside_ || !beside_->is_bound()) {
            refusing_ = std::make_unique<TcpListener>();
            beside_ = std::make_unique<TcpListener>(refusing_->endpoint().port + 1);
        }
        beside_->listen(8);
        thread_ = std::thread([this, line = "indaba-key " + to_hex(key) + "\n"] {
            pollfd item{beside_->number(), POLLIN, 0};
            if (::poll(&item, 1, 5000) != 1) return;
            const OwnedSocket caller(::accept(beside_->number(), nullptr, nullptr));
            ::send(caller.number(), line.data(), line.size(), MSG_NOSIGNAL);
        });
    }
    ~RefusingBroker() { thread_.join(); }
    RefusingBroker(const RefusingBroker&) = delete;
    RefusingBroker& operator=(const RefusingBroker&) = delete;
    Endpoint endpoint() const { return refusing_->endpoint(); }

 private:
    std::unique_ptr<TcpListener> refusing_, beside_;
    std::thread thread_;
};

/// Accepts one connection, waits for its first bytes and sends `answer` unless that is empty, and
/// closes.
class OtherServer {
 public:
    explicit OtherServer(std::string answer) {
        listener_.listen(8);
        thread_ = std::thread([this, answer = std::move(answer)] { serve(answer); });
    }
    ~OtherServer() { thread_.join(); }
    OtherServer(const OtherServer&) = delete;
    OtherServer& operator=(const OtherServer&) = delete;
    Endpoint endpoint() const { return listener_.endpoint(); }

 private:
    static bool readable(int descriptor) {
        pollfd item{descriptor, POLLIN, 0};
        return ::poll(&item, 1, 5000) == 1;
    }
    void serve(const std::string& answer) const {
        if (!readable(listener_.number())) return;
        const OwnedSocket caller(::accept(listener_.number(), nullptr, nullptr));
        if (answer.empty() || !readable(caller.number())) return;
        char received[64];
        if (::recv(caller.number(), received, sizeof received, 0) <= 0) return;
        ::send(caller.number(), answer.data(), answer.size(), MSG_NOSIGNAL);
    }

    TcpListener listener_;
    std::thread thread_;
};

/// A ROUTER socket, which is enough of a broker to connect to.
class Router {
 public:
    Router() {
        socket_.set(zmq::sockopt::linger, 1000);
        socket_.set(zmq::sockopt::rcvtimeo, 5000);
        socket_.bind("tcp://127.0.0.1:*");
        const auto endpoint = socket_.get(zmq::sockopt::last_endpoint);
        port_ = parse_port(std::string_view(endpoint).substr(endpoint.rfind(':') + 1)).value();
    }
    int port() const { return port_; }
    Endpoint endpoint() const { return {"127.0.0.1", port_}; }

    /// Returns the next frame and remembers its sender, to which say() answers.
    std::string receive() {
        zmq::message_t frame;
        if (!socket_.recv(caller_) || !socket_.recv(frame)) return "nothing in time";
        return frame.to_string();
    }
    void send_parts(const std::vector<std::string>& parts) {
        socket_.send(zmq::buffer(caller_.data(), caller_.size()), zmq::send_flags::sndmore);
        for (std::size_t i = 0; i < parts.size(); ++i)
            socket_.send(zmq::buffer(parts[i]),
                         i + 1 < parts.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }
    void close() { socket_.close(); }

 private:
    zmq::context_t context_;
    zmq::socket_t socket_{context_, zmq::socket_type::router};
    zmq::message_t caller_;
    int port_ = 0;
};

/// Runs turns of the client until `done` holds. Returns false after 10 s.
template <class Done>
bool turns_until(Client& client, Network& network, Done done) {
    const auto end = steady_clock::now() + seconds{10};
    while (!done() && steady_clock::now() < end) {
        client.turn();
        network.wait({&client.connection()}, {}, std::min(client.time_to_wait(), milliseconds{20}));
    }
    return done();
}

/// One connection, with its events as one line each.
struct Owner {
    Network network{1};
    Connection connection{network};

    std::string next(milliseconds at_most = seconds{6}) {
        const auto end = steady_clock::now() + at_most;
        while (steady_clock::now() < end) {
            if (const auto event = connection.poll()) return describe(*event);
            network.wait({&connection}, {}, milliseconds{1000});
        }
        return "nothing";
    }
    std::string outcome(const Endpoint& endpoint) {
        open(endpoint);
        return next();
    }
    /// Opens without encryption, since the other ends of these tests have none.
    void open(const Endpoint& endpoint) { connection.open(endpoint, {make_key(), {}, true}); }
    static std::string describe(const ConnectionEvent& event) {
        if (const auto* received = std::get_if<Received>(&event)) return received->frame;
        const auto* lost = std::get_if<Lost>(&event);
        if (!lost) return "opened";
        return (lost->was_open ? "lost when open: " : "lost: ") + lost->why;
    }
};

}  // namespace

TEST_SUITE("connection") {
    TEST_CASE("connecting to a port without a server reports that no server is listening") {
        const TcpListener bound_only;
        CHECK(Owner{}.outcome(bound_only.endpoint()) == "lost: No server is listening there.");
    }

    TEST_CASE("a broker that closes the connection at once is reported as running but full") {
        const Account broker = make_key().account;
        const RefusingBroker full(broker);
        Owner owner;
        owner.connection.open(full.endpoint(), {make_key(), broker, false});
        CHECK(owner.next() ==
              "lost: The broker is running but did not accept the connection. It may be full.");
    }

    TEST_CASE("an address without a route is reported as unreachable, not as silent") {
        // The system refuses this address at once and sends no packet.
        CHECK(Owner{}.outcome({"255.255.255.255", 9}) ==
              "lost: That address cannot be reached from this network.");
    }

    TEST_CASE("an unknown host name is reported as not found") {
        CHECK(Owner{}.outcome({"nosuchhost.invalid", 5000}) ==
              "lost: No host of that name was found.");
    }

    TEST_CASE("an invalid address is reported by the next poll and not thrown") {
        CHECK(Owner{}.outcome({"-not an address-", 5000}) == "lost: That is not a valid address.");
    }

    TEST_CASE("a server that speaks another protocol is reported as not a broker") {
        const OtherServer web("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        CHECK(Owner{}.outcome(web.endpoint()) ==
              "lost: A server answers there, but it is not an Indaba broker.");
    }

    TEST_CASE("a server that disconnects at once is reported as not a broker") {
        const OtherServer hangs_up("");
        CHECK(Owner{}.outcome(hangs_up.endpoint()) ==
              "lost: A server answers there, but it is not an Indaba broker.");
    }

    TEST_CASE("a server that accepts and stays silent is given up within 5 s") {
        TcpListener silent;
        silent.listen(8);
        Owner owner;
        const auto start = steady_clock::now();
        CHECK(owner.outcome(silent.endpoint())
                  .starts_with("lost: A server accepts connections there but sends nothing"));
        CHECK(steady_clock::now() - start < seconds{5});
    }

    TEST_CASE("a host that does not answer is given up") {
        // A full backlog drops further connection requests without an answer.
        TcpListener full;
        full.listen(0);
        sockaddr_in address = loopback(full.endpoint().port);
        std::vector<std::unique_ptr<OwnedSocket>> callers;
        for (int i = 0; i < 4; ++i) {
            callers.push_back(
                std::make_unique<OwnedSocket>(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)));
            ::connect(callers.back()->number(), reinterpret_cast<sockaddr*>(&address),
                      sizeof address);
        }
        Owner owner;
        CHECK(owner.outcome(full.endpoint()) == "lost: The server did not answer in time.");
    }

    TEST_CASE(
        "frames arrive in order in both directions, also those sent before the connection was "
        "open") {
        Router router;
        Owner owner;
        owner.open(router.endpoint());
        owner.connection.send("one");
        owner.connection.send("two");
        REQUIRE(owner.next() == "opened");
        owner.connection.send("three");
        CHECK(router.receive() == "one");
        CHECK(router.receive() == "two");
        CHECK(router.receive() == "three");
        router.send_parts({"four"});
        router.send_parts({"five"});
        CHECK(owner.next() == "four");
        CHECK(owner.next() == "five");
    }

    TEST_CASE("a message of several frames is skipped") {
        Router router;
        Owner owner;
        REQUIRE(owner.outcome(router.endpoint()) == "opened");
        owner.connection.send("hello");
        REQUIRE(router.receive() == "hello");
        router.send_parts({"a", "b", "c"});
        router.send_parts({"alone"});
        CHECK(owner.next() == "alone");
    }

    TEST_CASE("a frame longer than the limit ends the connection") {
        Router router;
        Owner owner;
        REQUIRE(owner.outcome(router.endpoint()) == "opened");
        owner.connection.send("hello");
        REQUIRE(router.receive() == "hello");
        router.send_parts({std::string(limit::frame, 'x')});
        CHECK(owner.next().size() == limit::frame);
        router.send_parts({std::string(2 * limit::frame, 'x')});
        CHECK(owner.next() == "lost when open: The connection was lost.");
    }

    TEST_CASE("frames that arrived before a loss are returned before the loss") {
        for (int round = 0; round < 20; ++round) {
            Router router;
            Owner owner;
            REQUIRE(owner.outcome(router.endpoint()) == "opened");
            owner.connection.send("hello");
            REQUIRE(router.receive() == "hello");
            for (int i = 0; i < 100; ++i) router.send_parts({std::to_string(i)});
            router.close();
            for (int i = 0; i < 100; ++i) REQUIRE(owner.next() == std::to_string(i));
            REQUIRE(owner.next() == "lost when open: The connection was lost.");
        }
    }

    TEST_CASE("a lost connection can be opened again") {
        Owner owner;
        auto first = std::make_unique<Router>();
        REQUIRE(owner.outcome(first->endpoint()) == "opened");
        first.reset();
        REQUIRE(owner.next() == "lost when open: The connection was lost.");
        owner.connection.send("into the void");
        Router second;
        REQUIRE(owner.outcome(second.endpoint()) == "opened");
        owner.connection.send("hello");
        CHECK(second.receive() == "hello");
    }

    TEST_CASE("a closed connection returns no events") {
        Router router;
        Owner owner;
        REQUIRE(owner.outcome(router.endpoint()) == "opened");
        owner.connection.send("bye");
        owner.connection.close(milliseconds{1000});
        CHECK(router.receive() == "bye");
        CHECK_FALSE(owner.connection.poll());
        CHECK_FALSE(owner.connection.next_deadline());
        CHECK(owner.connection.descriptors().empty());
    }

    TEST_CASE("a broker that listens on IPv4 only is reached by host name") {
        addrinfo* known = nullptr;
        if (getaddrinfo("localhost", nullptr, nullptr, &known) != 0) {
            MESSAGE("skipped: this machine does not know the name localhost");
            return;
        }
        freeaddrinfo(known);
        Router router;
        CHECK(Owner{}.outcome({"localhost", router.port()}) == "opened");
    }

    TEST_CASE("waiting ends when a descriptor is readable") {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const OwnedSocket read_end(ends[0]), write_end(ends[1]);
        REQUIRE(::write(write_end.number(), "x", 1) == 1);
        Owner owner;
        CHECK(owner.network.wait({&owner.connection}, {{write_end.number()}, {read_end.number()}},
                                 seconds{10}) == std::vector<std::size_t>{1});
    }

    TEST_CASE("a client sends hello by itself and reconnects after every loss") {
        auto router = std::make_unique<Router>();
        Network network;
        Model::Options options;
        options.account.bytes.fill(7);
        Client client(network, {router->endpoint()}, {make_key(), {}, true}, options);
        REQUIRE(turns_until(client, network, [&] {
            return client.model().connection_state() == ConnectionState::awaiting_welcome;
        }));
        CHECK(router->receive().find("hello") != std::string::npos);
        router.reset();
        REQUIRE(turns_until(client, network, [&] { return client.next_attempt().has_value(); }));
        CHECK(client.model().connection_state() == ConnectionState::offline);
        CHECK(client.last_failure() == "The connection was lost.");
        REQUIRE(turns_until(client, network, [&] {
            return client.last_failure() == "No server is listening there.";
        }));
        client.leave();
        CHECK_FALSE(client.next_attempt());
    }

    TEST_CASE("a client goes to the other endpoint of its server without a wait") {
        Network network;
        Router routers[2];
        Model::Options options;
        options.account.bytes.fill(7);
        Client client(network, {routers[0].endpoint(), routers[1].endpoint()},
                      {make_key(), {}, true}, options);
        const auto awaits_welcome = [&] {
            return client.model().connection_state() == ConnectionState::awaiting_welcome;
        };
        REQUIRE(turns_until(client, network, awaits_welcome));
        const Endpoint first = client.endpoint();
        Router& used = routers[first == routers[0].endpoint() ? 0 : 1];
        Router& other = routers[first == routers[0].endpoint() ? 1 : 0];
        CHECK(used.receive().find("hello") != std::string::npos);
        used.close();
        REQUIRE(turns_until(client, network, [&] { return client.next_attempt().has_value(); }));
        CHECK(*client.next_attempt() <= steady_clock::now());
        CHECK(client.endpoint() == other.endpoint());
        CHECK(client.last_failure().empty());  // the round goes on
        REQUIRE(turns_until(client, network, awaits_welcome));
        CHECK(other.receive().find("hello") != std::string::npos);
        const auto closed_at = steady_clock::now();
        other.close();
        // It was not ready at either of them, so the round is over, and a wait follows.
        REQUIRE(turns_until(client, network, [&] { return !client.last_failure().empty(); }));
        CHECK(client.last_failure() == "The connection was lost.");
        REQUIRE(client.next_attempt());
        CHECK(*client.next_attempt() >= closed_at + milliseconds{200});
        CHECK(client.endpoint() == first);
    }
}
