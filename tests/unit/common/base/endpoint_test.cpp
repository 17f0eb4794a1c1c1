#include "common/base/endpoint.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using namespace indaba::client;

TEST_CASE(
    "a server address has a host and may have a port; an IPv6 host with a port has brackets") {
    CHECK(parse_endpoint("example.org") == Endpoint{"example.org", 5000});
    CHECK(parse_endpoint("my_host-1:65535") == Endpoint{"my_host-1", 65535});
    CHECK(parse_endpoint("127.0.0.1:1") == Endpoint{"127.0.0.1", 1});
    CHECK(parse_endpoint("[::1]") == Endpoint{"::1", 5000});
    CHECK(parse_endpoint("[FE80::1%eth0]:6000") == Endpoint{"fe80::1%eth0", 6000});
    CHECK(parse_endpoint("::1") == Endpoint{"::1", 5000});
    CHECK(parse_endpoint("fe80::1%eth0") == Endpoint{"fe80::1%eth0", 5000});
}

TEST_CASE("a text that is not a server address is refused") {
    for (const char* text :
         {"",           ":",           ":5000",      "host:",     "host:0",
          "host:65536", "host:-1",     "host:x",     "host:1x",   "two words",
          "host\n",     "[::1",        "[::1]6000",  "host/path", "tcp://host:5000",
          "[::1]:",     "[host]:5000", "[]",         "[]:1",      "127.0.0.1:5000:",
          "1:2:3",      "a%b",         "caf\xc3\xa9"})
        CHECK_MESSAGE(!parse_endpoint(text), text);
}

TEST_CASE("a host name of 253 bytes is accepted, a longer one is refused") {
    CHECK(parse_endpoint(std::string(253, 'a')));
    CHECK_FALSE(parse_endpoint(std::string(254, 'a')));
}

TEST_CASE("a server address is written in the form that is parsed") {
    for (const char* text : {"example.org:5000", "127.0.0.1:6000", "[::1]:5000"})
        CHECK(to_string(parse_endpoint(text).value()) == text);
}

TEST_CASE("one server has one spelling") {
    for (const char* text :
         {"chat.example", "Chat.Example", "CHAT.EXAMPLE:5000", "chat.example:05000"})
        CHECK_MESSAGE(to_string(parse_endpoint(text).value()) == "chat.example:5000", text);
    for (const char* text :
         {"2001:db8::1", "2001:DB8::1", "[2001:0DB8:0:0:0:0:0:1]:5000", "2001:db8:0000::0001"})
        CHECK_MESSAGE(to_string(parse_endpoint(text).value()) == "[2001:db8::1]:5000", text);
    CHECK(parse_endpoint("FE80:0::1%Eth0")->host == "fe80::1%Eth0");
}
