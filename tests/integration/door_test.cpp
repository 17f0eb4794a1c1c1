#include "broker/transport/zmq/door.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <random>
#include <set>

using indaba::broker::Door;
using namespace std::chrono_literals;

namespace {

/// Descriptors are made up: nothing of this process is cut.
constexpr int first_descriptor = 1'000'000;

/// A routing id as libzmq generates them.
Door::RoutingId id(unsigned number) {
    return {'\0', '\1', '\2', static_cast<char>(number >> 8), static_cast<char>(number)};
}

/// A door with a monitor that tells what the test wants.
struct Monitored {
    explicit Monitored(bool encrypted = false) {
        for (zmq::socket_t* end : {&libzmq, &monitor}) {
            end->set(zmq::sockopt::sndhwm, 0);
            end->set(zmq::sockopt::rcvhwm, 0);
        }
        libzmq.bind("inproc://monitor");
        monitor.connect("inproc://monitor");
        door.open(id(0), encrypted);
    }
    void tell(std::uint16_t kind, int descriptor = first_descriptor) {
        std::array<char, sizeof kind + sizeof(std::int32_t)> event{};
        const std::int32_t value = descriptor;
        std::memcpy(event.data(), &kind, sizeof kind);
        std::memcpy(event.data() + sizeof kind, &value, sizeof value);
        libzmq.send(zmq::buffer(event), zmq::send_flags::sndmore);
        libzmq.send(zmq::message_t{}, zmq::send_flags::none);
    }
    bool hears(unsigned from, int descriptor = first_descriptor, std::size_t parts = 1) {
        return door.hears(id(from), {descriptor, parts, 10});
    }
    bool greets(unsigned from, int descriptor = first_descriptor) {
        door.drain(0ms);
        return door.greet(id(from), descriptor).admitted;
    }

    zmq::context_t context;
    zmq::socket_t libzmq{context, ZMQ_PAIR}, monitor{context, ZMQ_PAIR};
    std::function<void(int)> cut = [](int) {};
    Door door{monitor,
              {.words_before_hello = 1},
              [](const Door::RoutingId&) { return false; },
              [this](int descriptor) { cut(descriptor); }};
};

}  // namespace

TEST_CASE_FIXTURE(Monitored, "who gets a descriptor that was another's a moment ago is heard") {
    for (int i = 0; i < 9; ++i) {  // who never speak: libzmq has fewer ids given than it might
        tell(ZMQ_EVENT_ACCEPTED);
        tell(ZMQ_EVENT_DISCONNECTED);
    }
    door.drain(0ms);
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(hears(1));
    CHECK(greets(1));
    tell(ZMQ_EVENT_DISCONNECTED);
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(hears(2));  // the first word of both that the door learns of
    CHECK(greets(2));
    CHECK(hears(2));
}

TEST_CASE_FIXTURE(Monitored, "what is read of a connection that has gone is nobody's") {
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(hears(1));
    CHECK(greets(1));
    tell(ZMQ_EVENT_DISCONNECTED);
    door.drain(0ms);
    CHECK(!hears(1));
}

TEST_CASE_FIXTURE(Monitored, "what an earlier owner of a descriptor said is not its next owner's") {
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(hears(1));
    tell(ZMQ_EVENT_DISCONNECTED);
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(greets(2));
    CHECK(hears(2));
    CHECK(!hears(1));
    CHECK(hears(2));
}

namespace {

/// What libzmq and its peers do, in any order that they can: a few descriptors go from one to the
/// next, messages are read long after they were sent, and the monitor is asked at odd moments.
class Passage : public Monitored {
 public:
    Passage(unsigned seed, bool encrypted)
        : Monitored(encrypted), encrypted_(encrypted), dice_(seed) {
        cut = [this](int descriptor) { is_cut(descriptor); };
    }

    void step() {
        switch (roll(10)) {
            case 0:
            case 1:
                return come();
            case 2:
                return go();
            case 3:
            case 4:
            case 5:
                return speak();
            case 6:
                return turn();
            default:
                return read();
        }
    }
    void all_is_read() {
        while (waiting() != nullptr) read();
        turn();
    }

