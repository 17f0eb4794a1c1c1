#include "common/wire/mentions.hpp"

#include <doctest/doctest.h>

using indaba::find_mentions;
using indaba::FoldedNames;
using indaba::Mention;

namespace {

/// Returns the text with each mention in brackets.
std::string marked(const std::string& text, const FoldedNames& names) {
    std::string marked;
    std::size_t at = 0;
    for (const Mention& mention : find_mentions(text, names)) {
        marked += text.substr(at, mention.begin - at) + "[" +
                  text.substr(mention.begin, mention.end - mention.begin) + "]";
        at = mention.end;
    }
    return marked + text.substr(at);
}

}  // namespace

TEST_SUITE_BEGIN("mentions");

TEST_CASE("a mention is '@' and a name, at the borders of words") {
    const FoldedNames names{"ann", "ann-marie", "o'neil", "strasse", "安娜", "a@b", "y_"};
    const std::vector<std::string> texts{
        // at the beginning, in the middle, at the end; case
        "[@ann]", "[@Ann] hi", "hi [@ANN]!", "ann is not called", "@", "@ ann", "@[@ann]",
        // punctuation around it
        "([@ann])", "\"[@ann]\"", "[@ann], [@ann]: [@ann]; [@ann]?", "[@ann]'s", "*[@ann]*",
        "_[@ann]_", "[@ann].", "[@ann]...", "see [@ann]/[@ann]", "[@ann]\n[@ann]", "`[@ann]`",
        // longer words, and names that begin with another name
        "@anna", "@ann1", "@ann_b", "@ann.b", "[@ann-marie]", "[@Ann-Marie]-", "@ann-mari",
        "[@ann]-", "[@o'neil]", "@o'neils", "[@y_]",
        // inside a word, and e-mail addresses
        "x@ann", "1@ann", "info@ann", "info@ann.example", "joe@ann.org, [@ann]", "é@ann",
        "@ann.example",
        // names that look alike, or have another form
        "@аnn", "@ann\u0301", "[@STRASSE] [@straße]", "[@ＡＮＮ]", "@a\u200Bnn", "[@a@b]",
        // scripts without spaces
        "你好[@ann]你好", "你好[@安娜]", "[@安娜] 你好", "@安娜你好", "[@安娜]ok",
        // everybody
        "[@all]", "[@ALL]: lunch", "@allan", "call@all", "@all-hands",
        // damaged
        "\xff[@ann]\xff",
        "@\xff"
        "ann",
        "[@ann]\xcc"};
    for (const std::string& expected : texts) {
        CAPTURE(expected);
        std::string text = expected;
        std::erase(text, '[');
        std::erase(text, ']');
        CHECK(marked(text, names) == expected);
    }
}

TEST_CASE("a text that was made to be slow is searched only so far") {
    std::string text;
    while (text.size() < 16'000) text += "@é.";
    CHECK(find_mentions(text + " @ann", {"ann"}).empty());
}

TEST_SUITE_END();
