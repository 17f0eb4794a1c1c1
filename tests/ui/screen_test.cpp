// The whole window: everything in its place at every size, keys that work everywhere, dialogs that
// let nothing through.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "imgui-client/views/help.hpp"
#include "imgui-client/views/keys.hpp"
#include "imgui-client/views/screen.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Key;
using ui::Pane;
using ui::Rect;
using ui::Theme;

namespace {

struct Window {
    FakeWorkspace& workspace;
    UiDriver screen;
    ui::ScreenState state;
    ui::Intents intents;

    explicit Window(FakeWorkspace& of, float width = 1280, float height = 800, float scale = 1,
                    Theme theme = Theme::dark)
        : workspace(of), screen(width, height, scale, theme) {
        screen.draws(
            [this] {
                for (ui::Intent& intent : ui::draw_screen(workspace.view_state(), state))
                    intents.push_back(std::move(intent));
            },
            UiDriver::Root::none);
    }
    template <class Wanted>
    std::vector<Wanted> wanted() const {
        std::vector<Wanted> result;
        for (const ui::Intent& intent : intents)
            if (const auto* one = std::get_if<Wanted>(&intent)) result.push_back(*one);
        return result;
    }
    template <class Wanted>
    std::size_t count() const {
        return wanted<Wanted>().size();
    }
    std::string typed() const { return std::string(state.composer.field.editor.text().view()); }
};

/// A window full of everything: long names, unread whispers, a lost link.
void fill(FakeWorkspace& workspace) {
    for (const char* name : {"ann", "Ada Lovelace", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
                             "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"}) {
        workspace.person_joins(name);
        workspace.whispers(name, "mia", "a word");
    }
    workspace.person_leaves("ann");
    workspace.lose_connection("The server closed the connection without a word of why.", 3, 4);
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

/// Where the columns of a window of this width begin and end.
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

TEST_SUITE_BEGIN("screen");

// ---- places

TEST_CASE("no text overlaps another or leaves its column at any size and scale") {
    for (const Size& size : sizes)
        for (const float scale : scales)
            for (const bool whispering : {false, true}) {
                FakeWorkspace workspace("mia");
                fill(workspace);
                if (whispering) workspace.open_whisper("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW");
                Window window(workspace, size.width, size.height, scale);
                CAPTURE(size.width);
                CAPTURE(scale);
                CAPTURE(whispering);
                const Texts texts = visible_texts(window.screen);
                CHECK_FALSE(texts.empty());
                check_no_overlap(texts);
                check_columns(texts, size.width);
            }
}

TEST_CASE("the list of keys fits into the window at any size and scale") {
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

TEST_CASE("everything that is written has a colour whose contrast is checked") {
    for (const Theme theme : {Theme::dark, Theme::light}) {
        FakeWorkspace workspace("mia");
        fill(workspace);
        Window window(workspace, 1280, 800, 1, theme);
        std::set<ui::Colour> known;
        for (const ui::TextOn& pair : ui::all_text_colours()) known.insert(pair.text);
        for (const auto& text : visible_texts(window.screen)) {
            CAPTURE(text.text);
            CHECK(known.count(text.colour) == 1);
        }
    }
}

TEST_CASE("a narrow window drops the people, then the conversations, and keeps a way back") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Window window(workspace);
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
    CHECK_FALSE(window.wanted<ui::OpenConversation>()[0].account);
}

TEST_CASE("in a narrow window the people replace the messages while they are asked for") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Window window(workspace, 480, 360);
    CHECK_FALSE(window.screen.has("person:ann"));
    window.screen.click("people-toggle");
    CHECK(window.screen.has("person:ann"));
    window.screen.click("person:ann");
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].account == workspace.account("ann"));
    CHECK_FALSE(window.screen.has("person:ann"));
    CHECK(window.state.pane == Pane::composer);
    window.screen.press(Key::k, with_ctrl);
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
    Window window(workspace);
    window.screen.click("people-toggle");
    CHECK_FALSE(window.screen.has("person:ann"));
    window.screen.click("people-toggle");
    CHECK(window.screen.has("person:ann"));
}

