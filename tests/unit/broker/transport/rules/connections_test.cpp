#include "broker/transport/rules/connections.hpp"

#include <doctest/doctest.h>

using indaba::broker::Connections;
using namespace std::chrono_literals;
using Descriptors = std::vector<int>;

TEST_CASE("a closed descriptor ends whose it was") {
    Connections connections;
    connections.accepted(7, 0ms);
    CHECK(connections.bind("ann", 7).admitted);
    CHECK(connections.descriptor("ann") == 7);
    CHECK(connections.closed(7) == "ann");
    CHECK(!connections.descriptor("ann"));
    CHECK(!connections.closed(7));
    CHECK(connections.size() == 0);
}

TEST_CASE("a hello that is read after its connection has died is not admitted") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.closed(7);
    CHECK(!connections.bind("ann", 7).admitted);
}

TEST_CASE("a descriptor is not its new owner's for sure before all that had come was read") {
    Connections connections;
    CHECK(!connections.settled(7));
    connections.accepted(7, 0ms);
    CHECK(connections.settled(7));
    const auto first = connections.order(7);
    connections.closed(7);
    CHECK(connections.order(7) == 0);
    connections.accepted(7, 0ms);
    CHECK(!connections.settled(7));
    CHECK(connections.order(7) != first);
    connections.drained();
    CHECK(connections.settled(7));
}

TEST_CASE("one that seems to have no right to speak has less than a second to say hello") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.accepted(8, 0ms);
    connections.hurry(7, 100ms);
    connections.hurry(7, 400ms);
    connections.hurry(99, 100ms);
    CHECK(connections.overdue(999ms).empty());
    CHECK(connections.overdue(1'000ms) == Descriptors{7});
    connections.bind("ann", 8);
    connections.hurry(8, 100ms);
    CHECK(connections.overdue(60s).empty());
}

TEST_CASE("a peer without a descriptor is not admitted") {
    Connections connections;
    connections.accepted(7, 0ms);
    CHECK(!connections.bind("ann", -1).admitted);
}

TEST_CASE("when a descriptor is used again, the late hello before it was a dead one's") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.closed(7);  // ann died before her hello was read
    connections.accepted(7, 0ms);
    CHECK(connections.bind("ann", 7).admitted);
    const Connections::Bound bob = connections.bind("bob", 7);
    CHECK(bob.admitted);
    CHECK(bob.dead == "ann");
    CHECK(!connections.descriptor("ann"));
    CHECK(connections.closed(7) == "bob");
}

TEST_CASE("hello twice on one connection changes nothing") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.bind("ann", 7);
    const Connections::Bound again = connections.bind("ann", 7);
    CHECK(again.admitted);
    CHECK(!again.dead);
}

TEST_CASE("an id that is bound elsewhere is not admitted a second time") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.accepted(8, 0ms);
    connections.bind("ann", 7);
    CHECK(!connections.bind("ann", 8).admitted);
    CHECK(connections.descriptor("ann") == 7);
}

TEST_CASE("a descriptor that is accepted again is nobody's until the next hello") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.bind("ann", 7);
    connections.accepted(7, 1s);
    CHECK(!connections.descriptor("ann"));
    CHECK(connections.size() == 1);
    CHECK(!connections.bind("bob", 7).dead);
}

TEST_CASE("who says no hello in 10 s is told once") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.accepted(8, 1s);
    connections.accepted(9, 0ms);
    connections.bind("ann", 9);
    CHECK(connections.next_deadline() == 10s);
    CHECK(connections.overdue(9'999ms).empty());
    CHECK(connections.overdue(10s) == Descriptors{7});
    CHECK(connections.overdue(10s).empty());
    CHECK(connections.overdue(11s) == Descriptors{8});
    CHECK(!connections.next_deadline());
    CHECK(connections.size() == 3);  // until the monitor tells that they are closed
}

TEST_CASE("after bye a connection is greeted no more, and is cut if it stays") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.bind("ann", 7);
    connections.unbind("ann", 60s);
    CHECK(!connections.descriptor("ann"));
    CHECK(connections.next_deadline() == 60s + Connections::goodbye);
    CHECK(!connections.bind("ann", 7).admitted);
    CHECK(connections.overdue(60s + Connections::goodbye) == Descriptors{7});
    CHECK(!connections.closed(7));
    connections.unbind("ann", 99s);
    CHECK(connections.size() == 0);
    connections.accepted(7, 100s);
    CHECK(connections.bind("bob", 7).admitted);
}

TEST_CASE("a bye that was read late is not the next owner's") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.bind("ann", 7);  // of a connection that ended before, unread
    connections.unbind("ann", 1s);
    CHECK(connections.bind("bob", 7).admitted);
    CHECK(!connections.next_deadline());
    CHECK(connections.descriptor("bob") == 7);
}

TEST_CASE("a closed descriptor is not waited for") {
    Connections connections;
    connections.accepted(7, 0ms);
    connections.closed(7);
    CHECK(!connections.next_deadline());
    CHECK(connections.overdue(1h).empty());
}
