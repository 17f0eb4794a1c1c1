// Hits of the search in the messages in sight: which texts are highlighted, and where.
#include <doctest/doctest.h>

#include <string>

#include "imgui-client/messages/row_cache.hpp"
#include "tests/ui/find_fixture.hpp"
#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;

namespace {

/// Messages of the lobby with a search over all of them.
struct Hits {
    FakeWorkspace workspace{"ada"};
    UiDriver screen{800, 600};
    ui::FoundMessages found;
    ui::RowCache rows;

    void search(const std::string& typed) {
        found.query = query_of(typed);
        found.asks = !found.query.empty();
        ++found.query_version;
        workspace.finds(&found);
    }
    /// Returns the highlighted parts of the row from the end, as displayed, each in brackets.
    std::string in_row(std::size_t from_end = 0, float width = 600) {
        const ui::ViewState& view_state = workspace.view_state();
        rows.begin_frame(view_state, width);
        const ui::RowLayout& layout = rows.layout(view_state.timeline->size() - 1 - from_end);
        std::string parts;
        for (const ui::ByteRange& hit : layout.hits)
            parts += "[" + std::string(layout.text.slice(hit.begin, hit.end).view()) + "]";
        return parts;
    }
};

}  // namespace

TEST_SUITE_BEGIN("message hits");

TEST_CASE("words are highlighted by their beginning, phrases as one, and excluded words end it") {
    Hits hits;
    hits.workspace.says("grace", "The Journal keeps journals: a read only journal.");
    hits.search("jour");
    CHECK(hits.in_row() == "[Jour][jour][jour]");
    hits.search("\"read only\" keep");
    CHECK(hits.in_row() == "[keep][read only]");
    hits.search("journal -keeps");
    CHECK(hits.in_row().empty());
    hits.search("from:");
    CHECK(hits.in_row().empty());
    hits.workspace.finds(nullptr);
    CHECK(hits.in_row().empty());
}

TEST_CASE("a hit is where the word is displayed, also beside marks, escapes and undrawn letters") {
    Hits hits;
    hits.search("journal");
    for (const char* text : {"*journal*", "a *bold* journal", "`journal`", "```cpp\njournal\n```",
                             "> journal", "\u202e\u2067 journal", "a\tb journal", "~journal~"}) {
        CAPTURE(text);
        hits.workspace.says("grace", text);
        CHECK(hits.in_row() == "[journal]");
    }
    hits.workspace.says("grace", "שלום journal עולם");
    CHECK(hits.in_row() == "[journal]");
    hits.search("עולם");
    CHECK(hits.in_row() == "[עולם]");
}

TEST_CASE("a reply is highlighted, its quote is not; an edited message shows its new text's hits") {
    Hits hits;
    hits.workspace.says("grace", "a needle");
    hits.search("needle");
    hits.workspace.refers("linus", ReplyBody{1, "which one?"});
    CHECK(hits.in_row().empty());
    hits.workspace.refers("grace", ReplyBody{2, "this needle"});
    CHECK(hits.in_row() == "[needle]");
    hits.workspace.refers("grace", EditBody{3, "this thimble"});
    CHECK(hits.in_row(1).empty());
    hits.search("thimble");
    CHECK(hits.in_row(1) == "[thimble]");
    hits.workspace.refers("grace", EraseBody{3});
    CHECK(hits.in_row(2).empty());
}

TEST_CASE("filters decide which messages are highlighted, as in the own copy") {
    Hits hits;
    hits.workspace.person_joins("grace");
    hits.workspace.says("Grace", "a needle");
    const auto finds = [&](const std::string& typed) {
        hits.search(typed);
        return hits.in_row() == "[needle]";
    };
    CHECK(finds("needle in:#lobby"));
    CHECK_FALSE(finds("needle in:#build"));
    CHECK_FALSE(finds("needle in:@grace"));
    CHECK_FALSE(finds("needle has:link"));
    CHECK_FALSE(finds("needle has:code"));
    CHECK(finds("needle on:2025-11-22"));
    CHECK_FALSE(finds("needle before:2025-11-22"));
    CHECK_FALSE(finds("needle after:2025-11-22"));
    CHECK_FALSE(finds("needle from:linus"));
    CHECK_FALSE(finds("needle from:me"));
    hits.workspace.says("ada", "a needle `x` https://example.org");
    CHECK(finds("needle from:me"));
    CHECK(finds("needle from:ADA has:link has:code"));
}

TEST_CASE("another conversation than the searched one is not highlighted") {
    Hits hits;
    hits.workspace.says("grace", "a needle");
    hits.search("needle");
    hits.found.query.conversation = hits.workspace.whisper_with("grace");
    ++hits.found.query_version;
    CHECK(hits.in_row().empty());
    hits.found.query.conversation = lobby;
    ++hits.found.query_version;
    CHECK(hits.in_row() == "[needle]");
}

TEST_CASE("a search that changes does not lay out the rows again") {
    Hits hits;
    hits.workspace.says("grace", "a needle");
    hits.search("needle");
    hits.in_row();
    const ui::RowLayout& layout =
        hits.rows.layout(hits.workspace.view_state().timeline->size() - 1);
    const void* glyphs = layout.lines.front().glyphs.data();
    hits.search("a");
    CHECK(hits.in_row() == "[a]");
    CHECK(layout.lines.front().glyphs.data() == glyphs);
}

TEST_CASE("hits have a colour of their own in wrapped lines, links, code and right-to-left text") {
    for (const char* text :
         {"needle and much more of it, so that the line is wrapped, which takes some words, and "
          "yet some more words until a needle",
          "https://needle.example is a needle", "```\nneedle needle\n```",
          "שלום needle עולם needle", "@ada needle, needle"}) {
        CAPTURE(text);
        Finding find(760, 600);
        find.workspace.says("grace", text);
        find.screen.frames(2);
        find.open();
        find.type("needle");
        CHECK(find.present_hits("needle") == 2);
        CHECK(find.hits("needle") == 0);
        find.workspace.says("grace", "a newer needle");
        find.find();
        find.screen.frames(2);
        CHECK(find.present_hits("needle") == 2);
        CHECK(find.hits("needle") == 1);
    }
}

TEST_CASE("a hit in a folded text is unfolded and in sight") {
    Finding find;
    std::string text = lines(90) + "\na needle\n" + lines(90);
    find.workspace.says("grace", text);
    find.workspace.say_many(40);
    find.screen.frames(2);
    find.open();
    find.type("needle");
    CHECK(find.present_hits("needle") == 1);
    CHECK(find.screen.shows("row 90"));
}

TEST_SUITE_END();
