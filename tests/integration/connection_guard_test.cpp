#include "broker/transport/zmq/connection_guard.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <random>
#include <set>

using indaba::broker::ConnectionGuard;
using namespace std::chrono_literals;

namespace {

/// The descriptors do not exist, so no real connection is disconnected.
constexpr int first_descriptor = 5'000;

/// Returns a routing id in libzmq's form.
ConnectionGuard::RoutingId id(unsigned number) {
    return {'\0', '\1', '\2', static_cast<char>(number >> 8), static_cast<char>(number)};
}

/// A guard whose monitor events the test makes up.
struct Monitored {
    explicit Monitored(bool encrypted = false) {
        for (zmq::socket_t* end : {&libzmq, &monitor}) {
            end->set(zmq::sockopt::sndhwm, 0);
            end->set(zmq::sockopt::rcvhwm, 0);
        }
        libzmq.bind("inproc://monitor");
        monitor.connect("inproc://monitor");
        guard.start(id(0), encrypted);
    }
    void send_event(std::uint16_t kind, int descriptor = first_descriptor) {
        std::array<char, sizeof kind + sizeof(std::int32_t)> event{};
        const std::int32_t value = descriptor;
        std::memcpy(event.data(), &kind, sizeof kind);
        std::memcpy(event.data() + sizeof kind, &value, sizeof value);
        libzmq.send(zmq::buffer(event), zmq::send_flags::sndmore);
        libzmq.send(zmq::message_t{}, zmq::send_flags::none);
    }
    bool accepts_message(unsigned from, int descriptor = first_descriptor, std::size_t parts = 1) {
        return guard.accept_message(id(from), {descriptor, parts, 10});
    }
    bool accepts_hello(unsigned from, int descriptor = first_descriptor) {
        guard.read_monitor(0ms);
        return guard.on_hello(id(from), descriptor).bound;
    }

    zmq::context_t context;
    zmq::socket_t libzmq{context, ZMQ_PAIR}, monitor{context, ZMQ_PAIR};
    std::function<void(int)> disconnect = [](int) {};
    ConnectionGuard guard{monitor,
                          {.messages_before_hello = 1},
                          [](const ConnectionGuard::RoutingId&) { return false; },
                          [this](int descriptor) { disconnect(descriptor); }};
};

}  // namespace

TEST_CASE_FIXTURE(Monitored, "messages of a new connection on a reused descriptor are accepted") {
    // Connections without a message: libzmq has assigned fewer ids than the guard allows for.
    for (int i = 0; i < 9; ++i) {
        send_event(ZMQ_EVENT_ACCEPTED);
        send_event(ZMQ_EVENT_DISCONNECTED);
    }
    guard.read_monitor(0ms);
    send_event(ZMQ_EVENT_ACCEPTED);
    CHECK(accepts_message(1));
    CHECK(accepts_hello(1));
    send_event(ZMQ_EVENT_DISCONNECTED);
    send_event(ZMQ_EVENT_ACCEPTED);
    CHECK(accepts_message(2));  // the guard learns of both connections only now
    CHECK(accepts_hello(2));
    CHECK(accepts_message(2));
}

TEST_CASE_FIXTURE(Monitored, "a message read after its connection closed is dropped") {
    send_event(ZMQ_EVENT_ACCEPTED);
    CHECK(accepts_message(1));
    CHECK(accepts_hello(1));
    send_event(ZMQ_EVENT_DISCONNECTED);
    guard.read_monitor(0ms);
    CHECK(!accepts_message(1));
}

TEST_CASE_FIXTURE(Monitored,
                  "a late message of a descriptor's previous connection is dropped, not attributed "
                  "to the new one") {
    send_event(ZMQ_EVENT_ACCEPTED);
    CHECK(accepts_message(1));
    send_event(ZMQ_EVENT_DISCONNECTED);
    send_event(ZMQ_EVENT_ACCEPTED);
    CHECK(accepts_hello(2));
    CHECK(accepts_message(2));
    CHECK(!accepts_message(1));
    CHECK(accepts_message(2));
}

TEST_CASE_FIXTURE(Monitored, "after a bye no message is answered, and too many disconnect") {
    std::set<int> disconnected;
    disconnect = [&](int descriptor) { disconnected.insert(descriptor); };
    send_event(ZMQ_EVENT_ACCEPTED);
    CHECK(accepts_message(1));
    CHECK(accepts_hello(1));
    CHECK(guard.require_hello(id(1), first_descriptor));
    guard.unbind(id(1), 0ms);
    guard.on_time(true, 0ms);
    CHECK(!guard.require_hello(id(1), first_descriptor));
    CHECK(!accepts_hello(1));
    guard.disconnect_pending(0ms);
    CHECK(disconnected.empty());
    CHECK(!guard.require_hello(id(1), first_descriptor));
    guard.disconnect_pending(0ms);
    CHECK(disconnected == std::set<int>{first_descriptor});
}

