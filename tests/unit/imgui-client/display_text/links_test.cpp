#include "imgui-client/display_text/links.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace indaba::ui;

namespace {

std::string all(std::string_view source) {
    const DisplayText text = display_text(source);
    std::string found;
    for (const LinkSpan& link : find_links(text))
        found += "[" + source_text(text.slice(link.begin, link.end)) + "]";
    return found;
}

}  // namespace

TEST_CASE("web addresses are links, without the punctuation of their sentence") {
    CHECK(all("see https://example.org/a?b=c#d.") == "[https://example.org/a?b=c#d]");
    CHECK(all("(http://a.b/c), \"https://d.e\"!") == "[http://a.b/c][https://d.e]");
    CHECK(all("https://en.example.org/x_(y)") == "[https://en.example.org/x_(y)]");
}

TEST_CASE("other schemes, long addresses and bare prefixes are not links") {
    CHECK(all("javascript:alert(1) file:///etc/passwd ftp://a xhttp://a http:// https://").empty());
    CHECK(all("http://" + std::string(3000, 'a')).empty());
    CHECK(all("http://exa\u202emple.org") == "[http://exa]");
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "http://";
    CHECK(all(many).empty());
    CHECK(all(many + " http://a.b") == "[http://a.b]");
}
