#include "broker/sign_ons.hpp"

#include <doctest/doctest.h>

using namespace indaba;
using indaba::broker::Rate;
using indaba::broker::SignOns;
using namespace std::chrono_literals;

namespace {

Account key(std::uint8_t which) {
    Account account;
    account.bytes.fill(which);
    return account;
}

const Rate three{3, 3, 600s};

}  // namespace

TEST_CASE("a key has so many handshakes without a hello, and not one more until it has rested") {
    SignOns sign_ons(three);
    for (int i = 0; i < 3; ++i) CHECK(sign_ons.begin(key(1), "", 0ms));
    CHECK(!sign_ons.begin(key(1), "", 0ms));
    CHECK(sign_ons.begin(key(2), "", 0ms));
    CHECK(!sign_ons.begin(key(1), "", 199s));
    CHECK(sign_ons.begin(key(1), "", 200s));
}

TEST_CASE("who says hello after each handshake comes and goes as often as it likes") {
    SignOns sign_ons(three);
    for (int i = 0; i < 10'000; ++i) {
        REQUIRE(sign_ons.begin(key(1), "office", 0ms));
        sign_ons.done(key(1), "office");
    }
}

TEST_CASE("an address with many keys has ten times as many as one key") {
    SignOns sign_ons(three);
    for (std::uint8_t i = 0; i < 30; ++i) CHECK(sign_ons.begin(key(i), "far", 0ms));
    CHECK(!sign_ons.begin(key(99), "far", 0ms));
    CHECK(sign_ons.begin(key(99), "elsewhere", 0ms));
    CHECK_MESSAGE(sign_ons.begin(key(100), "", 0ms), "this machine is no address");
}

TEST_CASE("a hello that no handshake was counted for gives nobody more") {
    SignOns sign_ons(three);
    for (int i = 0; i < 100; ++i) sign_ons.done(key(1), "far");
    for (int i = 0; i < 3; ++i) CHECK(sign_ons.begin(key(1), "far", 0ms));
    CHECK(!sign_ons.begin(key(1), "far", 0ms));
}
