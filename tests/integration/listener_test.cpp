// The listener: the CURVE self-test at the start, and the options it rejects before it listens.
#include "broker/transport/zmq/listener.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "broker/transport/zmq/curve_self_test.hpp"
#include "broker/transport/zmq/transport.hpp"
#include "tests/support/broker_process.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

TransportOptions options(Access access) {
    TransportOptions result;
    result.addresses = {"127.0.0.1"};
    result.port = 0;
    result.key = make_key();
    result.access = access;
    result.announce = false;
    return result;
}

bool rejects_unknown_key(Access access) {
    const TransportOptions wanted = options(access);
    Listener listener(wanted);
    listener.open();
    return unknown_key_is_rejected(listener.context(), "tcp://" + listener.listening().front(),
                                   wanted.key->account);
}

}  // namespace

TEST_SUITE("listener") {
    TEST_CASE(
        "the CURVE self-test passes with access closed or invite and fails with nearby or open") {
        CHECK(rejects_unknown_key(Access::closed));
        CHECK(rejects_unknown_key(Access::invite));
        CHECK_FALSE(rejects_unknown_key(Access::nearby));
        CHECK_FALSE(rejects_unknown_key(Access::open));
    }

    TEST_CASE("the CURVE self-test detects a ROUTER without a ZAP handler") {
        TransportOptions wanted = options(Access::closed);
        zmq::context_t context;
        zmq::socket_t router(context, zmq::socket_type::router);
        const int server = 1;
        zmq_setsockopt(router.handle(), ZMQ_CURVE_SERVER, &server, sizeof server);
        zmq_setsockopt(router.handle(), ZMQ_CURVE_SECRETKEY, wanted.key->secret.bytes.data(), 32);
        router.bind("tcp://127.0.0.1:*");
        CHECK_FALSE(unknown_key_is_rejected(context, router.get(zmq::sockopt::last_endpoint),
                                            wanted.key->account));
        router.set(zmq::sockopt::linger, 0);
    }

    TEST_CASE("a libzmq older than 4.3.3 is rejected") {
        CHECK_FALSE(usable_libzmq(4, 3, 2));
        CHECK_FALSE(usable_libzmq(4, 2, 9));
        CHECK_FALSE(usable_libzmq(3, 9, 9));
        CHECK(usable_libzmq(4, 3, 3));
        CHECK(usable_libzmq(4, 4, 0));
        CHECK(usable_libzmq(5, 0, 0));
    }

    TEST_CASE("with port 0 all addresses get one port, and it is free at each") {
        for (int i = 0; i < 20; ++i) {
            TransportOptions wanted = options(Access::open);
            wanted.addresses = {"127.0.0.1", "::1", "127.0.0.1"};
            wanted.announce = true;
            Listener listener(wanted);
            listener.open();
            const std::vector<std::string> at = listener.listening();
            REQUIRE(at.size() == 2);
            CHECK(at[0].substr(at[0].rfind(':')) == at[1].substr(at[1].rfind(':')));
        }
    }

    TEST_CASE("an address that is not there is asked for until the waiting ends") {
        TransportOptions wanted = options(Access::open);
        wanted.addresses = {"127.0.0.1", "203.0.113.9"};
        int left = 3;
        wanted.wait_for_address = [&](const std::string& sentence) {
            CHECK(sentence.find("Cannot listen at 203.0.113.9:") == 0);
            return left-- > 0;
        };
        Listener listener(wanted);
        CHECK_THROWS_AS(listener.open(), std::runtime_error);
        CHECK(left == -1);
    }

    TEST_CASE("the first routing id is random") {
        Listener one(options(Access::open)), other(options(Access::open));
        one.open();
        other.open();
        CHECK(one.first_id().size() == 5);
        CHECK(one.first_id() != other.first_id());
    }

    TEST_CASE("the CURVE self-test fails when nothing listens at the endpoint") {
        zmq::context_t context;
        CHECK_FALSE(unknown_key_is_rejected(context, "tcp://127.0.0.1:9", make_key().account));
    }

    TEST_CASE("without encryption only loopback addresses are accepted") {
        TransportOptions plain;
        plain.port = 0;
        plain.announce = false;
        for (const char* far : {"0.0.0.0", "::", "*", "192.0.2.7", "fe80::1"}) {
            CAPTURE(far);
            plain.addresses = {far};
            CHECK_THROWS_AS(Listener{plain}, std::runtime_error);
        }
        for (const char* near : {"127.0.0.1", "localhost"}) {
            plain.addresses = {near};
            CHECK_NOTHROW(Listener{plain});
        }
    }

    TEST_CASE("a transport has one join link per listening address, and none without a key") {
        test::TemporaryDirectory data;
        TransportOptions encrypted = options(Access::nearby);
        encrypted.addresses.clear();
        encrypted.data = data.path();
        {
            Transport transport(encrypted, [](const RoutingId&) { return false; });
            transport.open();
            REQUIRE_FALSE(transport.listening().empty());
            CHECK(transport.join_links().size() == transport.listening().size());
            CHECK(transport.listening().front().starts_with("127.0.0.1:"));
        }
        TransportOptions plain;
        plain.port = 0;
        plain.announce = false;
        plain.data = data.path();
        Transport transport(plain, [](const RoutingId&) { return false; });
        transport.open();
        CHECK(transport.join_links().empty());
    }
}
