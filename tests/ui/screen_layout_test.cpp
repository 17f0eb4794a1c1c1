// The layout of the whole window at every size, scale and theme.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "imgui-client/views/help.hpp"
#include "tests/ui/headless_window.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Pane;
using ui::Rect;
using ui::Theme;

namespace {

/// Adds long names, unread whispers and a lost connection.
void fill(FakeWorkspace& workspace) {
    for (const char* name : {"ann", "Ada Lovelace", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
                             "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"}) {
        workspace.person_joins(name);
        workspace.whispers(name, "mia", "a word");
    }
    workspace.person_leaves("ann");
    workspace.lose_connection("The server closed the connection without giving a reason.", 3, 4);
}

bool overlap(const Rect& a, const Rect& b) {
    constexpr float touching = 1;
    return std::min(a.max.x, b.max.x) - std::max(a.min.x, b.min.x) > touching &&
           std::min(a.max.y, b.max.y) - std::max(a.min.y, b.min.y) > touching;
}

using Texts = std::vector<ui::paint::Record::Text>;

Texts visible_texts(const UiDriver& screen) {
    Texts texts = screen.record().texts;
    std::erase_if(texts, [](const auto& text) { return text.visible.height() < 2; });
    return texts;
}

void check_no_overlap(const Texts& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i)
        for (std::size_t j = i + 1; j < texts.size(); ++j) {
            CAPTURE(texts[i].text);
            CAPTURE(texts[j].text);
            CHECK_FALSE(overlap(texts[i].visible, texts[j].visible));
        }
}

/// Returns the borders of the columns of a window of this width.
std::vector<float> column_borders(float width) {
    std::vector<float> borders{0};
    if (width >= ui::px(720)) borders.push_back(ui::px(260));
    if (width - borders.back() - ui::px(232) >= ui::px(520)) borders.push_back(width - ui::px(232));
    borders.push_back(width);
    return borders;
}

void check_columns(const Texts& texts, float width) {
    const std::vector<float> borders = column_borders(width);
    for (const auto& text : texts) {
        CAPTURE(text.text);
        const auto right = std::upper_bound(borders.begin(), borders.end() - 1, text.area.min.x);
        CHECK(text.area.min.x >= 0);
        CHECK(text.area.max.x <= *right + 1);
    }
}

struct Size {
    float width, height;
};
constexpr Size sizes[] = {{1280, 800}, {800, 600}, {480, 360}};
constexpr float scales[] = {1, 1.5f, 2};

}  // namespace

TEST_SUITE_BEGIN("screen layout");

TEST_CASE("no text overlaps another or leaves its column at any size and scale") {
    for (const Size& size : sizes)
        for (const float scale : scales)
            for (const bool whispering : {false, true}) {
                FakeWorkspace workspace("mia");
                fill(workspace);
                if (whispering) workspace.open_whisper("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW");
                HeadlessWindow window(workspace, size.width, size.height, scale);
                CAPTURE(size.width);
                CAPTURE(scale);
                CAPTURE(whispering);
                const Texts texts = visible_texts(window.screen);
                CHECK_FALSE(texts.empty());
                check_no_overlap(texts);
                check_columns(texts, size.width);
            }
}

TEST_CASE("the list of keys fits the window at any size and scale") {
    for (const Size& size : sizes)
        for (const float scale : scales) {
            UiDriver screen(size.width, size.height, scale);
            screen.draws([&] { ui::draw_help(screen.display()); });
            CAPTURE(size.width);
            CAPTURE(scale);
            check_no_overlap(visible_texts(screen));
            for (const auto& text : screen.record().texts) {
                CHECK(text.area.min.x >= 0);
                CHECK(text.area.max.x <= size.width);
            }
        }
}

TEST_CASE("every text has a colour whose contrast is checked") {
    for (const Theme theme : ui::themes) {
        FakeWorkspace workspace("mia");
        fill(workspace);
        HeadlessWindow window(workspace, 1280, 800, 1, theme);
        std::set<ui::Colour> known;
        for (const ui::TextOn& pair : ui::all_text_colours()) known.insert(pair.text);
        for (const auto& text : visible_texts(window.screen)) {
            CAPTURE(text.text);
            CHECK(known.count(text.colour) == 1);
        }
    }
}

TEST_CASE(
    "a narrower window hides the people, then the conversations, and a whisper keeps a button "
    "back") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    HeadlessWindow window(workspace);
    CHECK(window.screen.has("person:ann"));
    CHECK(window.screen.has("lobby"));
    window.screen.resize(960, 600);
    CHECK_FALSE(window.screen.has("person:ann"));
    CHECK(window.screen.has("lobby"));
    window.screen.resize(700, 600);
    CHECK_FALSE(window.screen.has("lobby"));
    CHECK_FALSE(window.screen.has("back"));
    workspace.open_whisper("ann");
    window.screen.frames(2);
    window.screen.click("back");
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK_FALSE(window.wanted<ui::OpenConversation>()[0].with.account);
}

TEST_CASE(
    "in a narrow window the people replace the messages until one is chosen or text is typed") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    HeadlessWindow window(workspace, 480, 360);
    CHECK_FALSE(window.screen.has("person:ann"));
    window.screen.click("people-toggle");
    CHECK(window.screen.has("person:ann"));
    window.screen.click("person:ann");
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].with.account == workspace.account("ann"));
    CHECK_FALSE(window.screen.has("person:ann"));
    CHECK(window.state.pane == Pane::composer);
    window.screen.press(KeyboardKey::k, with_ctrl);
    window.screen.frame();
    CHECK(window.state.pane == Pane::people);
    CHECK(window.screen.has("person:ann"));
    window.screen.type("x");
    CHECK_FALSE(window.screen.has("person:ann"));
    CHECK(window.typed() == "x");
}

TEST_CASE("the people can be hidden and shown again") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    HeadlessWindow window(workspace);
    window.screen.click("people-toggle");
    CHECK_FALSE(window.screen.has("person:ann"));
    window.screen.click("people-toggle");
    CHECK(window.screen.has("person:ann"));
}

TEST_CASE("the texts of the banner end before its button") {
    FakeWorkspace workspace("mia");
    workspace.lose_connection(std::string(500, 'w'), 12, std::nullopt);
    for (const Size& size : sizes) {
        HeadlessWindow window(workspace, size.width, size.height);
        const float button = window.screen.mark("retry").min.x;
        CHECK(window.screen.text("Server disconnected").area.max.x <= button);
        CHECK(window.screen.text("Reconnecting to").area.max.x <= button);
    }
}

TEST_SUITE_END();