// ---- focus

TEST_CASE("F6 goes through all parts of the window and comes back to the input") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    std::vector<Pane> way;
    for (int i = 0; i < 4; ++i) {
        window.screen.press(Key::f6);
        way.push_back(window.state.pane);
    }
    CHECK(way == std::vector{Pane::conversations, Pane::messages, Pane::people, Pane::composer});
}

TEST_CASE("F6 passes by what is hidden") {
    FakeWorkspace workspace("mia");
    Window window(workspace, 480, 360);
    window.screen.press(Key::f6);
    CHECK(window.state.pane == Pane::messages);
    window.screen.press(Key::f6);
    CHECK(window.state.pane == Pane::composer);
}

TEST_CASE("what is typed goes into the input wherever the focus was, and the first letter too") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    for (const Pane pane : {Pane::conversations, Pane::messages, Pane::people}) {
        window.state.pane = pane;
        window.screen.type("hi");
        CHECK(window.state.pane == Pane::composer);
    }
    CHECK(window.typed() == "hihihi");
}

TEST_CASE("what is pasted goes into the input wherever the focus was") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    window.state.pane = Pane::people;
    window.screen.paste("two words");
    CHECK(window.typed() == "two words");
}

TEST_CASE("Escape closes the list of keys, then leaves the pane, then the whisper") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.open_whisper("ann");
    Window window(workspace);
    window.screen.press(Key::f6);
    window.screen.press(Key::f1);
    CHECK(window.state.help);
    window.screen.press(Key::escape);
    CHECK_FALSE(window.state.help);
    CHECK(window.state.pane == Pane::conversations);
    window.screen.press(Key::escape);
    CHECK(window.state.pane == Pane::composer);
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.press(Key::escape);
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK_FALSE(window.wanted<ui::OpenConversation>()[0].account);
}

TEST_CASE("Ctrl+K chooses a person by keyboard alone") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Window window(workspace);
    window.state.header.people_shown = false;
    window.screen.press(Key::k, with_ctrl);
    window.screen.press(Key::down);
    window.screen.press(Key::enter);
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].account == workspace.account("ann"));
    CHECK(window.state.pane == Pane::composer);
}

TEST_CASE("Enter in the list of people sends nothing that stands in the input") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Window window(workspace);
    window.screen.type("half a thought");
    window.screen.press(Key::k, with_ctrl);
    window.screen.press(Key::enter);
    CHECK(window.count<ui::SendMessage>() == 0);
    CHECK(window.typed() == "half a thought");
}

// ---- keys that work everywhere

TEST_CASE("keys tell what is wanted wherever the focus is") {
    FakeWorkspace workspace("mia");
    for (const Pane pane : {Pane::composer, Pane::messages, Pane::people, Pane::conversations}) {
        Window window(workspace);
        window.state.pane = pane;
        window.screen.press(Key::l, with_ctrl);
        window.screen.press(Key::equal, with_ctrl);
        window.screen.press(Key::equal, with_ctrl_shift);
        window.screen.press(Key::minus, with_ctrl);
        window.screen.press(Key::zero, with_ctrl);
        window.screen.press(Key::q, with_ctrl);
        REQUIRE(window.count<ui::SetTheme>() == 1);
        CHECK(window.wanted<ui::SetTheme>()[0].theme == Theme::light);
        const auto wanted = window.wanted<ui::SetScale>();
        REQUIRE(wanted.size() == 4);
        CHECK(wanted[0].scale.value() == doctest::Approx(1.1f));
        CHECK(wanted[1].scale.value() == doctest::Approx(1.1f));
        CHECK(wanted[2].scale.value() == doctest::Approx(0.9f));
        CHECK_FALSE(wanted[3].scale);
        CHECK(window.count<ui::Quit>() == 1);
        CHECK(window.intents.size() == 6);
    }
}

