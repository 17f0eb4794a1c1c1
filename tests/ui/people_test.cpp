// The list of people: order, choice by mouse and keyboard, cost with ten thousand people.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "imgui-client/views/people.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::KeyboardKey;
using ui::Rect;

namespace {

/// The right column alone, at its width in the window.
struct Column {
    UiDriver screen{232, 600};
    ui::PeopleState state;
    ui::Intents intents;
    bool focused = false;

    explicit Column(FakeWorkspace& workspace)
        : Column([&workspace] { return workspace.view_state(); }) {}
    explicit Column(std::function<ui::ViewState()> view_state) {
        screen.draws([this, view_state = std::move(view_state)] {
            const ui::ViewState now = view_state();
            ui::draw_people(now, screen.display(), focused, state, intents);
        });
    }
    std::vector<Account> wanted() const {
        std::vector<Account> accounts;
        for (const ui::Intent& intent : intents)
            accounts.push_back(std::get<ui::OpenConversation>(intent).with.account.value());
        return accounts;
    }
    float top_of(std::string_view text) const { return screen.text(text).area.min.y; }
};

/// Returns a name of 32 wide characters that begins with `first`.
std::string wide_name(const std::string& first) {
    std::string name = first;
    for (int i = 0; i < 31; ++i) name += "漢";
    return name;
}

Account numbered(std::uint32_t number) {
    Account account;
    for (std::size_t i = 0; i < 4; ++i)
        account.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return account;
}

/// Many people without a model, which the view must not need.
struct Crowd {
    std::vector<Person> online, offline;
    ui::ViewState view_state;

    explicit Crowd(std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            online.push_back({numbered(i), "person " + std::to_string(i)});
        view_state.online = &online;
        view_state.offline = &offline;
    }
};

}  // namespace

TEST_SUITE_BEGIN("people");

TEST_CASE("a person who moves under the resting mouse takes no click at once") {
    FakeWorkspace workspace("mia");
    for (const char* name : {"bob", "dan"}) workspace.person_joins(name);
    Column column(workspace);
    const ImVec2 second = column.screen.mark("person:bob").centre();
    column.screen.hover_at(second);
    column.screen.advance(5);
    workspace.person_joins("ann");
    column.screen.frame();
    REQUIRE(column.screen.mark("person:ann").has(second));
    column.screen.click_at(second);
    CHECK(column.wanted().empty());
    column.screen.advance(0.6);
    column.screen.click_at(second);
    CHECK(column.wanted() == std::vector{workspace.account("ann")});
}

TEST_CASE("online people are listed with the own name first, offline people below") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.person_joins("zoe");
    workspace.person_joins("dennis");
    workspace.whispers("dennis", "mia", "bye");
    workspace.person_leaves("dennis");
    Column column(workspace);
    CHECK(column.screen.shows("ONLINE — 3"));
    CHECK(column.screen.shows("OFFLINE — 1"));
    CHECK(column.top_of("mia (you)") < column.top_of("ann"));
    CHECK(column.top_of("ann") < column.top_of("zoe"));
    CHECK(column.top_of("zoe") < column.top_of("OFFLINE"));
    CHECK(column.top_of("OFFLINE") < column.top_of("dennis"));
}

TEST_CASE("the heading OFFLINE is absent while the list is empty") {
    FakeWorkspace workspace("mia");
    Column column(workspace);
    CHECK(column.screen.shows("ONLINE — 1"));
    CHECK_FALSE(column.screen.shows("OFFLINE"));
}

TEST_CASE("a click on a name starts a whisper with that account") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.person_joins("dennis");
    workspace.whispers("dennis", "mia", "bye");
    workspace.person_leaves("dennis");
    Column column(workspace);
    column.screen.click("person:ann");
    column.screen.click("person:dennis");
    column.screen.click("person:mia");
    CHECK(column.wanted() ==
          std::vector{workspace.account("ann"), workspace.account("dennis"), workspace.me()});
}

TEST_CASE("the row under the mouse offers to whisper") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Column column(workspace);
    CHECK_FALSE(column.screen.shows("Whisper"));
    column.screen.hover("person:ann");
    CHECK(column.screen.count("Whisper") == 1);
}

TEST_CASE("the keyboard reaches every person and stops at both ends") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    workspace.person_joins("zoe");
    Column column(workspace);
    column.focused = true;
    column.screen.press(KeyboardKey::enter);
    column.screen.press(KeyboardKey::down);
    column.screen.press(KeyboardKey::enter);
    column.screen.press(KeyboardKey::end);
    column.screen.press(KeyboardKey::down);
    column.screen.press(KeyboardKey::keypad_enter);
    column.screen.press(KeyboardKey::home);
    column.screen.press(KeyboardKey::up);
    column.screen.press(KeyboardKey::enter);
    CHECK(column.wanted() == std::vector{workspace.me(), workspace.account("ann"),
                                         workspace.account("zoe"), workspace.me()});
}

