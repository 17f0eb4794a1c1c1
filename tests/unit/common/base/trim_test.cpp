#include "common/base/trim.hpp"

#include <doctest/doctest.h>

using indaba::trimmed;

TEST_CASE("trimming removes spaces at both ends and keeps those between words") {
    CHECK(trimmed(" \ta b\t ") == "a b");
    CHECK(trimmed("ab") == "ab");
    CHECK(trimmed("") == "");
    CHECK(trimmed(" \t ") == "");
    CHECK(trimmed("\n a \r\n") == "\n a \r\n");
    CHECK(trimmed("\n a \r\n", " \r\n") == "a");
}
