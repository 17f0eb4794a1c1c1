#include "common/base/endpoints.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace indaba::client;

namespace {

/// Returns the endpoints as text, or the sentence about what is wrong.
std::string read(const std::string& text) {
    const auto parsed = parse_endpoints(text);
    if (const auto* wrong = std::get_if<std::string>(&parsed)) return *wrong;
    return to_string(std::get<Endpoints>(parsed));
}

std::string hosts(int number) {
    std::string text;
    for (int i = 0; i < number; ++i) text += (i == 0 ? "" : ",") + ("h" + std::to_string(i));
    return text;
}

std::size_t count(const std::string& text) {
    return std::get<Endpoints>(parse_endpoints(text)).size();
}

}  // namespace

TEST_SUITE("endpoints of a server") {
    TEST_CASE("one endpoint or several with commas are parsed, each with its own port") {
        CHECK(read("a.example") == "a.example:5000");
        CHECK(read("a.example,b.example:6000,[::1]:7000,192.0.2.7") ==
              "a.example:5000,b.example:6000,[::1]:7000,192.0.2.7:5000");
        CHECK(read(" a.example , b.example") == "a.example:5000,b.example:5000");
        CHECK(read("[2001:db8:0::1],2001:db8::2") == "[2001:db8::1]:5000,[2001:db8::2]:5000");
    }

    TEST_CASE("the order stays as it was written, and duplicates are removed in any spelling") {
        CHECK(read("b,a,B:5000,a:5001,[0:0::1],::1") == "b:5000,a:5000,a:5001,[::1]:5000");
    }

    TEST_CASE("a server has at most 16 endpoints, duplicates not counted") {
        CHECK(count(hosts(16)) == 16);
        CHECK(count(hosts(16) + "," + hosts(16)) == 16);
        CHECK(read(hosts(17)) == "A server has at most 16 endpoints; these are more.");
    }

    TEST_CASE("a text that is wrong is answered by a sentence that names the wrong endpoint") {
        for (const char* text : {"", "two words", "host:0", "http://host", "[::1", "::1::"})
            CHECK_MESSAGE(read(text) == "A server is a host, host:port, or a whole join link.",
                          text);
        CHECK(read("a,b:99999,c") == "\"b:99999\" is not a host or host:port.");
        CHECK(read("a,,c") == "\"\" is not a host or host:port.");
        CHECK(read("a;b,c") == "\"a;b\" is not a host or host:port.");
    }
}
