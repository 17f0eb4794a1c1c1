#include "common/client/search/search_words.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/base/utf8.hpp"
#include "tests/unit/common/client/search/hostile_texts.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

/// Returns the folded words of a text, with '+' before the inner ones.
std::string listed(std::string_view text) {
    std::string list;
    for (const SearchWord& word : search_words(text))
        list += (list.empty() ? "" : " ") + std::string(word.inner ? "+" : "") + word.folded;
    return list;
}

/// Returns the same words as they stand in the text.
std::string standing(std::string_view text) {
    std::string list;
    for (const SearchWord& word : search_words(text))
        list += "[" + std::string(text.substr(word.begin, word.end - word.begin)) + "]";
    return list;
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string text;
    while (times-- > 0) text += piece;
    return text;
}

struct TextAndWords {
    std::string_view text, words;
};
void check_words(const std::vector<TextAndWords>& cases) {
    for (const TextAndWords& each : cases) {
        CAPTURE(each.text);
        CHECK(listed(each.text) == each.words);
    }
}

}  // namespace

TEST_SUITE_BEGIN("search words");

TEST_CASE("a word is a run of letters, numbers and marks, without case and accents") {
    check_words({
        {"", ""},
        {" \t\n.,;!?-_/\\#@", ""},
        {"One, two. THREE!", "one two three"},
        {"don't e-mail", "don t e mail"},
        {"2026 11", "2026 11"},
        {"a_ _b _ital_ c__ ", "a b ital c"},
        {"Café CAFÉ Cafe\u0301", "cafe cafe cafe"},
        {"Straße STRASSE ẞ", "strasse strasse ss"},
        {"Ⅷ ﬁn ＡＢＣ ① ½ m² İ", "viii fin abc 1 12 m2 i"},
        {"ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"},
        {"ЁЛКА ёлка", "елка елка"},
        {"שָׁלוֹם שלום", "שלום שלום"},
        {"مُحَمَّد محمد", "محمد محمد"},
        {"ngôn ngữ Việt Łódź øre", "ngon ngu viet łodz øre"},
        {"🚀 ❤️ 👍🏽 →", ""},
        {"1️⃣", "1"},
        {"\u0301\u0302", ""},
        {"x\u0301\u0302y", "xy"},
    });
}

TEST_CASE("a mark that is no accent stays, composed with its base") {
    check_words({
        {"हिन्दी", "हिन्दी"},
        {"한글 \u1112\u1161\u11ab\u1100\u1173\u11af", "한글 한글"},
        {"한국어로 씁니다", "한국어로 씁니다"},
        {"が か\u3099 ｶﾞ", "が が ガ"},
        {"ก\u0e38\u0e48 ก\u0e48\u0e38", "ก\u0e38\u0e48 ก\u0e38\u0e48"},
    });
}

TEST_CASE("joiners and soft hyphens within a word change nothing, and do not end a range") {
    check_words({{"co\u00adop\u00ad", "coop"},
                 {"می\u200cخواهم", "میخواهم"},
                 {"zero\u200bwidth", "zero width"},
                 {"\u00adcoop", "coop"}});
    CHECK(standing("co\u00adop\u00ad\u00ad.") == "[co\u00adop]");
}

TEST_CASE("each character of a script without spaces is a word") {
    check_words({
        {"東京タワー", "東 京 タ ワ ー"},
        {"ひらがな。", "ひ ら が な"},
        {"東京2020年abc", "東 京 2020 年 abc"},
        {"ที่นี่", "ที่ นี่"},
        {"น้ำ", "น\u0e49\u0e4d า"},
        {"ສະບາຍດີ", "ສ ະ ບ າ ຍ ດີ"},
        {"ភាសា", "ភា សា"},
        {"မြန်မာ", "မြ န် မာ"},
        {"々〇", "々 〇"},
        {"𠮷野", "𠮷 野"},
        {"\u309f", "よ り"},
        {"ﾊﾟ", "パ"},
    });
    CHECK(standing("a東京b") == "[a][東][京][b]");
    CHECK(standing("ที่\u309f") == "[ที่][\u309f][\u309f]");
}

