#include "broker/transport/rules/peer_address.hpp"

#include <doctest/doctest.h>

using namespace indaba::broker;

TEST_SUITE("addresses of brokers") {
    TEST_CASE("an address of a machine, with or without a port") {
        CHECK(parse_peer_address("192.0.2.7") == PeerAddress{"192.0.2.7", 0});
        CHECK(parse_peer_address("192.0.2.7:5002") == PeerAddress{"192.0.2.7", 5002});
        CHECK(parse_peer_address("2001:db8::7") == PeerAddress{"2001:db8::7", 0});
        CHECK(parse_peer_address("[2001:db8::7]") == PeerAddress{"2001:db8::7", 0});
        CHECK(parse_peer_address("[2001:db8::7]:5002") == PeerAddress{"2001:db8::7", 5002});
        for (const char* text :
             {"", "a.example", "a.example:5002", "192.0.2.7:", "192.0.2.7:0", "192.0.2.7:65536",
              "192.0.2.7:5002:1", "0.0.0.0", "0.0.0.0:5002", "::", "[::]:5002", "*:5002", "[]",
              "[192.0.2.7", "tcp://192.0.2.7:5002"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_peer_address(text));
        }
    }

    TEST_CASE("it is written as it is read") {
        for (const char* text : {"192.0.2.7:5002", "[2001:db8::7]:5002"})
            CHECK(to_string(parse_peer_address(text).value()) == text);
    }

    TEST_CASE("loopback addresses are of this machine only") {
        CHECK(is_loopback(PeerAddress{"127.0.0.2", 1}));
        CHECK(is_loopback(PeerAddress{"::1", 1}));
        CHECK_FALSE(is_loopback(PeerAddress{"192.0.2.7", 1}));
    }
}
