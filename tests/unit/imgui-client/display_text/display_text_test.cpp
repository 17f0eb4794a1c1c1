#include "imgui-client/display_text/display_text.hpp"
#include "common/base/utf8.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "common/wire/text.hpp"

using namespace indaba::ui;
using namespace std::string_literals;

namespace {

std::string repeated(std::string_view what, std::size_t count) {
    std::string result;
    while (count-- > 0) result += what;
    return result;
}

/// Returns how many characters the window draws.
std::size_t characters(DisplayTextView text) {
    return indaba::code_points(text.view()).value_or(0);
}

const std::string replacement = "\uFFFD";

}  // namespace

TEST_CASE("printable ASCII is displayed unchanged") {
    CHECK(display_text("Hello, world - 100 %\n ok") == "Hello, world - 100 %\n ok");
    CHECK(display_line("Ada Lovelace") == "Ada Lovelace");
    CHECK(display_text("").empty());
    CHECK(display_text("Grüße, жизнь, 漢字, שלום") == "Grüße, жизнь, 漢字, שלום");
}

TEST_CASE("bidi controls are escaped") {
    CHECK(display_text("abc\u202Edef") == "abc\\u{202e}def");
    CHECK(display_line("ann\u2066\u2069") == "ann\\u{2066}\\u{2069}");
}

TEST_CASE("invisible characters in names are escaped") {
    CHECK(display_line("an\u200Bn") == "an\\u{200b}n");
    CHECK(display_line("ann\u200D") == "ann\\u{200d}");
    CHECK(display_line("ann\uFE0F") == "ann\\u{fe0f}");
    CHECK(display_line("ann\n12:00 bob") == "ann\\u{a}12:00 bob");
}

TEST_CASE("private-use characters of peers become U+FFFD") {
    CHECK(display_text("\uF0E6 \uE000 \uF8FF") ==
          replacement + " " + replacement + " " + replacement);
    CHECK(display_text("\U000F0000\U0010FFFD") == replacement + replacement);
    CHECK(sanitize_input("\uE000\uF00C") == replacement + replacement);
}

TEST_CASE("at most four combining marks in a row are displayed") {
    const std::string tower = "Z" + repeated("\u0335\u0348", 4000);
    CHECK(characters(display_text(tower)) == 5);
    CHECK(characters(display_line(tower + "algo")) == 9);
    // NFC makes two marks out of each of these.
    CHECK(characters(display_text("a" + repeated("\u0344", 10))) <= 5);
}

TEST_CASE("letters and their accents are composed") {
    CHECK(display_text("e\u0301") == "\u00E9");
    CHECK(display_line("u\u0308ber") == "über");
}

TEST_CASE("bytes that are not UTF-8 are escaped") {
    CHECK(display_text("a\xff"s + "b") == "a\\xffb");
    CHECK(display_text("漢\xc3"s) == "漢\\xc3");
    CHECK(sanitize_input("a\xff"s + "b") == "a" + replacement + "b");
    CHECK(indaba::valid_utf8(display_text(repeated("\xf0\x9f", 5000)).view()));
}

