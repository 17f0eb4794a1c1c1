// The message view: nothing moves under who reads, and everything says what it is.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "imgui-client/messages/messages_view.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Key;
using ui::Rect;

namespace {

struct Reading {
    FakeWorkspace workspace{"ada"};
    UiDriver screen{800, 600};
    std::map<ConversationId, ui::MessagesView> views;
    ui::Intents intents;
    bool window_focused = true;
    bool focused = false;
    const ui::Timeline* timeline = nullptr;  // instead of the workspace's
    std::uint64_t names = 0;

    void begin() {
        screen.draws([this] {
            ui::ViewState view_state = workspace.view_state();
            view_state.window_focused = window_focused;
            view_state.names_version = names;
            if (timeline) view_state.timeline = timeline;
            ui::Intents now;
            views.try_emplace(view_state.open)
                .first->second.draw(view_state, screen.display(), focused, now);
            for (const ui::Intent& intent : now) carry_out(intent);
        });
    }
    void carry_out(const ui::Intent& intent) {
        client::Effects effects;
        if (const auto* read = std::get_if<ui::MarkRead>(&intent))
            workspace.model().mark_read(read->conversation, read->number, {}, effects);
        intents.push_back(intent);
    }
    const ui::MessagesView& view() { return views.at(workspace.view_state().open); }
    float y_of(std::string_view text) const { return screen.text(text).area.min.y; }
    void click_text(std::string_view text) {
        const Rect& place = screen.text(text).visible;
        screen.click_at({place.min.x + 4, place.centre().y});
    }
    template <class Wanted>
    std::vector<Wanted> wanted() const {
        std::vector<Wanted> found;
        for (const ui::Intent& intent : intents)
            if (const auto* one = std::get_if<Wanted>(&intent)) found.push_back(*one);
        return found;
    }
};

/// The workspace's lobby, of which only some pages have come so far.
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

/// While this lives, local time is nine hours ahead of UTC.
struct FarEast {
    FarEast() { set("JST-9"); }
    ~FarEast() { set(before.empty() ? nullptr : before.c_str()); }
    FarEast(const FarEast&) = delete;
    FarEast& operator=(const FarEast&) = delete;
    static void set(const char* zone) {
        if (zone)
            setenv("TZ", zone, 1);
        else
            unsetenv("TZ");
        tzset();
    }
    std::string before = getenv("TZ") ? getenv("TZ") : "";
};

std::string lines(int count) {
    std::string text;
    for (int i = 1; i <= count; ++i) text += "row " + std::to_string(i) + "\n";
    text.pop_back();
    return text;
}

}  // namespace