TEST_CASE("Alt with up and down walks through the conversations and stops at both ends") {
    FakeWorkspace workspace("mia");
    workspace.whispers("ann", "mia", "a");
    workspace.whispers("zoe", "mia", "z");
    Window window(workspace);
    const auto last = [&] { return window.wanted<ui::OpenConversation>().back().account; };
    window.screen.press(Key::up, with_alt);
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.press(Key::down, with_alt);
    CHECK(last() == workspace.account("ann"));
    workspace.open_whisper("ann");
    window.screen.press(Key::down, with_alt);
    CHECK(last() == workspace.account("zoe"));
    workspace.open_whisper("zoe");
    window.screen.press(Key::down, with_alt);
    CHECK(window.count<ui::OpenConversation>() == 2);
    workspace.open_whisper("ann");
    window.screen.press(Key::up, with_alt);
    CHECK_FALSE(last());
}

TEST_CASE("Ctrl+E brings back the refused message that came last") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    window.screen.press(Key::e, with_ctrl);
    CHECK(window.count<ui::EditRefused>() == 0);
    const MessageId first = workspace.posts_without_receipt("one"),
                    second = workspace.posts_without_receipt("two");
    workspace.refuse(first, "Not now.");
    workspace.refuse(second, "Not now.");
    window.state.pane = Pane::messages;
    window.screen.press(Key::e, with_ctrl);
    CHECK(window.state.pane == Pane::composer);
    REQUIRE(window.count<ui::EditRefused>() == 1);
    CHECK(window.wanted<ui::EditRefused>()[0].id == second);
}

TEST_CASE("every key of the list of keys is shown by F1") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    window.screen.press(Key::f1);
    window.screen.frame();
    for (const ui::KeyHelp& line : ui::key_help()) {
        CHECK(window.screen.shows(line.keys.view()));
        CHECK(window.screen.shows(line.what.view()));
    }
    window.screen.press(Key::f1);
    CHECK_FALSE(window.state.help);
}

TEST_CASE("in a small window the list of keys scrolls to its end by key and by wheel") {
    const std::string last(ui::key_help().back().what.view());
    UiDriver screen(480, 360, 2);
    screen.draws([&] { ui::draw_help(screen.display()); });
    CHECK_FALSE(screen.shows(last));
    for (std::size_t i = 0; i < ui::key_help().size(); ++i) screen.press(Key::page_down);
    CHECK(screen.shows(last));
    screen.hover_at({200, 250});
    screen.wheel(1000);
    CHECK_FALSE(screen.shows(last));
    CHECK(screen.shows(ui::key_help().front().what.view()));
    screen.wheel(-1000);
    CHECK(screen.shows(last));
}

// ---- the link

TEST_CASE("a lost connection is reported with the next attempt and can be retried at once") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    CHECK_FALSE(window.screen.has("retry"));
    window.screen.press(Key::r, with_ctrl);
    CHECK(window.count<ui::ReconnectNow>() == 0);
    workspace.lose_connection("Connection refused.", 3, 4);
    window.screen.frames(2);
    CHECK(window.screen.shows("Server disconnected."));
    CHECK(window.screen.shows("Reconnecting to 127.0.0.1:5000 — attempt 3, next in 4 s"));
    CHECK(window.screen.shows("Reconnecting…"));
    window.screen.click("retry");
    window.screen.press(Key::r, with_ctrl);
    CHECK(window.count<ui::ReconnectNow>() == 2);
    workspace.reconnect();
    window.screen.frames(2);
    CHECK_FALSE(window.screen.shows("Server disconnected."));
    CHECK(window.screen.shows("Online"));
}