namespace {

/// Simulates libzmq and its peers in every possible order: few descriptors are reused often,
/// messages are read long after they were sent, and the monitor is read at random moments.
class RandomReuse : public Monitored {
 public:
    RandomReuse(unsigned seed, bool encrypted)
        : Monitored(encrypted), encrypted_(encrypted), random_(seed) {
        disconnect = [this](int descriptor) { on_disconnect(descriptor); };
    }

    void step() {
        switch (roll(10)) {
            case 0:
            case 1:
                return connect();
            case 2:
                return close();
            case 3:
            case 4:
            case 5:
                return send();
            case 6:
                return turn();
            default:
                return read();
        }
    }
    void read_everything() {
        while (random_unread() != nullptr) read();
        turn();
    }

 private:
    enum class Kind { hello, more, two_parts };
    struct Peer {
        int descriptor = 0;
        unsigned id = 0;
        bool honest = true;
        bool connected = true;
        bool sent_hello = false;
        bool welcomed = false;
        std::deque<Kind> unread;
    };

    unsigned roll(std::size_t sides) {
        return std::uniform_int_distribution<unsigned>(0,
                                                       static_cast<unsigned>(sides) - 1)(random_);
    }

    void connect() {
        std::set<int> in_use;
        for (const Peer& peer : peers_)
            if (peer.connected) in_use.insert(peer.descriptor);
        int lowest = first_descriptor;
        while (in_use.contains(lowest)) ++lowest;
        if (lowest >= first_descriptor + 3) return;
        send_event(ZMQ_EVENT_ACCEPTED, lowest);
        if (roll(4) == 0) return send_event(ZMQ_EVENT_DISCONNECTED, lowest);  // without a handshake
        if (encrypted_) send_event(ZMQ_EVENT_HANDSHAKE_SUCCEEDED, lowest);
        Peer peer;
        peer.descriptor = lowest;
        peer.id = ++last_id_;
        peer.honest = roll(3) != 0;
        peers_.push_back(peer);
    }
    Peer* random_connected() {
        std::vector<Peer*> connected;
        for (Peer& peer : peers_)
            if (peer.connected) connected.push_back(&peer);
        return connected.empty() ? nullptr : connected[roll(connected.size())];
    }
    void close() {
        Peer* peer = random_connected();
        if (!peer) return;
        peer->connected = false;
        send_event(ZMQ_EVENT_DISCONNECTED, peer->descriptor);
    }
    void send() {
        Peer* peer = random_connected();
        if (!peer) return;
        if (!peer->honest)
            peer->unread.push_back(static_cast<Kind>(roll(3)));
        else if (!peer->sent_hello)
            peer->unread.push_back(Kind::hello);
        else if (peer->welcomed)
            peer->unread.push_back(Kind::more);
        peer->sent_hello = true;
    }

    Peer* random_unread() {
        std::vector<Peer*> unread;
        for (Peer& peer : peers_)
            if (!peer.unread.empty()) unread.push_back(&peer);
        return unread.empty() ? nullptr : unread[roll(unread.size())];
    }
    /// Reads a message in the order of Transport's checks.
    void read() {
        Peer* peer = random_unread();
        if (!peer) return;
        const Kind kind = peer->unread.front();
        peer->unread.pop_front();
        const bool accepted =
            accepts_message(peer->id, peer->descriptor, kind == Kind::two_parts ? 99 : 1) &&
            (kind == Kind::hello ? accepts_hello(peer->id, peer->descriptor)
                                 : guard.require_hello(id(peer->id), peer->descriptor));
        if (peer->honest && peer->connected) {
            INFO("id ", peer->id, " descriptor ", peer->descriptor, " kind ", int(kind));
            CHECK(accepted);
        }
        if (accepted && kind == Kind::hello && !peer->connected) {
            if (roll(2) == 0) guard.unbind(id(peer->id), 0ms);  // the welcome cannot be sent
        } else if (accepted && kind == Kind::hello) {
            peer->welcomed = true;
        }
        if (roll(3) == 0) turn();
    }
    void turn() {
        guard.read_monitor(0ms);
        guard.on_time(random_unread() == nullptr, 0ms);
        guard.disconnect_pending(0ms);
        std::erase_if(peers_,
                      [](const Peer& peer) { return !peer.connected && peer.unread.empty(); });
    }

    void on_disconnect(int descriptor) {
        for (Peer& peer : peers_) {
            if (!peer.connected || peer.descriptor != descriptor) continue;
            INFO("id ", peer.id, " descriptor ", descriptor);
            CHECK(!peer.honest);
            peer.connected = false;
            send_event(ZMQ_EVENT_DISCONNECTED, descriptor);
        }
    }

    const bool encrypted_;
    std::mt19937 random_;
    std::deque<Peer> peers_;
    unsigned last_id_ = 0;
};

}  // namespace

TEST_CASE("random descriptor reuse never drops or disconnects an honest client") {
    for (const bool encrypted : {false, true}) {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            CAPTURE(seed);
            CAPTURE(encrypted);
            RandomReuse reuse(seed, encrypted);
            for (int step = 0; step < 3'000; ++step) reuse.step();
            reuse.read_everything();
        }
    }
}
