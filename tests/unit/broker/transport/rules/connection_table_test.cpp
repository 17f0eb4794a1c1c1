#include "broker/transport/rules/connection_table.hpp"

#include <doctest/doctest.h>

using indaba::broker::ConnectionTable;
using namespace std::chrono_literals;
using Descriptors = std::vector<int>;

TEST_CASE("closing a descriptor returns the routing id it was bound to") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    CHECK(table.bind("ann", 7).bound);
    CHECK(table.descriptor_of("ann") == 7);
    CHECK(table.on_closed(7) == "ann");
    CHECK(!table.descriptor_of("ann"));
    CHECK(!table.on_closed(7));
    CHECK(table.size() == 0);
}

TEST_CASE("a hello read after its connection closed is not bound") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.on_closed(7);
    CHECK(!table.bind("ann", 7).bound);
}

TEST_CASE("a reused descriptor is not drained until all pending messages were read") {
    ConnectionTable table;
    CHECK(!table.is_drained(7));
    table.on_accepted(7, 0ms);
    CHECK(table.is_drained(7));
    const auto first = table.accept_number(7);
    table.on_closed(7);
    CHECK(table.accept_number(7) == 0);
    table.on_accepted(7, 0ms);
    CHECK(!table.is_drained(7));
    CHECK(table.accept_number(7) != first);
    table.on_drained();
    CHECK(table.is_drained(7));
}

TEST_CASE("a shortened hello timeout is 900 ms and does not restart") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.on_accepted(8, 0ms);
    table.shorten_hello_timeout(7, 100ms);
    table.shorten_hello_timeout(7, 400ms);
    table.shorten_hello_timeout(99, 100ms);
    CHECK(table.take_expired(999ms).empty());
    CHECK(table.take_expired(1'000ms) == Descriptors{7});
    table.bind("ann", 8);
    table.shorten_hello_timeout(8, 100ms);
    CHECK(table.take_expired(60s).empty());
}

TEST_CASE("a peer without a descriptor is not bound") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    CHECK(!table.bind("ann", -1).bound);
}

TEST_CASE("a second routing id on a descriptor replaces the first, late one") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.on_closed(7);  // the connection closed before its hello was read
    table.on_accepted(7, 0ms);
    CHECK(table.bind("ann", 7).bound);
    const ConnectionTable::BindResult bob = table.bind("bob", 7);
    CHECK(bob.bound);
    CHECK(bob.replaced == "ann");
    CHECK(!table.descriptor_of("ann"));
    CHECK(table.on_closed(7) == "bob");
}

TEST_CASE("a second hello on one connection changes nothing") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.bind("ann", 7);
    const ConnectionTable::BindResult again = table.bind("ann", 7);
    CHECK(again.bound);
    CHECK(!again.replaced);
}

TEST_CASE("a routing id bound to one descriptor is not bound to another") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.on_accepted(8, 0ms);
    table.bind("ann", 7);
    CHECK(!table.bind("ann", 8).bound);
    CHECK(table.descriptor_of("ann") == 7);
}

TEST_CASE("a descriptor accepted again is unbound until the next hello") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.bind("ann", 7);
    table.on_accepted(7, 1s);
    CHECK(!table.descriptor_of("ann"));
    CHECK(table.size() == 1);
    CHECK(!table.bind("bob", 7).replaced);
}

TEST_CASE("a connection without a hello expires after 10 s, once") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.on_accepted(8, 1s);
    table.on_accepted(9, 0ms);
    table.bind("ann", 9);
    CHECK(table.next_deadline() == 10s);
    CHECK(table.take_expired(9'999ms).empty());
    CHECK(table.take_expired(10s) == Descriptors{7});
    CHECK(table.take_expired(10s).empty());
    CHECK(table.take_expired(11s) == Descriptors{8});
    CHECK(!table.next_deadline());
    CHECK(table.size() == 3);  // until the monitor reports them as closed
}

TEST_CASE("after bye a hello is ignored and the connection expires if it stays open") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.bind("ann", 7);
    table.unbind("ann", 60s);
    CHECK(!table.descriptor_of("ann"));
    CHECK(table.next_deadline() == 60s + ConnectionTable::linger_after_bye);
    CHECK(!table.bind("ann", 7).bound);
    CHECK(table.take_expired(60s + ConnectionTable::linger_after_bye) == Descriptors{7});
    CHECK(!table.on_closed(7));
    table.unbind("ann", 99s);
    CHECK(table.size() == 0);
    table.on_accepted(7, 100s);
    CHECK(table.bind("bob", 7).bound);
}

TEST_CASE("a late bye does not unbind the descriptor's next connection") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.bind("ann", 7);  // a late hello of the previous connection
    table.unbind("ann", 1s);
    CHECK(table.bind("bob", 7).bound);
    CHECK(!table.next_deadline());
    CHECK(table.descriptor_of("bob") == 7);
}

TEST_CASE("a closed descriptor has no hello timeout") {
    ConnectionTable table;
    table.on_accepted(7, 0ms);
    table.on_closed(7);
    CHECK(!table.next_deadline());
    CHECK(table.take_expired(1h).empty());
}
