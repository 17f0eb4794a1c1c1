#include "broker/door.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstring>

using indaba::broker::Door;
using namespace std::chrono_literals;

namespace {

constexpr int descriptor = 1'000'000;  // more than this process can have: nobody's is cut

/// A routing id as libzmq generates them.
Door::RoutingId id(char number) { return {'\0', '\1', '\2', '\3', number}; }

/// A door with a monitor that tells what the test wants.
struct Monitored {
    Monitored() {
        libzmq.bind("inproc://monitor");
        monitor.connect("inproc://monitor");
        door.open(id(0), false);
        for (int i = 0; i < 9; ++i) {  // who never speak: libzmq has fewer ids given than it might
            tell(ZMQ_EVENT_ACCEPTED);
            tell(ZMQ_EVENT_DISCONNECTED);
        }
        door.drain(0ms);
    }
    void tell(std::uint16_t kind) {
        std::array<char, sizeof kind + sizeof(std::int32_t)> event{};
        const std::int32_t value = descriptor;
        std::memcpy(event.data(), &kind, sizeof kind);
        std::memcpy(event.data() + sizeof kind, &value, sizeof value);
        libzmq.send(zmq::buffer(event), zmq::send_flags::sndmore);
        libzmq.send(zmq::message_t{}, zmq::send_flags::none);
    }
    bool hears(char from) { return door.hears(id(from), {descriptor, 1, 10}); }
    bool greets(char from) {
        door.drain(0ms);
        return door.greet(id(from), descriptor).admitted;
    }

    zmq::context_t context;
    zmq::socket_t libzmq{context, ZMQ_PAIR}, monitor{context, ZMQ_PAIR};
    Door door{monitor, {}, [](const Door::RoutingId&) { return false; }};
};

}  // namespace

TEST_CASE_FIXTURE(Monitored, "who gets a descriptor that was another's a moment ago is heard") {
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(hears(1));
    CHECK(greets(1));
    tell(ZMQ_EVENT_DISCONNECTED);
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(hears(2));  // the first word of both that the door learns of
    CHECK(greets(2));
    CHECK(hears(2));
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

TEST_CASE_FIXTURE(Monitored, "who was never heard before it went is not taken for the next") {
    tell(ZMQ_EVENT_ACCEPTED);
    tell(ZMQ_EVENT_DISCONNECTED);
    tell(ZMQ_EVENT_ACCEPTED);
    CHECK(hears(1));  // which of the two it is nobody can tell yet
    CHECK(hears(2));
    CHECK(!hears(1));
}
