#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Rect;

namespace {

/// The workspace's lobby with only some of its pages.
struct Pages {
    client::Model& model;
    client::ConversationState so_far{model.find(lobby)->conversation};
    ui::Timeline timeline{};

    void come(std::uint64_t from, std::uint64_t to) {
        const client::HeldEntries& all = model.find(lobby)->held;
        std::vector<Entry> entries;
        for (std::uint64_t number = from; number <= to; ++number)
            entries.push_back(*all.find(number));
        so_far.held.add(*all.hash_at(from - 1), entries);
        timeline.update_from(so_far);
    }
};

}  // namespace

TEST_SUITE_BEGIN("messages");

TEST_CASE("at the end the newest message stays in sight") {
    Reading ada;
    ada.workspace.say_many(500);
    ada.begin();
    ada.workspace.says("grace", "the newest");
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the newest"));
    CHECK(ada.view().at_end());
}

TEST_CASE("messages in sight do not move when newer ones arrive") {
    Reading ada;
    ada.workspace.say_many(500);
    ada.workspace.says("grace", "keep your eyes here");
    ada.workspace.say_many(5);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(2);
    ada.screen.frames(2);
    const float before = ada.y_of("keep your eyes here");
    for (int i = 0; i < 30; ++i) {
        ada.workspace.says("linus", lines(i % 7 + 1));
        ada.screen.frame();
        CHECK(ada.y_of("keep your eyes here") == before);
    }
}

TEST_CASE("messages in sight do not move when older pages arrive") {
    Reading ada;
    ada.workspace.say_many(600);
    Pages pages{ada.workspace.model()};
    pages.come(401, 600);
    ada.timeline = &pages.timeline;
    ada.begin();
    CHECK(ada.wanted<ui::LoadOlder>().empty());
    ada.screen.hover_at({400, 300});
    while (ada.wanted<ui::LoadOlder>().empty()) ada.screen.wheel(10);
    CHECK(ada.wanted<ui::LoadOlder>()[0].conversation == lobby);
    ada.screen.wheel(-3);
    ada.screen.wheel(1000);
    CHECK(ada.screen.shows("Loading earlier messages"));
    const float before = ada.y_of("no. (401)");
    for (const std::uint64_t first : {301u, 120u, 1u}) {
        pages.come(first, pages.timeline.first_number() - 1);
        ada.screen.frame();
        CHECK(ada.y_of("no. (401)") == before);
    }
    ada.intents.clear();
    ada.screen.wheel(100'000);
    CHECK(ada.screen.shows("This is the beginning of #lobby."));
    CHECK(ada.screen.shows("no. (1)"));
    CHECK(ada.wanted<ui::LoadOlder>().empty());
}

TEST_CASE("the line in sight stays when the window becomes narrower") {
    Reading ada;
    ada.workspace.say_many(300, "A line that is long enough to be broken in a narrow window, no.");
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(30);
    const std::string first(ada.screen.text("A line").text.view());
    const float before = ada.y_of(first);
    ada.screen.resize(420, 600);
    ada.screen.frames(2);
    CHECK(ada.screen.count("no. (") < 12);
    ada.screen.resize(800, 600);
    ada.screen.frames(2);
    CHECK(ada.y_of(first) == before);
}

TEST_CASE("the first display starts at the unread line if the rest does not fit") {
    Reading ada;
    ada.workspace.says("grace", "was read");
    ada.workspace.read_to_here();
    ada.workspace.say_many(100);
    ada.begin();
    CHECK(ada.screen.shows("100 new messages"));
    CHECK(ada.screen.shows("no. (2)"));
    CHECK_FALSE(ada.view().at_end());
    CHECK(ada.wanted<ui::MarkRead>().empty());
    ada.screen.click("new-pill");
    ada.screen.frames(2);
    REQUIRE(ada.wanted<ui::MarkRead>().size() == 1);
    CHECK(ada.wanted<ui::MarkRead>()[0].number == 101);
}

TEST_CASE("the first display without a read position shows the end") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    CHECK(ada.view().at_end());
    CHECK(ada.screen.shows("no. (300)"));
}

TEST_CASE("the pill counts messages that arrive out of sight, and scrolls to them") {
    Reading ada;
    ada.workspace.say_many(300);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(10);
    CHECK_FALSE(ada.view().at_end());
    for (int i = 0; i < 3; ++i) ada.workspace.says("grace", "news " + std::to_string(i));
    ada.screen.frames(2);
    CHECK(ada.screen.shows("3 new"));
    ada.screen.click("new-pill");
    CHECK(ada.view().at_end());
    CHECK(ada.screen.shows("news 2"));
    CHECK_FALSE(ada.screen.has("new-pill"));
}

TEST_CASE("the keys scroll to every message") {
    Reading ada;
    ada.workspace.says("grace", "the very first");
    ada.workspace.say_many(400);
    ada.focused = true;
    ada.begin();
    CHECK_FALSE(ada.screen.shows("the very first"));
    ada.screen.press(KeyboardKey::home);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the very first"));
    CHECK(ada.screen.shows("This is the beginning of #lobby."));
    ada.screen.press(KeyboardKey::page_down);
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("the very first"));
    ada.screen.press(KeyboardKey::page_up);
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the very first"));
    ada.screen.press(KeyboardKey::end);
    ada.screen.frames(2);
    CHECK(ada.view().at_end());
}

TEST_CASE("the scroll bar reaches both ends") {
    Reading ada;
    ada.workspace.says("grace", "the very first");
    ada.workspace.say_many(5000);
    ada.begin();
    const Rect thumb = ada.screen.mark("scrollbar");
    ada.screen.drag(thumb.centre(), {thumb.centre().x, 0});
    ada.screen.frames(2);
    CHECK(ada.screen.shows("the very first"));
    ada.screen.drag(ada.screen.mark("scrollbar").centre(), {thumb.centre().x, 600});
    ada.screen.frames(2);
    CHECK(ada.view().at_end());
}

TEST_CASE("the scroll bar's thumb follows the mouse from where it was grabbed") {
    Reading ada;
    ada.workspace.say_many(100);
    ada.begin();
    ada.screen.hover_at({400, 300});
    ada.screen.wheel(40);
    ada.screen.frames(2);
    const Rect thumb = ada.screen.mark("scrollbar");
    const ImVec2 edge{thumb.centre().x, thumb.min.y + 2};
    ada.screen.drag(edge, {edge.x, edge.y + 100});
    ada.screen.frames(2);
    CHECK(ada.screen.mark("scrollbar").min.y > thumb.min.y + 90);
    CHECK(ada.screen.mark("scrollbar").min.y < thumb.min.y + 110);
}

TEST_CASE("a click beside the scroll bar's thumb scrolls one page") {
    Reading ada;
    ada.workspace.say_many(1000);
    ada.begin();
    CHECK(ada.screen.shows("no. (1000)"));
    const Rect thumb = ada.screen.mark("scrollbar");
    ada.screen.click_at({thumb.centre().x, 5});
    ada.screen.frames(2);
    CHECK_FALSE(ada.screen.shows("no. (1000)"));
    CHECK(ada.screen.shows("no. (98"));
    ada.screen.click_at({thumb.centre().x, 595});
    ada.screen.frames(2);
    CHECK(ada.view().at_end());
}

TEST_SUITE_END();
