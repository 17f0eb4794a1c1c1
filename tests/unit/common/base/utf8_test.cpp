#include "common/base/utf8.hpp"

#include <doctest/doctest.h>

using namespace indaba;

TEST_CASE("stepping through a text gives each code point and each damaged byte") {
    std::string_view text = "a\u00e9\xff\u6f22\U0001f389\xe6\xbc";
    std::u32string points;
    std::string lengths;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        points += point.value;
        lengths += std::to_string(point.length) + (point.valid ? " " : "! ");
        text.remove_prefix(point.length);
    }
    CHECK(points == U"a\u00e9\ufffd\u6f22\U0001f389\ufffd\ufffd");
    CHECK(lengths == "1 2 1! 3 4 1! 1! ");
}

TEST_CASE("a surrogate, an overlong form and a number above U+10FFFF are not code points") {
    for (const char* bytes : {"\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80", "\x80"}) {
        CHECK_FALSE(first_code_point(bytes).valid);
        CHECK(first_code_point(bytes).length == 1);
        CHECK(first_code_point(bytes).value == replacement_character);
        CHECK_FALSE(valid_utf8(bytes));
        CHECK_FALSE(code_points(bytes));
    }
    CHECK(code_points("a\u00e9\u6f22") == 3);
    CHECK(code_points("") == 0);
}

TEST_CASE("stepping back from the end of a code point finds its first byte") {
    const std::string text = "a\u00e9\u6f22\U0001f389";
    CHECK(previous_code_point(text, 10) == 6);
    CHECK(previous_code_point(text, 6) == 3);
    CHECK(previous_code_point(text, 3) == 1);
    CHECK(previous_code_point(text, 1) == 0);
    CHECK(previous_code_point("\x80\x80", 2) == 0);
}

TEST_CASE("an encoded code point decodes to itself") {
    for (char32_t point = 0; point <= 0x10FFFF; point += point < 0x900 ? 1 : 0xFB) {
        if (point >= 0xD800 && point <= 0xDFFF) continue;
        const CodePoint decoded = first_code_point(to_utf8(point));
        REQUIRE(decoded.value == point);
        REQUIRE(decoded.length == to_utf8(point).size());
    }
}

TEST_CASE("controls, invisible and unassigned characters are harmful, parts of emoji are not") {
    for (const int point :
         {0x00, 0x1B, 0x7F, 0x9B, 0x200B, 0x202E, 0x2028, 0xE000, 0xFFFE, 0xE0041})
        CHECK(is_harmful(static_cast<char32_t>(point)));
    for (const int point : {0x20, 0x61, 0xE9, 0x301, 0x200D, 0xFE0E, 0xFE0F, 0x1F389, 0xFFFD})
        CHECK_FALSE(is_harmful(static_cast<char32_t>(point)));
}
