#include "broker/transport/rules/join_links.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include "common/base/endpoints.hpp"

using namespace indaba;
using namespace indaba::broker;

TEST_SUITE("join links") {
    TEST_CASE("an IPv6 host gets brackets, any other host stays as it is") {
        CHECK(in_brackets("::1") == "[::1]");
        CHECK(in_brackets("[::1]") == "[::1]");
        CHECK(in_brackets("192.0.2.7") == "192.0.2.7");
        CHECK(in_brackets("localhost") == "localhost");
    }

    const std::vector<LocalAddress> local{{"lo", "127.0.0.1", {}, false},
                                          {"eth0", "192.0.2.7", {}, false},
                                          {"eth0", "2001:db8::7", {}, false},
                                          {"eth0", "fe80::1", {}, true}};

    TEST_CASE("a bound socket is reached at real addresses of this machine") {
        struct Row {
            BoundSocket bound;
            std::vector<std::string> reached;
        };
        const std::vector<Row> rows{
            {{"127.0.0.1", "127.0.0.1:5000", 5000}, {"127.0.0.1:5000"}},
            {{"chat.example.org", "192.0.2.7:5000", 5000}, {"chat.example.org:5000"}},
            {{any_host, "[::]:5000", 5000},
             {"127.0.0.1:5000", "192.0.2.7:5000", "[2001:db8::7]:5000"}},
            {{any_host_v4, "0.0.0.0:5000", 5000}, {"127.0.0.1:5000", "192.0.2.7:5000"}},
        };
        for (const Row& row : rows) {
            CAPTURE(row.bound.host);
            CHECK(reachable_addresses(row.bound, local) == row.reached);
        }
    }

    TEST_CASE("each address is bound once, and none that another one covers") {
        using Texts = std::vector<std::string>;
        struct Row {
            Texts asked;
            Texts hosts;
        };
        const std::vector<Row> rows{
            {{}, {}},
            {{"127.0.0.1", "127.0.0.1"}, {"127.0.0.1"}},
            {{"::1", "[::1]"}, {"[::1]"}},
            {{"0.0.0.0", "::"}, {"*"}},
            {{"[::]"}, {"*"}},
            {{"*", "eth0", "192.0.2.7", "::1"}, {"*"}},
            {{"0.0.0.0", "eth0"}, {"0.0.0.0", "[2001:db8::7]"}},
            {{"0.0.0.0", "192.0.2.7", "::1"}, {"0.0.0.0", "[::1]"}},
            {{"::ffff:192.0.2.7", "192.0.2.7"}, {"192.0.2.7"}},
            {{"fe80::1%eth0"}, {"[fe80::1%eth0]"}},
            {{"eth0", "localhost"}, {"192.0.2.7", "[2001:db8::7]", "127.0.0.1"}},
            {{"lo", "127.0.0.1"}, {"127.0.0.1"}},
            {{"eth1"}, {"eth1"}},  // it may get an address
        };
        for (const Row& row : rows) CHECK(hosts_to_bind(row.asked, local) == row.hosts);
    }

    TEST_CASE("an invite says whom it admits and how long") {
        using namespace std::chrono_literals;
        const auto first_line = [](std::uint64_t uses, std::chrono::seconds lasts) {
            const std::string text = invite_text({"indaba://x"}, uses, lasts);
            CHECK(text.ends_with(":\nindaba://x\n"));
            return text.substr(text.find("It admits"),
                               text.find(". Pass") - text.find("It admits"));
        };
        CHECK(first_line(1, 24h * 7) == "It admits one person within 7 days");
        CHECK(first_line(5, 1h) == "It admits 5 people within 1 hour");
        CHECK(first_line(2, 90s) == "It admits 2 people within 90 seconds");
        CHECK(first_line(2, 0s) == "It admits 2 people");
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

    TEST_CASE("a link names the other brokers of the server behind the own address") {
        using Texts = std::vector<std::string>;
        Account broker;
        broker.bytes.fill('\1');
        const auto server = [&](const std::string& own, const Texts& others) {
            const auto link = parse_join_link(join_links({own}, broker, {}, others).at(0));
            return link ? link->server : "no link";
        };
        CHECK(server("192.0.2.7:5000", {"192.0.2.8:5000", "[2001:db8::9]:5001"}) ==
              "192.0.2.7:5000,192.0.2.8:5000,[2001:db8::9]:5001");
        CHECK(server("192.0.2.7:5000", {"", "192.0.2.7:5000", "a/#b", "192.0.2.8:5000",
                                        "192.0.2.8:5000", "192.0.2.9:5000,x"}) ==
              "192.0.2.7:5000,192.0.2.8:5000");
        CHECK(server("192.0.2.7:5000", {"127.0.0.1:5001", "[::1]:5002"}) == "192.0.2.7:5000");
        CHECK(server("127.0.0.1:5000", {"127.0.0.1:5001", "192.0.2.7:5000"}) ==
              "127.0.0.1:5000,127.0.0.1:5001,192.0.2.7:5000");
        Texts many;
        for (int port = 5001; port < 5100; ++port)
            many.push_back("192.0.2.8:" + std::to_string(port));
        const auto endpoints = client::parse_endpoints(server("192.0.2.7:5000", many));
        REQUIRE(std::holds_alternative<client::Endpoints>(endpoints));
        CHECK(std::get<client::Endpoints>(endpoints).size() == client::max_endpoints);
    }

    TEST_CASE("the address for people is the first one that others reach") {
        CHECK(clients_address({}) == "");
        CHECK(clients_address({"127.0.0.1:5000", "[::1]:5000"}) == "127.0.0.1:5000");
        CHECK(clients_address({"127.0.0.1:5000", "[::1]:5000", "192.0.2.7:5000",
                               "[2001:db8::7]:5000"}) == "192.0.2.7:5000");
        CHECK(clients_address({"chat.example.org:5000"}) == "chat.example.org:5000");
    }
}
