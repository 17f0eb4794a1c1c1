#include "imgui-client/display_text/markup.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "imgui-client/display_text/source_slice.hpp"

using namespace indaba::ui;

namespace {

/// Returns a text as it is displayed, with each emphasized part in brackets: b, i, c and s say how.
std::string shown(std::string_view source) {
    const Markup found = find_markup(source);
    const MappedText text = display_text_with_map(source, found.hidden);
    const Markup markup = displayed(found, text.map);
    std::string result;
    std::size_t at = 0;
    for (const EmphasisSpan& span : markup.emphasis) {
        result += text.text.view().substr(at, span.begin - at);
        result += '[';
        if (span.how.bold) result += 'b';
        if (span.how.italic) result += 'i';
        if (span.how.code) result += 'c';
        if (span.how.struck) result += 's';
        result += ':';
        result += text.text.view().substr(span.begin, span.end - span.begin);
        result += ']';
        at = span.end;
    }
    result += text.text.view().substr(at);
    return result;
}

}  // namespace

TEST_CASE("marks around words emphasize them and are not displayed") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"a *b* c", "a [b:b] c"},
        {"*all of it*", "[b:all of it]"},
        {"_x_ and ~y~", "[i:x] and [s:y]"},
        {"**b** and ~~s~~", "[b:b] and [s:s]"},
        {"*a _b_ c*", "[b:a ][bi:b][b: c]"},
        {"_*both*_", "[bi:both]"},
        {"(*b*), \"_i_\".", "([b:b]), \"[i:i]\"."},
        {"`x = *p`", "[c:x = *p]"},
        {"a `b` *c*", "a [c:b] [b:c]"},
        {"_https://example.org/_", "[i:https://example.org/]"},
        {"*b*\n_i_", "[b:b]\n[i:i]"},
        {"\u00ab*\u0436\u0438\u0440*\u00bb", "\u00ab[b:\u0436\u0438\u0440]\u00bb"},
        {"/plain *not* `this`", "*not* `this`"},
    };
    for (const auto& [source, expected] : cases) CHECK(shown(source) == expected);
}

TEST_CASE("a mark without its counterpart is an ordinary character") {
    const std::vector<std::string> cases = {"2 * 3 * 4",
                                            "a*b*c",
                                            "snake_case_name",
                                            "__init__",
                                            "*",
                                            "**",
                                            "***x***",
                                            "* item\n* item",
                                            "*open\nend*",
                                            "`",
                                            "``",
                                            "a ` b",
                                            "_ x _",
                                            "~",
                                            "5*",
                                            "*a b",
                                            "f(*args, **kw)",
                                            "~/.config",
                                            "```",
                                            "```\n```",
                                            "```cpp\nint",
                                            "2>1",
                                            ">quote",
                                            "_a *b_ c",
                                            "/plain",
                                            "https://example.org/a_b_c*d*e"};
    for (const std::string& source : cases) {
        INFO(source);
        if (source.starts_with("_a")) {
            CHECK(shown(source) == "[i:a *b] c");
        } else {
            CHECK(shown(source) == source);
        }
    }
}

TEST_CASE("blocks of code and quotes are whole lines") {
    const std::string source = "see\n```cpp\nint *p;\n\nint *q;\n```\n> said\n> *so*\nwell";
    const Markup found = find_markup(source);
    const MappedText text = display_text_with_map(source, found.hidden);
    const Markup markup = displayed(found, text.map);
    CHECK(text.text == std::string_view("see\nint *p;\n\nint *q;\nsaid\nso\nwell"));
    REQUIRE(markup.blocks.size() == 2);
    CHECK(markup.blocks[0].kind == MarkedBlock::Kind::code);
    CHECK(markup.blocks[0].language == "cpp");
    const auto part = [&](const MarkedBlock& block) {
        return text.text.view().substr(block.begin, block.end - block.begin);
    };
    CHECK(part(markup.blocks[0]) == "int *p;\n\nint *q;");
    CHECK(markup.blocks[1].kind == MarkedBlock::Kind::quote);
    CHECK(part(markup.blocks[1]) == "said\nso");
    REQUIRE(markup.emphasis.size() == 2);
    CHECK(markup.emphasis[0].how == Emphasis{.code = true});
    CHECK(markup.emphasis[1].how == Emphasis{.bold = true});
}

TEST_CASE("marks of any text are ascending, lie apart, and leave all else as it was") {
    std::mt19937 random(7);
    const std::vector<std::string> parts = {"*",       "_",      "~",      "`",
                                            "```",     "\n",     "> ",     " ",
                                            "a",       "\u00e9", "\u0301", "https://example.org/_x",
                                            "/plain ", "\xff"};
    for (int round = 0; round < 3000; ++round) {
        std::string source;
        for (std::size_t i = random() % 30; i > 0; --i) source += parts[random() % parts.size()];
        INFO(source);
        const Markup found = find_markup(source);
        std::string kept;
        std::size_t at = 0;
        for (const ByteRange& hidden : found.hidden) {
            REQUIRE(at <= hidden.begin);
            REQUIRE(hidden.begin < hidden.end);
            kept += source.substr(at, hidden.begin - at);
            at = hidden.end;
        }
        REQUIRE(at <= source.size());
        kept += source.substr(at);
        const MappedText text = display_text_with_map(source, found.hidden);
        CHECK(text.map.source_size() == source.size());
        CHECK(text.map.display_size() == text.text.size());
        const Markup markup = displayed(found, text.map);
        at = 0;
        for (const EmphasisSpan& span : markup.emphasis) {
            REQUIRE(at <= span.begin);
            REQUIRE(span.begin <= span.end);
            at = span.end;
        }
        REQUIRE(at <= text.text.size());
        if (kept.find_first_of("\xff\u0301") == std::string::npos)
            CHECK(text.text == display_text(kept));
    }
}

TEST_CASE("marks of emphasis between combining marks do not let more of them through") {
    const std::string four = "\u0301\u0302\u0303\u0304";
    const std::string source = "a" + four + "`" + four + "`" + four;
    const Markup found = find_markup(source);
    REQUIRE(found.hidden.size() == 2);
    CHECK(display_text_with_map(source, found.hidden).text == "a" + four);
}

TEST_CASE("16 KiB of marks take a time that grows with their number") {
    for (const std::string part : {"*a ", "`", "*a* ", "_*~", "```\n", "> ", "~a~ *", "a* "}) {
        std::string source;
        while (source.size() < 16 * 1024) source += part;
        CHECK(display_text_with_map(source, find_markup(source).hidden).map.source_size() ==
              source.size());
    }
}
