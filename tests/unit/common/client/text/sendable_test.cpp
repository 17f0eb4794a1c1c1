#include "common/client/text/sendable.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

#include "common/wire/protocol.hpp"

using namespace indaba;
using indaba::client::unsendable_sentence;

TEST_CASE("a text can be sent unless it is empty, too long or not UTF-8") {
    CHECK_FALSE(unsendable_sentence("hi"));
    CHECK_FALSE(unsendable_sentence(std::string(limit::body, 'x')));
    CHECK(unsendable_sentence(""));
    for (const char* blank : {" ", "\t\n", "\u200b", "\u00a0\u3000", "\u2060\ufe0f", "\u2800"})
        CHECK_MESSAGE(unsendable_sentence(blank), blank);
    CHECK(unsendable_sentence("\xff"));
    const auto too_long = unsendable_sentence(std::string(limit::body + 1, 'x'));
    CHECK(too_long == "The text is longer than 16384 bytes: it was not sent.");
}