TEST_CASE("a tab becomes four spaces in texts and input, and is escaped in names") {
    CHECK(display_text("a\tb") == "a    b");
    CHECK(sanitize_input("a\tb") == "a\tb");
    CHECK(sanitize_input_line("a\tb\nc") == "a b c");
    CHECK(sanitize_input("a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh");
    CHECK(display_line("a\tb") == "a\\u{9}b");
}

TEST_CASE("joiners, variation selectors, skin tones and keycaps of emoji are dropped") {
    const DisplayText heart = display_text("❤"), thumb = display_text("👍"),
                      woman = display_text("👩");
    CHECK(display_text("❤\uFE0F!") == heart + ours("!"));
    CHECK(display_text("👍🏽") == thumb);
    CHECK(display_text("👩\u200D👩\u200D👧") == woman + woman + display_text("👧"));
    CHECK(display_text("❤\uFE0F\u200D🔥") == heart + display_text("🔥"));
    CHECK(display_text("1\uFE0F\u20E3") == "1");
    CHECK(display_line("ann ❤\uFE0F") == ours("ann ") + heart);
}

TEST_CASE("characters above U+FFFF are displayed as slots and sent unchanged") {
    const DisplayText shown = display_text("ok 😀 𝕏 𠀋");
    for (const char byte : shown.view()) CHECK(static_cast<unsigned char>(byte) < 0xF0);
    CHECK(source_text(shown) == "ok 😀 𝕏 𠀋");
}

TEST_CASE("typed text is sent unchanged") {
    for (const std::string& said :
         {"paste 🎈 ok 漢 typed ж"s, "👩\u200D👩\u200D👧 👍🏽 ❤\uFE0F"s, "e\u0301"s,
          "a\nb\n"s, ""s})
        CHECK(source_text(sanitize_input(said)) == said);
}

TEST_CASE("pasting keeps line breaks and drops other controls") {
    CHECK(sanitize_input("one\r\ntwo\rthree\nfour") == "one\ntwo\nthree\nfour");
    CHECK(sanitize_input("a\x1b[31mb\x07\x7f"s) == "a[31mb");
    CHECK(sanitize_input("a\0b"s) == "ab");
}

TEST_CASE("rare characters from peers cannot use up the slots for typing") {
    std::string flood;
    for (char32_t i = 0; i < 5000; ++i) flood += indaba::to_utf8(0x20000 + i);
    CHECK(indaba::valid_utf8(display_text(flood).view()));
    const std::string own = "\U0002A700 and \U0002A701";
    CHECK(source_text(sanitize_input(own)) == own);
    CHECK(source_text(display_text(own)) == own);  // known by now
}

TEST_CASE("every emoji has a fixed slot") {
    std::set<std::uint16_t> slots;
    for (char32_t emoji = 0x1F000; emoji <= 0x1FAFF; ++emoji) {
        const std::uint16_t slot = slot_of(emoji);
        CHECK(slots.insert(slot).second);
        CHECK(code_point_of(slot) == emoji);
    }
    CHECK_FALSE(code_point_of(0xF000));
    CHECK_FALSE(code_point_of('a'));
    CHECK(slot_of('a') == 0xFFFD);
    CHECK(slot_of(0x110000) == 0xFFFD);
}

TEST_CASE("when the slots are used up new characters become U+FFFD and old ones stay") {
    const std::uint16_t first = slot_of(0x20000);
    for (char32_t rare = 0x20000; rare < 0x22000; ++rare) slot_of(rare);
    CHECK(slot_of(0x2A000) == 0xFFFD);
    CHECK(slot_of(0x20000) == first);
    CHECK(code_point_of(first) == 0x20000);
    CHECK(source_text(display_text("😀")) == "😀");
}

TEST_CASE("display_text is idempotent") {
    for (const std::string& said : {"a\u202Eb\xff"s, "Z\u0335\u0348"s, "a\tb\n"s, "漢 ж é"s}) {
        const DisplayText once = display_text(said);
        CHECK(display_text(once.view()) == once);
    }
}

TEST_CASE("a long word is truncated between characters, with an ellipsis") {
    CHECK(truncated(ours("ann"), 3) == "ann");
    CHECK(truncated(ours("annabel"), 3) == "ann…");
    CHECK(truncated(ours("漢字漢字"), 2) == "漢字…");
    CHECK(truncated({}, 5).empty());
}

TEST_CASE("display_text() is fast for any text of full size") {
    constexpr std::size_t full = 16 * 1024;
    for (const std::string_view unit :
         {"x", "\n", "漢", "😀", "\u0301", "\u202E", "\xff", "\u0344"}) {
        const DisplayText shown = display_text(repeated(unit, full / unit.size()));
        CHECK(indaba::valid_utf8(shown.view()));
        CHECK(shown.size() <= full * 4);
    }
}

TEST_CASE("next_code_point() returns every code point, and U+FFFD for an invalid byte") {
    std::string_view rest = "aé漢\xff";
    CHECK(next_code_point(rest) == U'a');
    CHECK(next_code_point(rest) == U'é');
    CHECK(next_code_point(rest) == U'漢');
    CHECK(next_code_point(rest) == 0xFFFD);
    CHECK(rest.empty());
}