TEST_CASE("the banner's words end before its button") {
    FakeWorkspace workspace("mia");
    workspace.lose_connection(std::string(500, 'w'), 12, std::nullopt);
    for (const Size& size : sizes) {
        Window window(workspace, size.width, size.height);
        const float button = window.screen.mark("retry").min.x;
        CHECK(window.screen.text("Server disconnected").area.max.x <= button);
        CHECK(window.screen.text("Reconnecting to").area.max.x <= button);
    }
}

TEST_CASE("the screen changes by itself only for the caret and for the countdown") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    window.screen.advance(6);
    CHECK_FALSE(ui::next_change(workspace.view_state(), window.state));
    workspace.lose_connection("Connection refused.", 1, 3);
    CHECK(ui::next_change(workspace.view_state(), window.state) == 1);
    workspace.lose_connection("Connection refused.", 1, std::nullopt);
    CHECK_FALSE(ui::next_change(workspace.view_state(), window.state));
    window.screen.type("a");
    CHECK(ui::next_change(workspace.view_state(), window.state) < 1);
    window.screen.advance(6);
    CHECK_FALSE(ui::next_change(workspace.view_state(), window.state));
}

// ---- the left column

TEST_CASE("the left column says where one is, what is unread and who one is") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.whispers("ann", "mia", "one");
    workspace.whispers("ann", "mia", "two");
    Window window(workspace);
    CHECK(window.screen.shows("ROOMS"));
    CHECK(window.screen.shows("WHISPERS"));
    CHECK(window.screen.text("2").area.max.x < 260);
    CHECK(window.screen.text("Online").area.max.x < 260);
    window.screen.click("whisper:ann");
    workspace.open_whisper("ann");
    window.screen.click("lobby");
    const auto wanted = window.wanted<ui::OpenConversation>();
    REQUIRE(wanted.size() == 2);
    CHECK(wanted[0].account == workspace.account("ann"));
    CHECK_FALSE(wanted[1].account);
}

TEST_CASE("the buttons below do what they say") {
    FakeWorkspace workspace("mia");
    Window window(workspace);
    window.screen.click("quit");
    CHECK(window.count<ui::Quit>() == 1);
    window.screen.click("theme");
    REQUIRE(window.count<ui::SetTheme>() == 1);
    CHECK(window.wanted<ui::SetTheme>()[0].theme == Theme::light);
    window.screen.click("help");
    CHECK(window.state.help);
    window.screen.frame();
    window.screen.click("close-help");
    CHECK_FALSE(window.state.help);
    window.screen.hover("quit");
    window.screen.frames(3);
    CHECK(window.screen.shows("Leave (Ctrl+Q)"));
}

TEST_CASE("hundreds of whispers scroll, and only those that can be seen are drawn") {
    FakeWorkspace workspace("mia");
    for (int i = 100; i < 400; ++i)
        workspace.whispers("friend " + std::to_string(i), "mia", "hello");
    Window window(workspace);
    CHECK(window.screen.has("whisper:friend 100"));
    CHECK_FALSE(window.screen.has("whisper:friend 399"));
    const auto marks = window.screen.record().marks;
    CHECK(std::ranges::count_if(
              marks, [](const auto& mark) { return mark.first.starts_with("whisper:"); }) < 30);
    window.state.pane = Pane::conversations;
    window.screen.press(Key::end);
    window.screen.press(Key::enter);
    CHECK(window.screen.has("whisper:friend 399"));
    REQUIRE(window.count<ui::OpenConversation>() == 1);
    CHECK(window.wanted<ui::OpenConversation>()[0].account == workspace.account("friend 399"));
    window.screen.hover("whisper:friend 399");
    window.screen.wheel(10'000);
    CHECK(window.screen.has("whisper:friend 100"));
}

TEST_CASE("the bars of both lists are two") {
    FakeWorkspace workspace("mia");
    for (int i = 100; i < 200; ++i) {
        workspace.person_joins("friend " + std::to_string(i));
        workspace.whispers("friend " + std::to_string(i), "mia", "hello");
    }
    Window window(workspace);
    const Rect bar = window.screen.mark("people-bar");
    window.screen.drag({bar.centre().x, bar.min.y + 5}, {bar.centre().x, bar.max.y});
    CHECK(window.screen.has("person:friend 199"));
    CHECK(window.screen.has("whisper:friend 100"));
    CHECK_FALSE(window.screen.has("whisper:friend 199"));
}

// ---- dialogs

TEST_CASE("under the connect dialog nothing gets keys or clicks") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Window window(workspace);
    const ImVec2 person = window.screen.mark("person:ann").centre();
    const ImVec2 theme = window.screen.mark("theme").centre();
    workspace.show_connect_dialog("127.0.0.1", "mia");
    window.screen.frames(2);
    window.screen.click_at(person);
    window.screen.click_at(theme);
    window.screen.type("no");
    window.screen.press(Key::f6);
    window.screen.press(Key::k, with_ctrl);
    CHECK(window.typed().empty());
    CHECK(window.state.pane == Pane::composer);
    CHECK(window.count<ui::OpenConversation>() == 0);
    CHECK(window.count<ui::SetTheme>() == 0);
}