TEST_CASE("the list ignores keys without the focus") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("ann");
    Column column(workspace);
    column.screen.press(KeyboardKey::down);
    column.screen.press(KeyboardKey::enter);
    CHECK(column.intents.empty());
    CHECK(column.state.selection.row == 0);
}

TEST_CASE("the selection stays on a person while others come and go") {
    FakeWorkspace workspace("mia");
    workspace.person_joins("bob");
    workspace.person_joins("zoe");
    Column column(workspace);
    column.focused = true;
    column.screen.press(KeyboardKey::down);
    workspace.person_joins("ann");
    column.screen.press(KeyboardKey::enter);
    workspace.person_leaves("ann");
    column.screen.press(KeyboardKey::enter);
    CHECK(column.wanted() == std::vector{workspace.account("bob"), workspace.account("bob")});
}

TEST_CASE("only the visible ones of ten thousand people are drawn") {
    const Crowd crowd(10'000);
    Column column([&] { return crowd.view_state; });
    CHECK(column.screen.shows("ONLINE — 10000"));
    CHECK(column.screen.record().texts.size() < 60);
    CHECK(column.screen.record().marks.size() < 30);
}

TEST_CASE("the last of ten thousand people is reached by key, wheel and bar") {
    const Crowd crowd(10'000);
    Column column([&] { return crowd.view_state; });
    column.focused = true;
    column.screen.press(KeyboardKey::end);
    CHECK(column.screen.has("person:person 9999"));
    column.screen.press(KeyboardKey::home);
    CHECK(column.screen.has("person:person 0"));
    column.screen.hover_at({100, 300});
    column.screen.wheel(-1'000'000);
    CHECK(column.screen.has("person:person 9999"));
    column.screen.wheel(1'000'000);
    CHECK(column.screen.has("person:person 0"));
    const Rect lane = column.screen.mark("people-bar");
    column.screen.drag({lane.centre().x, lane.min.y + 5}, {lane.centre().x, lane.max.y + 50});
    CHECK(column.screen.has("person:person 9999"));
    column.screen.click("person:person 9999");
    CHECK(column.wanted() == std::vector{numbered(9999)});
}

TEST_CASE("a room of ten thousand members is listed, and only the visible ones are drawn") {
    Crowd crowd(10'000);
    ui::MemberLists members{true, {}, crowd.online};
    members.online.push_back({numbered(20'000), "first"});
    crowd.view_state.members = &members;
    Column column([&] { return crowd.view_state; });
    CHECK(column.screen.shows("ONLINE — 1"));
    CHECK(column.screen.shows("OFFLINE — 10000"));
    CHECK(column.screen.record().marks.size() < 30);
    column.focused = true;
    column.screen.press(KeyboardKey::end);
    column.screen.press(KeyboardKey::enter);
    CHECK(column.wanted() == std::vector{numbered(9999)});
}

TEST_CASE("the list shows people again when most of them left while it was scrolled down") {
    Crowd crowd(10'000);
    Column column([&] { return crowd.view_state; });
    column.focused = true;
    column.screen.press(KeyboardKey::end);
    crowd.online.resize(3);
    column.screen.frames(2);
    CHECK(column.screen.has("person:person 0"));
    column.screen.press(KeyboardKey::enter);
    CHECK(column.wanted() == std::vector{numbered(2)});
}

TEST_CASE("names of 32 wide characters are truncated in the column and complete in a tooltip") {
    FakeWorkspace workspace(wide_name("字"));
    workspace.person_joins(wide_name("語"));
    Column column(workspace);
    for (const auto& text : column.screen.record().texts) {
        CHECK(text.area.max.x <= 232);
        CHECK(text.text.view().find(wide_name("語")) == std::string::npos);
    }
    CHECK(column.screen.count("…") == 2);
    column.screen.hover("person:" + wide_name("語"));
    column.screen.frames(3);
    CHECK(column.screen.shows(wide_name("語")));
}

TEST_CASE("two people with equal names have two rows") {
    Crowd crowd(2);
    crowd.online[0].name = crowd.online[1].name = "same";
    Column column([&] { return crowd.view_state; });
    CHECK(column.screen.count("same") == 2);
    column.screen.click("person:same");
    column.screen.click_at({60, 63});
    CHECK(column.wanted() == std::vector{numbered(1), numbered(0)});
}

TEST_SUITE_END();
