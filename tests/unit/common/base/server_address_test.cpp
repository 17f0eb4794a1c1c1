#include "common/base/server_address.hpp"

#include <doctest/doctest.h>

using namespace indaba::client;

TEST_CASE("where a broker is may be said with and without a port") {
    CHECK(parse_server("example.org") == Server{"example.org", 5000});
    CHECK(parse_server("my_host-1:65535") == Server{"my_host-1", 65535});
    CHECK(parse_server("127.0.0.1:1") == Server{"127.0.0.1", 1});
    CHECK(parse_server("[::1]") == Server{"::1", 5000});
    CHECK(parse_server("[FE80::1%eth0]:6000") == Server{"FE80::1%eth0", 6000});
    CHECK(parse_server("::1") == Server{"::1", 5000});
}

TEST_CASE("what cannot be where a broker is says so") {
    for (const char* text : {"", ":", ":5000", "host:", "host:0", "host:65536", "host:-1", "host:x",
                             "host:1x", "two words", "host\n", "[::1", "[::1]6000",
                             "[::1]:", "[host]:5000", "[]", "a%b", "caf\xc3\xa9"})
        CHECK_MESSAGE(!parse_server(text), text);
}

TEST_CASE("a host is as long as hosts may be") {
    CHECK(parse_server(std::string(253, 'a')));
    CHECK_FALSE(parse_server(std::string(254, 'a')));
}

TEST_CASE("a server is written as it is read") {
    for (const char* text : {"example.org:5000", "[::1]:6000"})
        CHECK(to_string(parse_server(text).value()) == text);
}