TEST_CASE("under the connect dialog one can still leave and change size and colours") {
    FakeWorkspace workspace("mia");
    workspace.show_connect_dialog("127.0.0.1", "mia");
    Window window(workspace);
    window.screen.press(Key::q, with_ctrl);
    window.screen.press(Key::l, with_ctrl);
    window.screen.press(Key::equal, with_ctrl);
    CHECK(window.count<ui::Quit>() == 1);
    CHECK(window.count<ui::SetTheme>() == 1);
    CHECK(window.count<ui::SetScale>() == 1);
}

TEST_CASE("under the list of keys nothing gets keys or clicks") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Window window(workspace);
    const ImVec2 quit = window.screen.mark("quit").centre();
    window.screen.press(Key::f1);
    window.screen.frames(2);
    window.screen.type("no");
    window.screen.press(Key::enter);
    CHECK(window.typed().empty());
    window.screen.click_at(quit);
    CHECK(window.count<ui::Quit>() == 0);
    CHECK_FALSE(window.state.help);
    window.screen.type("yes");
    CHECK(window.typed() == "yes");
}

TEST_CASE("before the first connect there is only the dialog") {
    ui::ViewState view_state;
    view_state.connect.open = true;
    ui::ScreenState state;
    UiDriver screen;
    screen.draws([&] { ui::draw_screen(view_state, state); }, UiDriver::Root::none);
    CHECK_FALSE(screen.has("lobby"));
    CHECK_FALSE(screen.shows("ONLINE"));
    CHECK_FALSE(screen.record().texts.empty());
}

TEST_CASE("one can leave while there is neither a dialog nor anything to show") {
    const ui::ViewState view_state;
    ui::ScreenState state;
    ui::Intents intents;
    UiDriver screen;
    screen.draws(
        [&] {
            for (ui::Intent& intent : ui::draw_screen(view_state, state))
                intents.push_back(std::move(intent));
        },
        UiDriver::Root::none);
    screen.press(Key::q, with_ctrl);
    REQUIRE(intents.size() == 1);
    CHECK(std::holds_alternative<ui::Quit>(intents[0]));
}

TEST_CASE("Escape closes a message's menu and leaves the whisper as it is") {
    FakeWorkspace workspace("ada");
    workspace.person_joins("grace");
    workspace.whispers("grace", "ada", "psst");
    workspace.open_whisper("grace");
    Window window(workspace);
    window.screen.right_click_at(window.screen.text("psst").area.centre());
    CHECK(window.screen.shows("Copy text"));
    window.intents.clear();
    window.screen.press(Key::escape);
    CHECK_FALSE(window.screen.shows("Copy text"));
    CHECK(window.count<ui::OpenConversation>() == 0);
    window.screen.press(Key::escape);
    CHECK(window.count<ui::OpenConversation>() == 1);
}

TEST_SUITE_END();
