#include "common/base/json.hpp"

#include <doctest/doctest.h>

using indaba::json_string;

TEST_CASE("a JSON string escapes what JSON forbids and what harms a terminal, and no more") {
    CHECK(json_string("") == R"("")");
    CHECK(json_string(R"(a "b" \ c)") == R"("a \"b\" \\ c")");
    CHECK(json_string("line\nline\ttab\r") == R"("line\u000aline\u0009tab\u000d")");
    CHECK(json_string(std::string("\0\x1b[2J\x7f", 6)) == R"("\u0000\u001b[2J\u007f")");
    CHECK(json_string("\u009b") == R"("\u009b")");              // a control of C1
    CHECK(json_string("\u202e\u2028") == R"("\u202e\u2028")");  // bidi, line separator
    CHECK(json_string("\U000e0041") == R"("\udb40\udc41")");    // beyond the first plane
    CHECK(json_string("Grüße, 世界 🎉") == "\"Grüße, 世界 🎉\"");
}

TEST_CASE("each byte that is not UTF-8 becomes a replacement character in a JSON string") {
    CHECK(json_string("a\xff\x62") == R"("a\ufffdb")");
    CHECK(json_string("\xe4\xb8") == R"("\ufffd\ufffd")");            // truncated
    CHECK(json_string("\xc0\x80") == R"("\ufffd\ufffd")");            // not the shortest form
    CHECK(json_string("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")");  // a surrogate
}