TEST_SUITE("messages") {
    TEST_CASE("at the end the newest line is always seen") {
        Reading ada;
        ada.workspace.say_many(500);
        ada.begin();
        ada.workspace.says("grace", "the newest");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("the newest"));
        CHECK(ada.view().at_end());
    }

    TEST_CASE("what is read does not move when more is said below") {
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

    TEST_CASE("what is read does not move when older pages come above") {
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

    TEST_CASE("the line one reads stays when the window becomes narrower") {
        Reading ada;
        ada.workspace.say_many(300,
                               "A line that is long enough to be broken in a narrow window, no.");
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

    TEST_CASE("who comes back to more than fits begins where they stopped reading") {
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

    TEST_CASE("somebody new begins at the end") {
        Reading ada;
        ada.workspace.say_many(300);
        ada.begin();
        CHECK(ada.view().at_end());
        CHECK(ada.screen.shows("no. (300)"));
    }

    TEST_CASE("sending scrolls to the end") {
        Reading ada;
        ada.workspace.say_many(300);
        ada.begin();
        ada.screen.hover_at({400, 300});
        ada.screen.wheel(100);
        ada.workspace.posts_without_receipt("my answer");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("my answer"));
    }

    TEST_CASE("the pill counts what came while one read older lines, and leads to it") {
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

    TEST_CASE("the keys reach every line") {
        Reading ada;
        ada.workspace.says("grace", "the very first");
        ada.workspace.say_many(400);
        ada.focused = true;
        ada.begin();
        CHECK_FALSE(ada.screen.shows("the very first"));
        ada.screen.press(Key::home);
        ada.screen.frames(2);
        CHECK(ada.screen.shows("the very first"));
        CHECK(ada.screen.shows("This is the beginning of #lobby."));
        ada.screen.press(Key::page_down);
        ada.screen.frames(2);
        CHECK_FALSE(ada.screen.shows("the very first"));
        ada.screen.press(Key::page_up);
        ada.screen.frames(2);
        CHECK(ada.screen.shows("the very first"));
        ada.screen.press(Key::end);
        ada.screen.frames(2);
        CHECK(ada.view().at_end());
    }

    TEST_CASE("the scroll bar reaches begin and end") {
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

    TEST_CASE("the scroll bar's thumb is dragged where it was taken") {
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

    TEST_CASE("a click beside the scroll bar's thumb goes one page") {
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

    TEST_CASE("messages of one author within five minutes share a header") {
        Reading ada;
        ada.workspace.says("grace", "first thing");
        ada.workspace.says("grace", "second thing");
        ada.begin();
        CHECK(ada.screen.count("grace") == 1);
        ada.workspace.advance_time(6 * FakeWorkspace::minute);
        ada.workspace.says("grace", "much later");
        ada.screen.frames(2);
        CHECK(ada.screen.count("grace") == 2);
        ada.workspace.says("linus", "me too");
        ada.workspace.says("grace", "and again");
        ada.screen.frames(2);
        CHECK(ada.screen.count("grace") == 3);
    }

    TEST_CASE("a day line stands where the day turns") {
        Reading ada;
        ada.workspace.says("grace", "last week");
        ada.workspace.advance_time(7 * FakeWorkspace::day);
        ada.workspace.says("grace", "yesterday");
        ada.workspace.advance_time(FakeWorkspace::day);
        ada.workspace.says("grace", "today");
        ada.begin();
        CHECK(ada.screen.count("Yesterday, ") == 1);
        CHECK(ada.screen.count("Today, ") == 1);
        CHECK(ada.y_of("Today, ") > ada.y_of("yesterday"));
        CHECK(ada.y_of("Today, ") < ada.screen.text("today").area.min.y);
    }

    TEST_CASE("a day line stands also between two lines that are a moment apart") {
        const FarEast zone;
        Reading ada;
        ada.workspace.advance_time(14 * 60 * FakeWorkspace::minute + 59 * FakeWorkspace::minute +
                                   50'000 - 552 * FakeWorkspace::minute);
        ada.workspace.says("grace", "before midnight");
        ada.workspace.advance_time(20'000);
        ada.workspace.says("grace", "after midnight");
        ada.begin();
        CHECK(ada.screen.count("Yesterday, ") == 1);
        CHECK(ada.screen.count("Today, ") == 1);
        CHECK(ada.y_of("Today, ") > ada.y_of("before midnight"));
    }

    TEST_CASE("who takes another name has it at every line that is seen") {
        Reading ada;
        ada.workspace.person_joins("grace");
        ada.workspace.says("grace", "hello");
        ada.workspace.says("linus", "hi");
        ada.workspace.whispers("ada", "grace", "psst");
        ada.begin();
        CHECK(ada.screen.shows("whispers to grace"));
        ada.workspace.person_renames("grace", "hopper");
        ++ada.names;
        ada.screen.frames(2);
        CHECK(ada.screen.shows("whispers to hopper"));
        CHECK(ada.screen.shows("grace is now hopper"));
        CHECK(ada.y_of("hopper") < ada.y_of("hello"));
    }

    TEST_CASE("comings and goings are condensed when they are many") {
        Reading ada;
        for (const char* name : {"b", "c", "d", "e", "f"}) ada.workspace.person_joins(name);
        ada.begin();
        CHECK(ada.screen.shows("5 joined"));
        ada.workspace.person_leaves("b");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("5 joined, b left"));
    }

    TEST_CASE("the unread line stands before the first entry of others that was not read") {
        Reading ada;
        ada.workspace.says("grace", "was read");
        ada.workspace.read_to_here();
        ada.workspace.says("ada", "mine");
        ada.workspace.says("grace", "is new");
        ada.workspace.says("linus", "is new too");
        ada.begin();
        CHECK(ada.screen.shows("2 new messages"));
        CHECK(ada.y_of("2 new messages") > ada.y_of("mine"));
        CHECK(ada.y_of("2 new messages") < ada.y_of("is new"));
    }

    TEST_CASE("entries that arrive out of sight are marked as new, others are not") {
        Reading ada;
        ada.workspace.says("grace", "hello");
        ada.workspace.read_to_here();
        ada.begin();
        ada.workspace.says("grace", "seen at once");
        ada.screen.frames(2);
        CHECK_FALSE(ada.screen.shows("new message"));
        ada.window_focused = false;
        ada.workspace.says("grace", "behind the back");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("1 new message"));
        CHECK(ada.y_of("1 new message") > ada.y_of("seen at once"));
        ada.window_focused = true;
        ada.screen.frames(2);
        ada.workspace.says("grace", "while looking again");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("1 new message"));
    }

    TEST_CASE("MarkRead is emitted once, and only for entries in sight") {
        Reading ada;
        ada.workspace.says("grace", "hello");
        ada.window_focused = false;
        ada.begin();
        ada.screen.frames(3);
        CHECK(ada.wanted<ui::MarkRead>().empty());
        ada.window_focused = true;
        ada.screen.frames(3);
        REQUIRE(ada.wanted<ui::MarkRead>().size() == 1);
        CHECK(ada.wanted<ui::MarkRead>()[0].number == 1);
    }

    TEST_CASE("a long text is folded, and unfolded by a click") {
        Reading ada;
        ada.workspace.says("mallory", lines(400));
        ada.begin();
        CHECK(ada.screen.shows("Show all 400 lines"));
        CHECK_FALSE(ada.screen.shows("row 21"));
        const float before = ada.y_of("row 20");
        ada.click_text("Show all 400 lines");
        ada.screen.frames(2);
        CHECK(ada.y_of("row 20") == before);
        CHECK(ada.y_of("row 21") > before);
        ada.screen.wheel(-1000);
        CHECK(ada.screen.shows("row 400"));
        ada.click_text("Show less");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("Show all 400 lines"));
        CHECK_FALSE(ada.screen.shows("row 21"));
    }

    TEST_CASE("a text with thousands of lines says how many") {
        Reading ada;
        std::string text;
        for (int i = 0; i < 8000; ++i) text += "a\n";
        ada.workspace.says("mallory", text + "b");
        ada.begin();
        CHECK(ada.screen.shows("Show all 8,001 lines"));
    }

    TEST_CASE("a whisper says so, here and in its own view") {
        Reading ada;
        ada.workspace.person_joins("grace");
        ada.workspace.whispers("grace", "ada", "psst");
        ada.begin();
        CHECK(ada.screen.shows("whispers to you"));
        ada.workspace.open_whisper("grace");
        ada.workspace.whispers("ada", "grace", "pardon?");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("pardon?"));
    }

    TEST_CASE("an own post is displayed as pending until its receipt") {
        Reading ada;
        const MessageId id = ada.workspace.posts_without_receipt("on its way");
        ada.begin();
        CHECK(ada.screen.shows("waiting"));
        CHECK(ada.screen.count("on its way") == 1);
        ada.workspace.receipt(id);
        ada.screen.frames(2);
        CHECK_FALSE(ada.screen.shows("waiting"));
        CHECK(ada.screen.count("on its way") == 1);
    }

    TEST_CASE("a refused post says why, and can be edited or dismissed") {
        Reading ada;
        const MessageId id = ada.workspace.posts_without_receipt("no good");
        ada.workspace.refuse(id, "The text holds what no text may.");
        ada.begin();
        CHECK(ada.screen.shows("Not sent: The text holds what no text may."));
        ada.click_text("Edit and send again");
        REQUIRE(ada.wanted<ui::EditRefused>().size() == 1);
        CHECK(ada.wanted<ui::EditRefused>()[0].id == id);
        ada.click_text("Dismiss");
        CHECK(ada.wanted<ui::DismissRefused>().size() == 1);
    }

    TEST_CASE("a post that waited and is refused says so at once") {
        Reading ada;
        const MessageId id = ada.workspace.posts_without_receipt("no good");
        ada.workspace.posts_without_receipt("still on its way");
        ada.begin();
        CHECK(ada.screen.count("waiting") == 1);
        ada.workspace.refuse(id, "The text holds what no text may.");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("Not sent: The text holds what no text may."));
        CHECK(ada.screen.shows("Dismiss"));
        CHECK(ada.screen.count("ada") == 2);
        CHECK(ada.screen.count("waiting") == 1);
    }

    TEST_CASE("a link is opened by a click on it, and only a web address is one") {
        Reading ada;
        ada.workspace.says("grace",
                           "see https://example.org/a(b), not file:///etc/x or javascript:1");
        ada.begin();
        ada.click_text("https://example.org/a(b)");
        REQUIRE(ada.wanted<ui::OpenLink>().size() == 1);
        CHECK(ada.wanted<ui::OpenLink>()[0].url == "https://example.org/a(b)");
    }

    TEST_CASE("a click on an author whispers to them") {
        Reading ada;
        ada.workspace.says("grace", "hello");
        ada.begin();
        ada.click_text("grace");
        REQUIRE(ada.wanted<ui::OpenConversation>().size() == 1);
        CHECK(ada.wanted<ui::OpenConversation>()[0].account == ada.workspace.account("grace"));
    }

    TEST_CASE("a click on one's own name does nothing") {
        Reading ada;
        ada.workspace.says("ada", "hello");
        ada.begin();
        ada.click_text("ada");
        CHECK(ada.wanted<ui::OpenConversation>().empty());
    }

    TEST_CASE("a selection dragged below all lines ends with the last of them") {
        Reading ada;
        ada.workspace.says("grace", "alpha beta");
        ada.focused = true;
        ada.begin();
        const Rect from = ada.screen.text("alpha").area;
        ada.screen.drag({from.min.x + 1, from.centre().y}, {from.max.x + 300, 590});
        ada.screen.press(Key::c, with_ctrl);
        CHECK(ada.screen.clipboard() == "alpha beta");
    }

    TEST_CASE("a selection dragged out of the view takes the view along") {
        Reading ada;
        ada.workspace.say_many(300);
        ada.focused = true;
        ada.begin();
        const std::string first(ada.screen.text("no. (").text.view());
        const Rect from = ada.screen.text("no. (300)").area;
        ada.screen.drag({from.max.x + 5, from.centre().y}, {from.min.x, -40});
        CHECK_FALSE(ada.view().at_end());
        ada.screen.press(Key::c, with_ctrl);
        CHECK(ada.screen.clipboard().ends_with("no. (300)"));
        CHECK(ada.screen.clipboard().find(first) != std::string::npos);
        CHECK(ada.screen.clipboard().find(first) > 0);
    }

    TEST_CASE("what is selected over several messages is copied with who said it") {
        Reading ada;
        ada.workspace.says("grace", "alpha beta 🎈");
        ada.workspace.says("linus", "gamma delta");
        ada.focused = true;
        ada.begin();
        const Rect from = ada.screen.text("alpha").area, to = ada.screen.text("gamma").area;
        ada.screen.drag({from.min.x + 1, from.centre().y}, {to.max.x + 40, to.centre().y});
        ada.screen.press(Key::c, with_ctrl);
        const std::string& copied = ada.screen.clipboard();
        CHECK(copied.find("alpha beta 🎈\n") != std::string::npos);
        CHECK(copied.find("grace, ") == 0);
        CHECK(copied.find("linus, ") != std::string::npos);
        CHECK(copied.ends_with("gamma delta"));
    }

    TEST_CASE("a double click selects a word") {
        Reading ada;
        ada.workspace.says("grace", "alpha beta gamma");
        ada.focused = true;
        ada.begin();
        const Rect place = ada.screen.text("alpha").area;
        ada.screen.double_click_at({place.min.x + place.width() * 0.45f, place.centre().y});
        ada.screen.press(Key::c, with_ctrl);
        CHECK(ada.screen.clipboard() == "beta");
    }

    TEST_CASE("a right click offers to copy the text as it was said") {
        Reading ada;
        ada.workspace.says("grace", "two\nlines 🎈");
        ada.begin();
        ada.screen.right_click_at(ada.screen.text("two").area.centre());
        ada.screen.click("menu:0");
        CHECK(ada.screen.clipboard() == "two\nlines 🎈");
    }

    TEST_CASE("what this version cannot show is named") {
        Reading ada;
        ada.workspace.posts_unknown_kind("grace", "sealed");
        ada.begin();
        CHECK(ada.screen.shows("(this version cannot show it: sealed)"));
    }

    TEST_CASE("an empty conversation says so") {
        Reading ada;
        ada.begin();
        CHECK(ada.screen.shows("Nothing has been said here yet."));
        ada.workspace.open_whisper("grace");
        ada.screen.frames(2);
        CHECK(ada.screen.shows("Only you and grace can read this."));
    }

    TEST_CASE("by keys alone a message is chosen, copied, and its author whispered to") {
        Reading ada;
        ada.workspace.says("grace", "see https://example.org/x");
        ada.workspace.says("linus", "the last");
        ada.focused = true;
        ada.begin();
        ada.screen.press(Key::up);
        ada.screen.press(Key::c, with_ctrl);
        CHECK(ada.screen.clipboard() == "the last");
        ada.screen.press(Key::up);
        ada.screen.press(Key::enter);
        CHECK(ada.view().menu_open());
        CHECK(ada.screen.shows("Whisper to grace"));
        ada.screen.press(Key::down);
        ada.screen.press(Key::down);
        ada.screen.press(Key::enter);
        REQUIRE(ada.wanted<ui::OpenLink>().size() == 1);
        CHECK(ada.wanted<ui::OpenLink>()[0].url == "https://example.org/x");
        CHECK_FALSE(ada.view().menu_open());
        ada.screen.press(Key::enter);
        ada.screen.press(Key::escape);
        CHECK_FALSE(ada.view().menu_open());
    }

    TEST_CASE("the current message is always in sight") {
        Reading ada;
        for (int i = 0; i < 60; ++i) {
            ada.workspace.advance_time(6 * FakeWorkspace::minute);
            ada.workspace.says("grace", "line " + std::to_string(i) + ".\n" + lines(i % 5 + 1));
        }
        ada.focused = true;
        ada.begin();
        for (int i = 59; i >= 0; --i) {
            ada.screen.press(Key::up);
            ada.screen.frames(1);
            CHECK(ada.screen.shows("line " + std::to_string(i) + "."));
        }
        for (int i = 1; i < 60; ++i) {
            ada.screen.press(Key::down);
            ada.screen.frames(1);
            CHECK(ada.screen.shows("line " + std::to_string(i) + "."));
        }
    }

    TEST_CASE("after midnight no line is called today that is not, and a new name is everywhere") {
        Reading ada;
        ada.workspace.says("bob", "good evening");
        ada.begin();
        CHECK(ada.screen.shows("Today, "));
        ada.workspace.advance_time(FakeWorkspace::day);
        ada.screen.frames(2);
        CHECK_FALSE(ada.screen.shows("Today, "));
        CHECK(ada.screen.shows("Yesterday, "));
    }

    TEST_CASE("time and number of every line are told under the mouse") {
        Reading ada;
        ada.workspace.says("grace", "first");
        ada.workspace.says("grace", "second");
        ada.begin();
        const Rect place = ada.screen.text("second").area;
        ada.screen.hover_at({place.min.x - 30, place.centre().y});
        ada.screen.frames(3);
        CHECK(ada.screen.shows("number 2"));
    }
}
