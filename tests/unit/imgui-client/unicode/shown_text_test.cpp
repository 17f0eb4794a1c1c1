#include "imgui-client/unicode/shown_text.hpp"

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

/// How many characters the window would draw.
std::size_t characters(const std::string& shown) { return indaba::code_points(shown).value_or(0); }

const std::string replacement = "\uFFFD";

}  // namespace

TEST_CASE("plain text is shown as it was said") {
    CHECK(shown_text("Hello, world - 100 %\n ok") == "Hello, world - 100 %\n ok");
    CHECK(shown_word("Ada Lovelace") == "Ada Lovelace");
    CHECK(shown_text("").empty());
    CHECK(shown_text("Grüße, жизнь, 漢字, שלום") == "Grüße, жизнь, 漢字, שלום");
}

TEST_CASE("a bidi override cannot turn a line around") {
    CHECK(shown_text("abc\u202Edef") == "abc\\u{202e}def");
    CHECK(shown_word("ann\u2066\u2069") == "ann\\u{2066}\\u{2069}");
}

TEST_CASE("a name cannot hold what nobody sees") {
    CHECK(shown_word("an\u200Bn") == "an\\u{200b}n");
    CHECK(shown_word("ann\u200D") == "ann\\u{200d}");
    CHECK(shown_word("ann\uFE0F") == "ann\\u{fe0f}");
    CHECK(shown_word("ann\n12:00 bob") == "ann\\u{a}12:00 bob");
}

TEST_CASE("nobody can name an icon or a slot") {
    CHECK(shown_text("\uF0E6 \uE000 \uF8FF") ==
          replacement + " " + replacement + " " + replacement);
    CHECK(shown_text("\U000F0000\U0010FFFD") == replacement + replacement);
    CHECK(typed_text("\uE000\uF00C") == replacement + replacement);
}

TEST_CASE("a tower of marks is four stories high") {
    const std::string tower = "Z" + repeated("\u0335\u0348", 4000);
    CHECK(characters(shown_text(tower)) == 5);
    CHECK(characters(shown_word(tower + "algo")) == 9);
    // These become two marks each when they are composed.
    CHECK(characters(shown_text("a" + repeated("\u0344", 10))) <= 5);
}

TEST_CASE("letters and their accents are composed") {
    CHECK(shown_text("e\u0301") == "\u00E9");
    CHECK(shown_word("u\u0308ber") == "über");
}

TEST_CASE("bytes that are no UTF-8 are made visible, alone and among others") {
    CHECK(shown_text("a\xff"s + "b") == "a\\xffb");
    CHECK(shown_text("漢\xc3"s) == "漢\\xc3");
    CHECK(typed_text("a\xff"s + "b") == "a" + replacement + "b");
    CHECK(indaba::valid_utf8(shown_text(repeated("\xf0\x9f", 5000))));
}

TEST_CASE("a tab is four spaces in what is said and in what is typed, and told in a name") {
    CHECK(shown_text("a\tb") == "a    b");
    CHECK(typed_text("a\tb") == "a    b");
    CHECK(shown_word("a\tb") == "a\\u{9}b");
}

TEST_CASE("what joins, varies, tints or frames an emoji is left out") {
    const std::string heart = shown_text("❤"), thumb = shown_text("👍"), woman = shown_text("👩");
    CHECK(shown_text("❤\uFE0F!") == heart + "!");
    CHECK(shown_text("👍🏽") == thumb);
    CHECK(shown_text("👩\u200D👩\u200D👧") == woman + woman + shown_text("👧"));
    CHECK(shown_text("❤\uFE0F\u200D🔥") == heart + shown_text("🔥"));
    CHECK(shown_text("1\uFE0F\u20E3") == "1");
    CHECK(shown_word("ann ❤\uFE0F") == "ann " + heart);
}

TEST_CASE("what is above U+FFFF is drawn in three bytes and sent as it was") {
    const std::string shown = shown_text("ok 😀 𝕏 𠀋");
    for (const char byte : shown) CHECK(static_cast<unsigned char>(byte) < 0xF0);
    CHECK(original(shown) == "ok 😀 𝕏 𠀋");
}

TEST_CASE("what is typed is sent as it was typed") {
    for (const std::string& said :
         {"paste 🎈 ok 漢 typed ж"s, "👩\u200D👩\u200D👧 👍🏽 ❤\uFE0F"s, "e\u0301"s,
          "a\nb\n"s, ""s})
        CHECK(original(typed_text(said)) == said);
}

TEST_CASE("of what is pasted line breaks stay and other controls go") {
    CHECK(typed_text("one\r\ntwo\rthree\nfour") == "one\ntwo\nthree\nfour");
    CHECK(typed_text("a\x1b[31mb\x07\x7f"s) == "a[31mb");
    CHECK(typed_text("a\0b"s) == "ab");
}

TEST_CASE("however many rare characters peers send, what is typed here is sent whole") {
    std::string flood;
    for (int i = 0; i < 5000; ++i) {
        const int point = 0x20000 + i;
        flood +=
            {static_cast<char>(0xF0 | point >> 18), static_cast<char>(0x80 | (point >> 12 & 63)),
             static_cast<char>(0x80 | (point >> 6 & 63)), static_cast<char>(0x80 | (point & 63))};
    }
    CHECK(indaba::valid_utf8(shown_text(flood)));
    const std::string own = "\U0002A700 and \U0002A701";
    CHECK(original(typed_text(own)) == own);
    CHECK(original(shown_text(own)) == own);  // known by now
}

TEST_CASE("each emoji has a slot of its own, whatever others have said") {
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

TEST_CASE("a flood of rare characters ends in U+FFFD, and those that came before stay") {
    const std::uint16_t first = slot_of(0x20000);
    for (char32_t rare = 0x20000; rare < 0x22000; ++rare) slot_of(rare);
    CHECK(slot_of(0x2A000) == 0xFFFD);
    CHECK(slot_of(0x20000) == first);
    CHECK(code_point_of(first) == 0x20000);
    CHECK(original(shown_text("😀")) == "😀");
}

TEST_CASE("showing twice changes nothing") {
    for (const std::string& said : {"a\u202Eb\xff"s, "Z\u0335\u0348"s, "a\tb\n"s, "漢 ж é"s}) {
        const std::string once = shown_text(said);
        CHECK(shown_text(once) == once);
    }
}

TEST_CASE("a long word is cut between characters, with an ellipsis") {
    CHECK(shortened("ann", 3) == "ann");
    CHECK(shortened("annabel", 3) == "ann…");
    CHECK(shortened("漢字漢字", 2) == "漢字…");
    CHECK(shortened("", 5).empty());
}

TEST_CASE("a text of full size is shown at once, whatever it holds") {
    constexpr std::size_t full = 16 * 1024;
    for (const std::string_view unit :
         {"x", "\n", "漢", "😀", "\u0301", "\u202E", "\xff", "\u0344"}) {
        const std::string shown = shown_text(repeated(unit, full / unit.size()));
        CHECK(indaba::valid_utf8(shown));
        CHECK(shown.size() <= full * 4);
    }
}

TEST_CASE("characters are taken off one by one, and no byte is stepped over") {
    std::string_view rest = "aé漢\xff";
    CHECK(take_character(rest) == U'a');
    CHECK(take_character(rest) == U'é');
    CHECK(take_character(rest) == U'漢');
    CHECK(take_character(rest) == 0xFFFD);
    CHECK(rest.empty());
}