 private:
    enum class Said { hello, more, two_parts };
    struct Peer {
        int descriptor = 0;
        unsigned id = 0;
        bool honest = true;
        bool there = true;
        bool said_hello = false;
        bool welcome = false;
        std::deque<Said> unread;
    };

    unsigned roll(std::size_t sides) {
        return std::uniform_int_distribution<unsigned>(0, static_cast<unsigned>(sides) - 1)(dice_);
    }

    void come() {
        std::set<int> taken;
        for (const Peer& peer : peers_)
            if (peer.there) taken.insert(peer.descriptor);
        int lowest = first_descriptor;
        while (taken.contains(lowest)) ++lowest;
        if (lowest >= first_descriptor + 3) return;
        tell(ZMQ_EVENT_ACCEPTED, lowest);
        if (roll(4) == 0) return tell(ZMQ_EVENT_DISCONNECTED, lowest);  // without a handshake
        if (encrypted_) tell(ZMQ_EVENT_HANDSHAKE_SUCCEEDED, lowest);
        Peer peer;
        peer.descriptor = lowest;
        peer.id = ++last_id_;
        peer.honest = roll(3) != 0;
        peers_.push_back(peer);
    }
    Peer* present() {
        std::vector<Peer*> there;
        for (Peer& peer : peers_)
            if (peer.there) there.push_back(&peer);
        return there.empty() ? nullptr : there[roll(there.size())];
    }
    void go() {
        Peer* peer = present();
        if (!peer) return;
        peer->there = false;
        tell(ZMQ_EVENT_DISCONNECTED, peer->descriptor);
    }
    void speak() {
        Peer* peer = present();
        if (!peer) return;
        if (!peer->honest)
            peer->unread.push_back(static_cast<Said>(roll(3)));
        else if (!peer->said_hello)
            peer->unread.push_back(Said::hello);
        else if (peer->welcome)
            peer->unread.push_back(Said::more);
        peer->said_hello = true;
    }

    Peer* waiting() {
        std::vector<Peer*> waiting;
        for (Peer& peer : peers_)
            if (!peer.unread.empty()) waiting.push_back(&peer);
        return waiting.empty() ? nullptr : waiting[roll(waiting.size())];
    }
    /// As the server does.
    void read() {
        Peer* peer = waiting();
        if (!peer) return;
        const Said said = peer->unread.front();
        peer->unread.pop_front();
        const bool taken = hears(peer->id, peer->descriptor, said == Said::two_parts ? 99 : 1) &&
                           (said == Said::hello ? greets(peer->id, peer->descriptor)
                                                : door.may_speak(id(peer->id), peer->descriptor));
        if (peer->honest && peer->there) {
            INFO("id ", peer->id, " descriptor ", peer->descriptor, " said ", int(said));
            CHECK(taken);
        }
        if (taken && said == Said::hello && !peer->there) {
            if (roll(2) == 0) door.unbind(id(peer->id), 0ms);  // the welcome cannot be sent
        } else if (taken && said == Said::hello) {
            peer->welcome = true;
        }
        if (roll(3) == 0) turn();
    }
    void turn() {
        door.drain(0ms);
        door.on_time(waiting() == nullptr, 0ms);
        door.flush(0ms);
        std::erase_if(peers_, [](const Peer& peer) { return !peer.there && peer.unread.empty(); });
    }

    void is_cut(int descriptor) {
        for (Peer& peer : peers_) {
            if (!peer.there || peer.descriptor != descriptor) continue;
            INFO("id ", peer.id, " descriptor ", descriptor);
            CHECK(!peer.honest);
            peer.there = false;
            tell(ZMQ_EVENT_DISCONNECTED, descriptor);
        }
    }

    const bool encrypted_;
    std::mt19937 dice_;
    std::deque<Peer> peers_;
    unsigned last_id_ = 0;
};

}  // namespace

TEST_CASE("however descriptors go from one to the next, who is honest is heard and never cut") {
    for (const bool encrypted : {false, true}) {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            CAPTURE(seed);
            CAPTURE(encrypted);
            Passage passage(seed, encrypted);
            for (int step = 0; step < 3'000; ++step) passage.step();
            passage.all_is_read();
        }
    }
}
