#include <doctest/doctest.h>

#include <string>

#include "imgui-client/display_text/display_text.hpp"

using namespace indaba::ui;
using namespace std::string_literals;

TEST_CASE("typed text is sent unchanged") {
    for (const std::string& said :
         {"paste 🎈 ok 漢 typed ж"s, "👩\u200D👩\u200D👧 👍🏽 ❤\uFE0F"s, "e\u0301"s,
          "a\nb\n"s, "a\tb"s, "می\u200Cخواهم"s, "a\u202Eb\u200Dc\u00AD"s,
          "\uE000 \U0010FFFD \uFDD0"s, "Z\u0335\u0348\u0335\u0348\u0335\u0348"s, ""s})
        CHECK(sanitize_input(said) == said);
}

TEST_CASE("every line break of Unicode is sent as a line feed") {
    CHECK(sanitize_input("one\r\ntwo\rthree\nfour") == "one\ntwo\nthree\nfour");
    CHECK(sanitize_input("a\r\r\n\nb\vc\fd\u0085e\u2028f\u2029g") == "a\n\n\nb\nc\nd\ne\nf\ng");
    CHECK(sanitize_input("\r") == "\n");
}

TEST_CASE("other controls that were pasted are dropped") {
    CHECK(sanitize_input("a\x1b[31mb\x07\x7f\u009B"s) == "a[31mb");
    CHECK(sanitize_input("a\0b"s) == "ab");
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD") {
    CHECK(sanitize_input("a\xff"s + "b") == "a\uFFFDb");
    CHECK(sanitize_input("漢\xc3") == "漢\uFFFD");
}

TEST_CASE("a field of one line has spaces for line breaks and tabs") {
    CHECK(sanitize_input_line("a\tb\r\nc\u2028d") == "a b c d");
    CHECK(sanitize_input_line("👍🏽\u200D\uE000") == "👍🏽\u200D\uE000");
}

TEST_CASE("the composer shows what is typed as the message will show it") {
    for (const std::string& typed : {"می\u200C"s, "a\u202Eb"s, "1\t2"s, "❤\uFE0F\u00AD\uE000"s}) {
        const std::string sent = sanitize_input(typed);
        CHECK(display_text(sent) == display_text(typed));
    }
}
