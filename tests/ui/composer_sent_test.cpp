/// The composer sends what was typed or pasted.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/client/text/line_breaks.hpp"
#include "tests/support/hard_texts.hpp"
#include "tests/ui/composer_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;

TEST_SUITE_BEGIN("composer");

TEST_CASE("what is sent equals what was pasted, but for the line breaks at both ends") {
    Composing composer;
    const std::vector<std::pair<std::string, std::string>> texts = {
        {"a\tb", "a\tb"},
        {"\tindented", "\tindented"},
        {"  two spaces  ", "  two spaces  "},
        {"one\ntwo\n", "one\ntwo"},
        {"\n\none\n\ntwo\n\n\n", "one\n\ntwo"},
        {"one\r\ntwo\r\n", "one\ntwo"},
        {"a\u2028b\u2029c\u0085d\ve\ff", "a\nb\nc\nd\ne\nf"},
        {"e\u0301 Å Ａ ﬁ", "e\u0301 Å Ａ ﬁ"},
        {"👩\u200d💻 👍🏽 ❤\ufe0f 🇩🇪",
         "👩\u200d💻 👍🏽 ❤\ufe0f 🇩🇪"},
        {"می\u200cخواهم", "می\u200cخواهم"},
        {"\u00a0a\u00a0", "\u00a0a\u00a0"},
        {"𠮷野 𡈽野", "𠮷野 𡈽野"},
        {"\u0e01\u0e33", "\u0e01\u0e33"},
    };
    std::vector<std::string> expected;
    for (const auto& [pasted, sent] : texts) {
        composer.screen.paste(pasted);
        composer.screen.press(KeyboardKey::enter);
        expected.push_back(sent);
    }
    CHECK(composer.said() == expected);
}

namespace {

/// Returns the text as it is sent: without controls, with one kind of line break, and none at the
/// ends.
std::string as_sent(std::string_view typed) {
    std::string text = client::with_line_feeds(typed);
    std::erase_if(text,
                  [](unsigned char c) { return (c < ' ' && c != '\n' && c != '\t') || c == 0x7f; });
    const std::size_t first = text.find_first_not_of('\n');
    return text.substr(first, text.find_last_not_of('\n') + 1 - first);
}

}  // namespace

TEST_CASE("what is sent equals what was pasted or typed, whatever it is") {
    Composing composer;
    HardTexts texts(1);
    for (int i = 0; i < 400; ++i) {
        const std::string text = texts.next(HardTexts::Lines::many);
        CAPTURE(text);
        composer.screen.paste(text);
        composer.screen.press(KeyboardKey::enter);
        CHECK(composer.said().back() == as_sent(text));
        std::string line = as_sent(texts.next(HardTexts::Lines::one));
        std::erase(line, '\t');  // the key moves the focus
        CAPTURE(line);
        composer.screen.type(line);
        composer.screen.press(KeyboardKey::enter);
        CHECK(composer.said().back() == line);
    }
    CHECK(composer.said().size() == 800);
}

TEST_CASE("nothing is sent that draws nothing") {
    Composing composer;
    for (const char* blank :
         {" ", "\n", "\t", "\u00a0", "\u200b", "\u2060\ufeff", "\u3000 \u2003", "\u3164", "\u2800",
          "\u200d\u200c", "\ufe0f", "\u00ad", "\u180e", "\U000e0041"}) {
        composer.screen.paste(blank);
        composer.screen.press(KeyboardKey::enter);
        composer.screen.press(KeyboardKey::a, with_ctrl);
        composer.screen.press(KeyboardKey::backspace);
        CHECK_MESSAGE(composer.said().empty(), blank);
    }
}

TEST_SUITE_END();
