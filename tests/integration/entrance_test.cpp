// The door itself: a trial stranger at the start, and what is refused before it opens.
#include "broker/transport/zmq/entrance.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "broker/transport/zmq/stranger.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

EntranceOptions options(Access access) {
    EntranceOptions result;
    result.addresses = {"127.0.0.1"};
    result.port = 0;
    result.key = make_key();
    result.access = access;
    result.announce = false;
    return result;
}

bool refuses_a_stranger(Access access) {
    const EntranceOptions wanted = options(access);
    Entrance entrance(wanted);
    entrance.open();
    return stranger_is_refused(entrance.context(), "tcp://" + entrance.listening().front(),
                               wanted.key->account);
}

}  // namespace

TEST_SUITE("entrance") {
    TEST_CASE("the trial stranger is refused where strangers are, and let in where they are not") {
        CHECK(refuses_a_stranger(Access::closed));
        CHECK(refuses_a_stranger(Access::invite));
        CHECK_FALSE(refuses_a_stranger(Access::nearby));
        CHECK_FALSE(refuses_a_stranger(Access::open));
    }

    TEST_CASE("a door that admits everybody is found out, whatever it was told") {
        EntranceOptions wanted = options(Access::closed);
        zmq::context_t context;
        zmq::socket_t router(context, zmq::socket_type::router);
        const int server = 1;
        zmq_setsockopt(router.handle(), ZMQ_CURVE_SERVER, &server, sizeof server);
        zmq_setsockopt(router.handle(), ZMQ_CURVE_SECRETKEY, wanted.key->secret.bytes.data(), 32);
        router.bind("tcp://127.0.0.1:*");
        CHECK_FALSE(stranger_is_refused(context, router.get(zmq::sockopt::last_endpoint),
                                        wanted.key->account));
        router.set(zmq::sockopt::linger, 0);
    }

    TEST_CASE("a libzmq that strangers can crash is refused") {
        CHECK_FALSE(usable_libzmq(4, 3, 2));
        CHECK_FALSE(usable_libzmq(4, 2, 9));
        CHECK_FALSE(usable_libzmq(3, 9, 9));
        CHECK(usable_libzmq(4, 3, 3));
        CHECK(usable_libzmq(4, 4, 0));
        CHECK(usable_libzmq(5, 0, 0));
    }

    TEST_CASE("routing ids begin where nobody can guess") {
        Entrance one(options(Access::open)), other(options(Access::open));
        one.open();
        other.open();
        CHECK(one.first_id().size() == 5);
        CHECK(one.first_id() != other.first_id());
    }

    TEST_CASE("nobody there is no refusal") {
        zmq::context_t context;
        CHECK_FALSE(stranger_is_refused(context, "tcp://127.0.0.1:9", make_key().account));
    }

    TEST_CASE("without encryption it opens on this machine alone") {
        EntranceOptions plain;
        plain.port = 0;
        plain.announce = false;
        for (const char* far : {"0.0.0.0", "::", "*", "192.0.2.7", "fe80::1"}) {
            CAPTURE(far);
            plain.addresses = {far};
            CHECK_THROWS_AS(Entrance{plain}, std::runtime_error);
        }
        for (const char* near : {"127.0.0.1", "localhost"}) {
            plain.addresses = {near};
            CHECK_NOTHROW(Entrance{plain});
        }
    }

    TEST_CASE("a join link is told for each address it is reached at, and none without a key") {
        EntranceOptions wanted = options(Access::nearby);
        wanted.addresses.clear();
        Entrance entrance(wanted);
        entrance.open();
        REQUIRE_FALSE(entrance.listening().empty());
        CHECK(entrance.join_links().size() == entrance.listening().size());
        CHECK(entrance.listening().front().starts_with("127.0.0.1:"));
        EntranceOptions plain;
        plain.port = 0;
        plain.announce = false;
        Entrance open(plain);
        open.open();
        CHECK(open.join_links().empty());
    }
}
