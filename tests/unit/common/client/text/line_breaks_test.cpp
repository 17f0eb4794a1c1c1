#include "common/client/text/line_breaks.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using indaba::client::with_line_feeds;

TEST_CASE("every line break becomes one line feed") {
    for (const char* line_break : {"\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029"}) {
        const std::string text = "a" + std::string(line_break) + "b" + line_break;
        CHECK_MESSAGE(with_line_feeds(text) == "a\nb\n", text);
    }
    CHECK(with_line_feeds("\r\r\n\n") == "\n\n\n");
}

TEST_CASE("all other bytes stay, also those that are not valid UTF-8") {
    for (const char* text : {"", "a\tb  c ", "\xc2", "\xe2\x80", "\xff\x85", "\u200d", "\u2027"})
        CHECK_MESSAGE(with_line_feeds(text) == text, text);
}
