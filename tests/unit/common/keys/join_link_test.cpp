// The link that brings somebody in, and what people compare.
#include "common/keys/join_link.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "common/keys/fingerprint.hpp"

using namespace indaba;

namespace {

const std::string broker(64, 'a'), secret(64, 'b');

}  // namespace

TEST_SUITE("join link") {
    TEST_CASE("a join link is written in the form that is parsed") {
        for (const std::string& text :
             {"indaba://chat.example:5000/#" + broker, "indaba://[::1]:6000/#" + broker,
              "indaba://a.example:5000,[::1]:6000/#" + broker,
              "indaba://127.0.0.1:5000/#" + broker + "/" + secret}) {
            CAPTURE(text);
            const auto link = parse_join_link(text);
            REQUIRE(link);
            CHECK(to_string(*link) == text);
        }
    }

    TEST_CASE("a join link with spaces around it and in capitals is parsed") {
        const auto link = parse_join_link("  INDABA://host/#" + std::string(64, 'A') + "\r\n");
        REQUIRE(link);
        CHECK(link->server == "host");
        CHECK(to_hex(link->key) == broker);
        CHECK_FALSE(link->invite);
    }

    TEST_CASE("a join link is parsed as people paste it") {
        const std::string bare = "indaba://[::1]:6000/#" + broker + "/" + secret;
        const std::string encoded = "indaba://[::1]:6000/%23" + broker + "%2F" + secret;
        const std::string all_encoded = "indaba://%5B%3a%3A1%5d:6000/%23" + broker + "%2f" + secret;
        for (const std::string& link : {bare, encoded, all_encoded})
            for (const auto& [before, after] :
                 std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                                  {" ", "\n"},
                                                                  {"<", ">"},
                                                                  {"<", ">."},
                                                                  {"(", ")"},
                                                                  {"[", "]"},
                                                                  {"\"", "\","},
                                                                  {"'", "'"},
                                                                  {"`", "`"},
                                                                  {"\u201c", "\u201d"},
                                                                  {"\u201e", "\u201c!"},
                                                                  {"\u00ab", "\u00bb"},
                                                                  {"\u00a0", "\u200b"},
                                                                  {"\ufeff", "\u2028"},
                                                                  {"", "."},
                                                                  {"", ","},
                                                                  {"", ";"},
                                                                  {"", ":"},
                                                                  {"", "?"},
                                                                  {" < ", " > "},
                                                                  {"([", "])"},
                                                                  {"**", "**"}}) {
                const std::string text = before + link + after;
                CAPTURE(text);
                CHECK(looks_like_join_link(text));
                const auto parsed = parse_join_link(text);
                REQUIRE(parsed);
                CHECK(to_string(*parsed) == bare);
            }
    }

    TEST_CASE("a join link with several endpoints is parsed, also with encoded commas") {
        for (const char* comma : {",", "%2C", "%2c"}) {
            const auto link =
                parse_join_link("<indaba://a:1" + (comma + ("b:2/%23" + broker)) + ">, ");
            REQUIRE(link);
            CHECK(link->server == "a:1,b:2");
            CHECK(to_hex(link->key) == broker);
        }
    }

    TEST_CASE("a damaged join link is refused") {
        for (const std::string& text : std::vector<std::string>{
                 "", "host:5000", "indaba://host", "indaba:///#" + broker, "indaba://host/#",
                 "indaba://host/#" + broker.substr(1), "indaba://host/#" + broker + "0",
                 "indaba://host/#" + std::string(64, '0'), "indaba://host/#" + std::string(64, 'g'),
                 "indaba://host/#" + broker + "/", "indaba://host/#" + broker + "/xyz",
                 "indaba://host/#" + broker + "/" + std::string(64, '0'),
                 "http://host/#" + broker}) {
            CAPTURE(text);
            CHECK_FALSE(parse_join_link(text));
        }
    }

    TEST_CASE("a fingerprint is twelve groups of five digits, as the protocol says") {
        Account key;
        key.bytes.fill(0xa1);
        CHECK(fingerprint(key) ==
              "81077 56335 78737 92508 64780 06719 01264 38182 01875 67043 85180 24311");
        key.bytes[31] ^= 1;
        CHECK(fingerprint(key).substr(0, 5) != "81077");
    }
}
