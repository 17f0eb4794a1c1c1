#include "broker/transport/rules/join_links.hpp"

#include <doctest/doctest.h>

using namespace indaba;
using namespace indaba::broker;

TEST_SUITE("join links") {
    TEST_CASE("an IPv6 host gets brackets, any other host stays as it is") {
        CHECK(in_brackets("::1") == "[::1]");
        CHECK(in_brackets("[::1]") == "[::1]");
        CHECK(in_brackets("192.0.2.7") == "192.0.2.7");
        CHECK(in_brackets("localhost") == "localhost");
    }

    TEST_CASE("a socket bound to one host is reached at that host only") {
        const std::vector<LocalAddress> local{{"192.0.2.7", {}, false}};
        CHECK(reachable_addresses("127.0.0.1", 5000, local) ==
              std::vector<std::string>{"127.0.0.1:5000"});
    }

    TEST_CASE("a socket bound to any host is reached at all local addresses but link-local ones") {
        const std::vector<LocalAddress> local{
            {"127.0.0.1", {}, false}, {"2001:db8::7", {}, false}, {"fe80::1", {}, true}};
        CHECK(reachable_addresses(any_host, 5000, local) ==
              std::vector<std::string>{"127.0.0.1:5000", "[2001:db8::7]:5000"});
    }

    TEST_CASE("there is one link per address; each holds the broker's key and the invite") {
        Account broker;
        broker.bytes.fill('\1');
        SecretKey invite;
        invite.bytes.fill('\2');
        const std::vector<std::string> links =
            join_links({"192.0.2.7:5000", "[::1]:5000"}, broker, invite);
        REQUIRE(links.size() == 2);
        CHECK(parse_join_link(links[0]) == JoinLink{"192.0.2.7:5000", broker, invite});
        CHECK(parse_join_link(links[1]) == JoinLink{"[::1]:5000", broker, invite});
    }
}
