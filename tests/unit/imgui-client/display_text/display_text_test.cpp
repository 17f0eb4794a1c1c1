#include "imgui-client/display_text/display_text.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/utf8.hpp"
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

struct Row {
    std::string said, shown;
};

const std::string replacement = "\uFFFD";

}  // namespace

TEST_CASE("printable ASCII is displayed unchanged") {
    CHECK(display_text("Hello, world - 100 %\n ok") == "Hello, world - 100 %\n ok");
    CHECK(display_line("Ada Lovelace") == "Ada Lovelace");
    CHECK(display_text("").empty());
    CHECK(display_text("Grüße, жизнь, 漢字, שלום") == "Grüße, жизнь, 漢字, שלום");
}

TEST_CASE("all that shaping draws is displayed as it was said") {
    for (
        const std::string& said : {
            "👩\u200D👩\u200D👧 👨🏿\u200D🚀"s,                 // joined emoji
            "👍🏽 ☝\uFE0F ❤\uFE0F ❤\uFE0E ❤\uFE0F\u200D🔥"s,  // skin tones, selectors
            "1\uFE0F\u20E3 #\u20E3 ©\uFE0F"s,                               // keycaps
            "🇩🇪 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"s,  // flags
            "🏳\uFE0F\u200D🌈 🏴\u200D☠\uFE0F 🧑🏿\u200D🤝\u200D🧑🏻 👩🏽\u200D❤\uFE0F\u200D👨"s,
            "\U0001FAE8 \U0001FADF \U0001F8FF"s,  // emoji that this Unicode may not know
            "𝕏 𠀋 𓀀 𐐷"s,                          // above U+FFFF
            "e\u0301 u\u0308ber a\u0323\u0302 \u1112\u1161\u11AB"s,  // decomposed
            "\u0600١٢ \u06DD١ \U000110BD"s,  // format characters that are drawn
            "漢\U000E0100 ᠠ\u180B\u180E"s,   // variants
            "אֱלֹהִים بِسْمِ ภาษา ខ្មែរ မြန်မာ"s,
        })
        CHECK(display_text(said) == said);
}

TEST_CASE("joiners stay where RFC 5892 has a rule for them") {
    for (const std::string& said : {
             "می\u200Cخواهم کتاب\u200Cها خانه\u200Cی"s,        // A.1: Persian
             "ب\u064E\u200C\u064Eه"s,                          // with vowels between
             "क्\u200Dष क्\u200Cष श्\u200Dरी ක්\u200Dෂ ര്\u200D"s,  // A.1 and A.2: viramas
         })
        CHECK(display_text(said) == said);
}

TEST_CASE("joiners stay also where scripts need them and RFC 5892 has no rule") {
    for (const std::string& said : {
             "کار\u200Cها می\u200C"s,  // after a letter that does not join, while typing
             "API\u200Cها"s,           // after a Latin word
             "ه\u200D \u200Dه"s,       // joining forms of a letter alone
             "র\u200D্যাব"s,            // before the virama in Bengali
         })
        CHECK(display_text(said) == said);
}

TEST_CASE("harmless invisible characters stay and are not escaped") {
    for (const std::string_view invisible :
         {"\u00AD", "\u034F", "\u115F", "\u1160", "\u17B4",     "\u180B",     "\u180E",
          "\u200B", "\u2060", "\u2061", "\u2062", "\u2063",     "\u2064",     "\u3164",
          "\uFE00", "\uFE0F", "\uFEFF", "\uFFA0", "\U0001BCA0", "\U0001D173", "\U000E0100"}) {
        const std::string said = "a" + std::string(invisible) + "b";
        CHECK(display_text(said) == said);
    }
}

