#include "common/client/text/emoji_names.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "common/base/utf8.hpp"

using namespace indaba;
using namespace indaba::client;

TEST_CASE("emoji are found by their names, by keywords and by the begins of words") {
    const auto first = [](std::string_view typed) {
        const auto found = find_emoji(typed, 8);
        return found.empty() ? std::string() : std::string(found.front().emoji);
    };
    CHECK(first("thumbs_up") == "👍");
    CHECK(first("+1") == "👍");
    CHECK(first("party_popper") == "🎉");
    CHECK(first("Grinning-Face") == "😀");
    CHECK(first("germany") == "🇩🇪");
    CHECK(first("xyzzy").empty());
    CHECK(first("").empty());
    CHECK(first("_").empty());
    bool smiles = false;
    for (const NamedEmoji& each : find_emoji("smile", 8)) smiles = smiles || each.emoji == "😄";
    CHECK(smiles);
    CHECK(find_emoji("face", 5).size() == 5);
}

TEST_CASE("each emoji is in the table once, with a name of lower-case words") {
    std::set<std::string_view> seen;
    for (const NamedEmoji& each : all_emoji()) {
        CHECK(seen.insert(each.emoji).second);
        CHECK(valid_utf8(each.emoji));
        CHECK_FALSE(each.name.empty());
        CHECK(each.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789 +-") ==
              std::string_view::npos);
    }
    CHECK(seen.size() > 1500);
}