TEST_CASE("an identifier is followed by its ends of at least three characters") {
    check_words({
        {"abCde", "abcde +bcde +cde"},
        {"ABCde Abcde", "abcde abcde"},
        {"utf8x", "utf8x +tf8x +f8x"},
        {"8bit", "8bit +bit"},
        {"x86", "x86"},
        {"a1", "a1"},
        {"2026", "2026"},
        {"foo_barb", "foo barb +arb"},
        {"foobar__x", "foobar +oobar +obar +bar x"},
        {"_fooo_", "fooo"},
        {"fooo_ barb", "fooo barb"},
        {"fooo-barb", "fooo barb"},
        {"éÀabc", "eaabc +aabc +abc"},
        {"e\u0301X\u0301abc", "exabc +xabc +abc"},
        {"groß_x", "gross +ross +oss x"},
        {"東_abcd", "東 abcd +bcd"},
    });
    CHECK(standing("Xy.groß_x") == "[Xy][groß][roß][oß][x]");
    CHECK(standing("e\u0301X\u0301abc") == "[e\u0301X\u0301abc][X\u0301abc][abc]");
    CHECK(listed("MessageTimeline").find(" +timeline ") != std::string::npos);
    CHECK(listed("MessageTimeline").ends_with(" +line +ine"));
}

TEST_CASE("a word in code is followed by its ends as well") {
    check_words({
        {"line `line` line", "line line +ine line"},
        {"line `line line", "line line line"},
        {"line\n```cpp\nline\n```\nline", "line cpp line +ine line"},
        {"/plain `line`", "line"},
        {"`東京`", "東 京"},
    });
}

TEST_CASE("the mark of a plain text is no word") {
    check_words({{"/plain text", "text"}, {"/plain", "plain"}, {" /plain text", "plain text"}});
    CHECK(search_words("/plain text")[0].begin == 7);
}

TEST_CASE("a word is cut at 64 code points, and then has no ends") {
    const std::string most(64, 'a');
    CHECK(listed(most + " x") == most + " x");
    CHECK(listed(most + "bc.x") == most + " x");
    CHECK(standing(most + "bc.x") == "[" + most + "bc][x]");
    CHECK(listed(repeated("é", 70)) == std::string(64, 'e'));
    CHECK(listed(repeated("ß", 40)) == std::string(64, 's'));
    CHECK(listed(repeated("한", 70)) == repeated("한", 64));
    CHECK(search_words("`" + most + "`").size() == 62);
    CHECK(search_words("`" + repeated("é", 64) + "`").size() == 62);
    CHECK(search_words("`" + repeated("é\u0301", 64) + "`").size() == 62);
    CHECK(search_words("`" + most + "b`").size() == 1);
    CHECK(search_words("`" + repeated("é", 65) + "`").size() == 1);
}

TEST_CASE("invalid bytes stand between words") {
    check_words({{"ab\xff"
                  "cd",
                  "ab cd"},
                 {"\xe6\x9d", ""},
                 {"ab\xcc", "ab"},
                 {"\xed\xa0\x80x", "x"},
                 {"é\xc3(", "e"}});
}

TEST_CASE("a search for words ends when its caller has enough") {
    int count = 0;
    for_each_search_word("one `two` three", [&](const SearchWord&) { return ++count < 2; });
    CHECK(count == 2);
}

TEST_CASE("the beginning of a folded word ends where its characters end") {
    const auto end_of = [](std::string_view text, std::size_t index, std::string_view beginning) {
        return end_of_beginning(text, search_words(text)[index], beginning.size());
    };
    CHECK(end_of("ab journal", 1, "jour") == 7);
    CHECK(end_of("cafe\u0301s", 0, "cafe") == 6);
    CHECK(end_of("groß", 0, "gros") == 5);
    CHECK(end_of("aB_cdef", 2, "de") == 6);
    CHECK(end_of("aB_cdef", 1, "cdef") == 7);
    const std::string longer = std::string(100, 'a');
    CHECK(end_of(longer, 0, std::string(64, 'a')) == 100);
}

TEST_CASE("a folded word is its own folded form, for each character of Unicode") {
    std::size_t different = 0;
    for (char32_t point = 1; point < 0x32000; ++point) {
        if (point >= 0xD800 && point < 0xE000) continue;
        for (const SearchWord& word : search_words(to_utf8(point))) {
            const auto again = search_words(word.folded);
            different += again.size() != 1 || again[0].folded != word.folded ? 1 : 0;
        }
    }
    CHECK(different == 0);
}

TEST_CASE("a hostile text has no more words than bytes, in order and within it") {
    for (const std::string& text : hostile_texts()) {
        CAPTURE(text.substr(0, 32));
        const std::vector<SearchWord> words = search_words(text);
        CHECK(words.size() <= text.size());
        std::size_t begin = 0, wrong = 0;
        for (const SearchWord& word : words) {
            const auto points = code_points(word.folded);
            const bool right = word.begin >= begin && word.begin < word.end &&
                               word.end <= text.size() && points && *points > 0 && *points <= 64;
            wrong += right ? 0 : 1;
            begin = word.begin;
        }
        CHECK(wrong == 0);
    }
}

TEST_SUITE_END();
