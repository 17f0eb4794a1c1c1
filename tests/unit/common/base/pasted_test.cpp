#include "common/base/pasted.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using indaba::unwrapped;

TEST_CASE("what stands around a pasted text is left out") {
    for (const char* text :
         {"host:5000", "  host:5000\r\n", "<host:5000>", "(host:5000).", "\"host:5000\",",
          "'host:5000'!", "\u201ehost:5000\u201c", "\u201chost:5000\u201d?",
          "\u00a0host:5000\u200b", "\ufeffhost:5000\u2028", "`host:5000`;", "\u00abhost:5000\u00bb",
          "**host:5000**", "\u300chost:5000\u300d\u3002"})
        CHECK_MESSAGE(unwrapped(text) == "host:5000", text);
}

TEST_CASE("what stands inside a text, square brackets and bytes that are not UTF-8 stay") {
    for (const char* text : {"", "[::1]:5000", "[::1]", "a b", "a.b", "\xff", "a\xe2\x80", "::1"})
        CHECK_MESSAGE(unwrapped(text) == text, text);
    for (const char* nothing : {" ", "<>", "\u200b.", "()"})
        CHECK_MESSAGE(unwrapped(nothing).empty(), nothing);
}