TEST_CASE("what reorders, is deprecated or has no meaning is escaped") {
    const Row rows[] = {
        {"\u202A\u202B\u202C\u202D\u202E", "\\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}"},
        {"\u2066\u2067\u2068\u2069", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"},
        {"\u200E\u200F\u061C", "\\u{200e}\\u{200f}\\u{61c}"},
        {"\u206A\u206F", "\\u{206a}\\u{206f}"},
        {"\uFFF9a\uFFFAb\uFFFB", "\\u{fff9}a\\u{fffa}b\\u{fffb}"},
        {"\U000E0001", "\\u{e0001}"},
        {"\uFDD0\uFFFF\U0001FFFE\U0010FFFF", "\\u{fdd0}\\u{ffff}\\u{1fffe}\\u{10ffff}"},
        {"\u2065\uFFF0\U000E0FFF", "\\u{2065}\\u{fff0}\\u{e0fff}"},
        {"\x1b[31m\x07\x7f\u009B", "\\u{1b}[31m\\u{7}\\u{7f}\\u{9b}"},
        {"a\0b"s, "a\\u{0}b"},
        {"a\rb\vc\fd\u0085e\u2028f\u2029g", "a\\u{d}b\\u{b}c\\u{c}d\\u{85}e\\u{2028}f\\u{2029}g"},
        {"a\xff"s + "b", "a\\xffb"},
        {"漢\xc3", "漢\\xc3"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
    };
    for (const Row& row : rows) CHECK(display_text(row.said) == row.shown);
}

TEST_CASE("joiners and tags that no script and no emoji needs are escaped") {
    const Row rows[] = {
        {"pay\u200Dpal", "pay\\u{200d}pal"},
        {"pay\u200Cpal", "pay\\u{200c}pal"},
        {"\u200D \u200C", "\\u{200d} \\u{200c}"},
        {"漢\u200D字", "漢\\u{200d}字"},
        {"א\u200Cב", "א\\u{200c}ב"},
        {"क\u200Dष", "क\\u{200d}ष"},          // no virama
        {"\u200D\u094D", "\\u{200d}\u094D"},  // no letter
        {"a\u200C\u3164ب", "a\\u{200c}\u3164ب"},
        {"👩\u200D", "👩\\u{200d}"},
        {"\u200D👩", "\\u{200d}👩"},
        {"👩\u200Da", "👩\\u{200d}a"},
        {"a\u0301\u200D👩", "a\u0301\\u{200d}👩"},
        {"👩\u200C👩", "👩\\u{200c}👩"},
        {"👩\u200D\u200D👩", "👩\\u{200d}\\u{200d}👩"},
        {"1\uFE0F\u200D2", "1\uFE0F\\u{200d}2"},
        {"a\u200C\u202Eب", "a\\u{200c}\\u{202e}ب"},
        {"a\U000E0067\U000E007F", "a\\u{e0067}\\u{e007f}"},
        {"🏴\U000E0067\U000E0062", "🏴\\u{e0067}\\u{e0062}"},  // no end
        {"🏴\U000E007F", "🏴\\u{e007f}"},                      // nothing between
    };
    for (const Row& row : rows) CHECK(display_text(row.said) == row.shown);
}

TEST_CASE("a name is escaped where it cannot be seen, reorders or breaks the line") {
    const Row rows[] = {
        {"an\u200Bn", "an\\u{200b}n"},
        {"ann\u200D", "ann\\u{200d}"},
        {"ann\uFE0F", "ann\\u{fe0f}"},
        {"❤\uFE0F\u200D🔥", "❤\\u{fe0f}\\u{200d}🔥"},
        {"می\u200Cخواهم", "می\\u{200c}خواهم"},
        {"an\u00ADn\u2060\uFEFF\u034F", "an\\u{ad}n\\u{2060}\\u{feff}\\u{34f}"},
        {"ann\u3164", "ann\\u{3164}"},
        {"ann\u2066\u2069", "ann\\u{2066}\\u{2069}"},
        {"a\u0600", "a\\u{600}"},
        {"🏴\U000E0067\U000E007F", "🏴\\u{e0067}\\u{e007f}"},
        {"ann\n12:00 bob", "ann\\u{a}12:00 bob"},
        {"a\tb\r", "a\\u{9}b\\u{d}"},
        {"a\u0378", "a\\u{378}"},  // unassigned
        {"\uE000", replacement},
        {"a\xff", "a\\xff"},
    };
    for (const Row& row : rows) CHECK(display_line(row.said) == row.shown);
}

TEST_CASE("the letters and accents that names may have are displayed as they are") {
    for (const std::string& name : {"𠮷野"s, "Ada-Lovelace_2"s, "über"s, "u\u0308ber"s, "မြန်မာ"s,
                                    "हिन्दी"s, "ภาษา"s, "𐐷𐑌"s, "אֱלֹהִים"s, "👍🏽"s})
        CHECK(display_line(name) == name);
}

TEST_CASE("what a peer says never changes how others are shown") {
    std::string flood;
    for (char32_t i = 0; i < 8000; ++i) flood += indaba::to_utf8(0x20000 + i);
    CHECK(display_text(flood) == flood);
    CHECK(display_line("𠮷野") == "𠮷野");
    CHECK(display_line("𡈽野") == "𡈽野");
    CHECK(display_text("\U0002A700 😀 𝕏") == "\U0002A700 😀 𝕏");
}

TEST_CASE("private-use characters of peers become U+FFFD") {
    CHECK(display_text("\uF0E6 \uE000 \uF8FF") ==
          replacement + " " + replacement + " " + replacement);
    CHECK(display_text("\U000F0000\U0010FFFD") == replacement + replacement);
}

TEST_CASE("at most four combining marks on a character are displayed") {
    const std::string tower = "Z" + repeated("\u0335\u0348", 4000);
    CHECK(characters(display_text(tower)) == 5);
    CHECK(characters(display_line(tower + "algo")) == 9);
    CHECK(display_text("a" + repeated("\u0301", 5) + "b" + repeated("\u0301", 5)) ==
          "a" + repeated("\u0301", 4) + "b" + repeated("\u0301", 4));
    // Two marks are drawn for each of these.
    CHECK(display_text("a" + repeated("\u0344", 10)) == "a" + repeated("\u0344", 2));
    CHECK(display_line("a" + repeated("\u0344", 10)) == "a" + repeated("\u0344", 2));
    CHECK(display_text("a\u0301\u0344\u0344") == "a\u0301\u0344");
    CHECK(display_text("\U0001D158" + repeated("\U0001D165", 6)) ==
          "\U0001D158" + repeated("\U0001D165", 4));
    CHECK(characters(display_text("a" + repeated("\u20DD", 10))) == 5);
}

TEST_CASE("what is invisible between marks makes no room for more of them") {
    for (const std::string_view between : {"\u034F", "\u200B", "\uFE0F", "\u00AD", "\u1CE1"}) {
        const std::string marks = repeated("\u0301", 4);
        const std::string said = "a" + marks + std::string(between) + marks;
        CHECK(display_text(said) == "a" + marks + std::string(between));
    }
    const std::string vowel = "க" + repeated("\u0301", 4) + "\u0BBE";  // drawn beside the letter
    CHECK(display_text(vowel + "\u0301") == vowel);
    CHECK(display_line(vowel + "\u0301") == vowel);
}

TEST_CASE("a tab becomes four spaces in texts") {
    CHECK(display_text("a\tb") == "a    b");
    CHECK(display_text("\t\t") == "        ");
}

TEST_CASE("display_text is idempotent") {
    for (const std::string& said : {"a\u202Eb\xff"s, "Z\u0335\u0348"s, "a\tb\n"s, "漢 ж é \uE000"s,
                                    "क" + repeated("\u0301", 4) + "\u094D\u200Dष"s,
                                    "a\u200C\u202Eب"s, "a" + repeated("\u0301", 9) + "\u200Dب"s}) {
        const DisplayText once = display_text(said);
        CHECK(display_text(once.view()) == once);
        const DisplayText line = display_line(said);
        CHECK(display_line(line.view()) == line);
    }
}

TEST_CASE("a long word is truncated between graphemes, with an ellipsis") {
    CHECK(truncated(ours("ann"), 3) == "ann");
    CHECK(truncated(ours("annabel"), 3) == "ann…");
    CHECK(truncated(ours("漢字漢字"), 2) == "漢字…");
    CHECK(truncated(ours("ae\u0301b"), 2) == "a…");
    CHECK(truncated(ours("a🇩🇪🇫🇷"), 4) == "a🇩🇪…");
    CHECK(truncated(ours("👩\u200D👩\u200D👧"), 2) == "👩\u200D…");
    CHECK(truncated(ours("ann"), 0) == "…");
    CHECK(truncated({}, 5).empty());
}

TEST_CASE("initials are graphemes") {
    CHECK(initials(ours("Ada Lovelace"), 2) == "AL");
    CHECK(initials(ours("grace"), 2) == "Gr");
    CHECK(initials(ours("grace"), 1) == "G");
    CHECK(initials(ours("e\u0301a"), 2) == "E\u0301a");
    CHECK(initials(ours("𠮷野"), 1) == "𠮷");
    CHECK(initials(ours("👍🏽 👩\u200D🚀"), 2) == "👍🏽👩\u200D🚀");
    CHECK(initials(ours("कि"), 1) == "कि");
    CHECK(initials({}, 2).empty());
}

TEST_CASE("a name from right to left does not turn the sentence around it") {
    CHECK(name_in_sentence("ann") == "ann");
    CHECK(name_in_sentence("דוד") == "\u2068דוד\u2069");
    CHECK(name_in_sentence("x١") == "\u2068x١\u2069");
}

TEST_CASE("display_text() is bounded for any text of full size") {
    constexpr std::size_t full = 16 * 1024;
    for (const std::string_view unit :
         {"x", "\n", "漢", "😀", "\u0301", "\u202E", "\xff", "\u0344", "\t", "\u200C", "\u200D",
          "\u200C\u0301", "\U000E0067", "😀\U000E0067", "👩\u200D", "\x01"}) {
        const DisplayText shown = display_text(repeated(unit, full / unit.size()));
        CHECK(indaba::valid_utf8(shown.view()));
        CHECK(shown.size() <= full * 5);
    }
}
