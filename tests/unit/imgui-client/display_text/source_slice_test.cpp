#include "imgui-client/display_text/source_slice.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "common/base/utf8.hpp"

using namespace indaba;
using namespace indaba::ui;

namespace {

/// Returns the slice that is displayed as `part` of `source`.
std::string slice(const std::string& source, const std::string& part) {
    const DisplayText shown = display_text(source);
    const std::size_t begin = shown.view().find(display_text(part).view());
    REQUIRE(begin != std::string::npos);
    return std::string(source_slice(source, shown, begin, begin + display_text(part).size()));
}

}  // namespace

TEST_CASE("a part of a text is taken with what follows its characters and is not drawn") {
    CHECK(slice("I ❤️ it", "❤") == "❤️");
    CHECK(slice("see 👍🏽 there", "👍") == "👍🏽");
    CHECK(slice("a\tb", "    ") == "\t");
    CHECK(slice("cafe\u0301!", "é") == "e\u0301");
    CHECK(slice("plain text", "text") == "text");
    CHECK(slice("the 👩‍👧 family", "family") == "family");
    CHECK(source_slice("", display_text(""), 0, 0) == "");
}

TEST_CASE("the slices of a text, one after the other, are the text") {
    const std::vector<char32_t> points{
        'a',     'e',     ' ',     '\n',   '\t', '\r',   0x301,   0x327,   0x200D,  0xFE0F, 0x2764,
        0x1F44D, 0x1F3FD, 0x1F469, 0x20E3, '1',  0x1100, 0x1161,  0x11A8,  0x915,   0x94D,  0x937,
        0x9C7,   0x9BE,   0x202E,  0xAD,   0x7F, 0xE000, 0x1F1E9, 0x1F1EA, 0x20BB7, 0x600};
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::string text;
        for (std::size_t length = random() % 12 + 1; length > 0; --length)
            text += to_utf8(points[random() % points.size()]);
        const DisplayText shown = display_text(text);
        CHECK(source_slice(text, shown, 0, shown.size()) == (shown.empty() ? "" : text));
        const std::size_t cut = random() % (shown.size() + 1);
        const std::string left(source_slice(text, shown, 0, cut));
        const std::string right(source_slice(text, shown, cut, shown.size()));
        CHECK(text.starts_with(left));
        CHECK(text.ends_with(right));
        CHECK(left.size() + right.size() >= (shown.empty() ? 0 : text.size()));
    }
}
