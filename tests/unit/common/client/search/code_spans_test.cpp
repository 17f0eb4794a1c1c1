#include "common/client/search/code_spans.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/common/client/search/hostile_texts.hpp"

using namespace indaba::client;
using namespace indaba::test;

namespace {

std::string code_in(std::string_view text) {
    std::string list;
    for (const TextSpan& span : code_spans(text))
        list += "[" + std::string(text.substr(span.begin, span.end - span.begin)) + "]";
    return list;
}

}  // namespace

TEST_SUITE_BEGIN("code and links of a search");

TEST_CASE("code stands between two backticks of a line, or between two lines of three") {
    const std::vector<std::pair<std::string_view, std::string_view>> cases{
        {"", ""},
        {"plain", ""},
        {"a `b` c `d e`", "[b][d e]"},
        {"a `b", ""},
        {"a ``b`", "[b]"},
        {"``", ""},
        {"`a\nb`", ""},
        {"```\na\nb\n```", "[a\nb]"},
        {"x\n```cpp\na\n```\n`y`", "[a][y]"},
        {"```\n```", ""},
        {"```\na", ""},
        {"```not a language\na\n```", ""},
        {"```\n`a`", "[a]"},
        {" ```\na\n ```", ""},
        {"/plain `a`", ""},
    };
    for (const auto& each : cases) {
        CAPTURE(each.first);
        CHECK(code_in(each.first) == each.second);
        CHECK(has_code(each.first) == !each.second.empty());
    }
}

TEST_CASE("a link is http, https, indaba or mailto with an address") {
    for (const std::string_view text :
         {"http://a", "see HTTPS://example.org/x.", "(http://[::1]:80)", "https://bücher.example",
          "http://ü", "indaba://host:1/m/0/1", "mailto:ann@example.org", "x MAILTO:a@b, y",
          "`http://a`", "http:// http://a", "mailto:mailto:a@b", "_http://a"}) {
        CAPTURE(text);
        CHECK(has_link(text));
    }
    for (const std::string_view text :
         {"",           "http",           "http:",        "http://",     "http:// a",
          "https:///x", "http:/a",        "ftp://a",      "xhttp://a",   "git+http://a",
          "1http://a",  "shttps://a",     "://a",         "mailto:",     "mailto:ann",
          "mailto:@b",  "mailto:a@ b",    "mailto:a b@c", "xmailto:a@b", "std::string",
          "12:30",      "ann@example.org"}) {
        CAPTURE(text);
        CHECK(!has_link(text));
    }
}

TEST_CASE("hostile texts have code and links in order and within them") {
    for (const std::string& text : hostile_texts()) {
        CAPTURE(text.substr(0, 32));
        CHECK(!has_link(text));
        std::size_t end = 0, wrong = 0;
        for (const TextSpan& span : code_spans(text)) {
            wrong += span.begin >= end && span.begin < span.end && span.end <= text.size() ? 0 : 1;
            end = span.end;
        }
        CHECK(wrong == 0);
    }
}

TEST_SUITE_END();
