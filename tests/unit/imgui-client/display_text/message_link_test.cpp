#include "imgui-client/display_text/message_link.hpp"

#include <doctest/doctest.h>

#include <string>

#include "imgui-client/display_text/display_text.hpp"

using namespace indaba;
using namespace indaba::ui;

TEST_CASE("the link of a message is read back") {
    const MessageAddress address{"[fd00::2]:5000", lobby, 48213};
    const std::string link = message_link(address);
    CHECK(link == "indaba://[fd00::2]:5000/m/5b5ab5aa2078957995e7e79d170d6fb8/48213");
    CHECK(parse_message_link(link) == address);
}

TEST_CASE("a text that is no link of a message is none") {
    for (const char* text :
         {"", "indaba://", "indaba://h:1/", "indaba://h:1/m/", "indaba:///m/5b5a/1",
          "indaba://h:1/m/5b5ab5aa2078957995e7e79d170d6fb8/0",
          "indaba://h:1/m/5b5ab5aa2078957995e7e79d170d6fb8/",
          "indaba://h:1/m/5b5ab5aa2078957995e7e79d170d6fb8/12x",
          "indaba://h:1/m/5b5ab5aa2078957995e7e79d170d6fb8/99999999999999999999999",
          "indaba://h:1/m/zb5ab5aa2078957995e7e79d170d6fb8/1",
          "indaba://h:1/#5b5ab5aa2078957995e7e79d170d6fb8"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_message_link(text));
    }
}

TEST_CASE("links of messages are found between blanks, beside web addresses") {
    const std::string link = message_link({"h:1", lobby, 7});
    const std::string text = "see " + link + " and https://example.org/ x" + link;
    const auto found = find_message_links(text);
    REQUIRE(found.size() == 1);
    CHECK(found[0].url == link);
    const MappedText shown = display_text_with_map(text);
    CHECK(find_links(shown.map, text).size() == 2);
}
