#include "common/base/number.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using indaba::parse_number;

TEST_CASE("a number is parsed only when it is the whole text") {
    CHECK(parse_number<int>("0") == 0);
    CHECK(parse_number<int>("-7") == -7);
    CHECK(parse_number<int>("007") == 7);
    for (const char* text : {"", " 1", "1 ", "+1", "1x", "0x1", "1e3", "1.0", "-", "nan"})
        CHECK_FALSE(parse_number<int>(text));
    CHECK_FALSE(parse_number<unsigned>("-1"));
}

TEST_CASE("a number outside of its limits is refused") {
    CHECK(parse_number<int>("1", 1, 65535) == 1);
    CHECK(parse_number<int>("65535", 1, 65535) == 65535);
    CHECK_FALSE(parse_number<int>("0", 1, 65535));
    CHECK_FALSE(parse_number<int>("65536", 1, 65535));
    CHECK(parse_number<std::uint64_t>("18446744073709551615") == 18446744073709551615ull);
    CHECK_FALSE(parse_number<std::uint64_t>("18446744073709551616"));
}
