#include "broker/access/sign_ons.hpp"

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

TEST_CASE("strangers at one address have ten times as many as one key, together") {
    SignOns sign_ons(three);
    for (std::uint8_t i = 0; i < 30; ++i) CHECK(sign_ons.begin(key(i), "far", 0ms));
    CHECK(!sign_ons.begin(key(99), "far", 0ms));
    CHECK(sign_ons.begin(key(99), "elsewhere", 0ms));
    CHECK_MESSAGE(sign_ons.begin(key(100), "", 0ms), "this machine is no address");
}

TEST_CASE("members at one address pay by their keys alone, and use up nothing of each other") {
    SignOns sign_ons(three);
    for (std::uint8_t i = 0; i < 200; ++i) sign_ons.know(key(i));
    for (std::uint8_t i = 0; i < 200; ++i) {
        for (int n = 0; n < 3; ++n) CHECK(sign_ons.begin(key(i), "far", 0ms));
        CHECK(!sign_ons.begin(key(i), "far", 0ms));
    }
}

TEST_CASE("strangers who use up an address keep no member there out") {
    SignOns sign_ons(three);
    sign_ons.know(key(200));
    for (std::uint8_t i = 0; i < 30; ++i) REQUIRE(sign_ons.begin(key(i), "office", 0ms));
    REQUIRE(!sign_ons.begin(key(99), "office", 0ms));
    CHECK(sign_ons.begin(key(200), "office", 0ms));
}

TEST_CASE("a key that goes on after it was turned away costs its neighbours nothing") {
    SignOns sign_ons(three);
    for (int i = 0; i < 1'000; ++i) sign_ons.begin(key(1), "office", 0ms);
    for (std::uint8_t i = 2; i < 29; ++i) CHECK(sign_ons.begin(key(i), "office", 0ms));
    CHECK(!sign_ons.begin(key(99), "office", 0ms));
}

TEST_CASE("an address that was used up costs no key what it has") {
    SignOns sign_ons(three);
    for (std::uint8_t i = 0; i < 30; ++i) REQUIRE(sign_ons.begin(key(i), "far", 0ms));
    for (int i = 0; i < 10; ++i) REQUIRE(!sign_ons.begin(key(99), "far", 0ms));
    for (int i = 0; i < 3; ++i) CHECK(sign_ons.begin(key(99), "elsewhere", 0ms));
}

TEST_CASE("a hello that no handshake was counted for gives nobody more") {
    SignOns sign_ons(three);
    for (int i = 0; i < 100; ++i) sign_ons.done(key(1), "far");
    for (int i = 0; i < 3; ++i) CHECK(sign_ons.begin(key(1), "far", 0ms));
    CHECK(!sign_ons.begin(key(1), "far", 0ms));
}

TEST_CASE("a guest of an invite uses up their address, and no other guest's") {
    SignOns sign_ons(three);
    for (int i = 0; i < 30; ++i) CHECK(sign_ons.begin(key(1), "far", 0ms, true));
    CHECK(!sign_ons.begin(key(1), "far", 0ms, true));
    CHECK(sign_ons.begin(key(1), "elsewhere", 0ms, true));
    for (int i = 0; i < 3; ++i) CHECK(sign_ons.begin(key(1), "", 0ms, true));
    CHECK_MESSAGE(!sign_ons.begin(key(1), "", 0ms, true), "this machine has the key's");
}
