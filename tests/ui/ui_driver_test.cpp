#include "tests/ui/ui_driver.hpp"

#include <doctest/doctest.h>

#include "tests/ui/fake_workspace.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Rect;

namespace {

const Rect place{{100, 100}, {200, 140}};

}  // namespace

TEST_SUITE_BEGIN("headless driver");

TEST_CASE("a click on a mark is reported once") {
    UiDriver screen(400, 300);
    int clicks = 0;
    screen.draws([&] { clicks += ui::press_area("join", place).clicked ? 1 : 0; });
    CHECK(screen.has("join"));
    CHECK_FALSE(screen.has("leave"));
    screen.click("join");
    CHECK(clicks == 1);
    screen.click_at({10, 10});
    CHECK(clicks == 1);
    CHECK_THROWS(screen.click("leave"));
}

TEST_CASE("two clicks are not a double click, and double_click() is one") {
    UiDriver screen(400, 300);
    int clicks = 0, double_clicks = 0, right_clicks = 0;
    screen.draws([&] {
        const ui::Press press = ui::press_area("join", place);
        clicks += press.clicked ? 1 : 0;
        double_clicks += ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) ? 1 : 0;
        right_clicks += press.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right) ? 1 : 0;
    });
    screen.click("join");
    screen.click("join");
    CHECK(clicks == 2);
    CHECK(double_clicks == 0);
    screen.double_click("join");
    CHECK(double_clicks == 1);
    screen.right_click("join");
    CHECK(right_clicks == 1);
}

TEST_CASE("drawn text can be read, clipped text cannot") {
    UiDriver screen(400, 300);
    screen.draws([] {
        ui::paint::text({10, 10}, ui::TextStyle::body, ui::palette().text, ui::ours("seen"));
        ui::paint::text({10, 1000}, ui::TextStyle::body, ui::palette().text,
                        ui::ours("below the window"));
    });
    CHECK(screen.shows("seen"));
    CHECK(screen.count("seen") == 1);
    CHECK_FALSE(screen.shows("below"));
    CHECK(screen.text("seen").area.min.x == 10);
}

TEST_CASE("each key and character arrives once") {
    UiDriver screen(400, 300);
    int enters = 0, selects = 0;
    std::size_t typed = 0;
    screen.draws([&] {
        const bool enter = ui::compat::key_pressed(ui::KeyboardKey::enter);
        enters += enter && ImGui::GetIO().KeyShift ? 1 : 0;
        selects += ui::compat::key_pressed(ui::KeyboardKey::a) && ImGui::GetIO().KeyCtrl ? 1 : 0;
        typed += ui::compat::typed_characters().size();
    });
    screen.press(ui::KeyboardKey::enter, with_shift);
    screen.press(ui::KeyboardKey::enter);
    screen.press(ui::KeyboardKey::a, with_ctrl);
    screen.type("hé👋");
    CHECK(enters == 1);
    CHECK(selects == 1);
    CHECK(typed == 3);
}

TEST_CASE("the driver has a clipboard of its own") {
    UiDriver screen(400, 300);
    std::string pasted;
    screen.draws([&] {
        if (ui::compat::key_pressed(ui::KeyboardKey::v) && ImGui::GetIO().KeyCtrl)
            pasted = ui::compat::clipboard();
    });
    screen.paste("two\nlines");
    CHECK(pasted == "two\nlines");
    ui::compat::set_clipboard("copied");
    CHECK(screen.clipboard() == "copied");
}

TEST_CASE("the time advances by the duration that the test sets") {
    UiDriver screen(400, 300);
    screen.draws([] {});
    const double before = ImGui::GetTime();
    screen.frame();
    CHECK(ImGui::GetTime() - before == doctest::Approx(1.0 / 60));
    screen.advance(5);
    CHECK(ImGui::GetTime() - before == doctest::Approx(5 + 1.0 / 60));
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("fake workspace");

TEST_CASE("a fake workspace starts joined, ready and alone") {
    FakeWorkspace workspace("ada");
    CHECK(workspace.model().connection_state() == client::ConnectionState::ready);
    const ui::ViewState& view_state = workspace.view_state();
    REQUIRE(view_state.online->size() == 1);
    CHECK(view_state.online->front().name == "ada");
    CHECK(view_state.timeline->size() == 0);
}

TEST_CASE("events of a fake workspace appear in its view state") {
    FakeWorkspace workspace("ada");
    workspace.person_joins("grace");
    workspace.says("grace", "hi");
    workspace.whispers("grace", "ada", "psst");
    const MessageId waiting = workspace.posts_without_receipt("not yet");
    const ui::ViewState& view_state = workspace.view_state();
    CHECK(view_state.online->size() == 2);
    REQUIRE(view_state.timeline->size() == 3);
    CHECK(view_state.timeline->row(0).kind == ui::Row::Kind::presence);
    CHECK(view_state.timeline->row(1) == ui::Row{ui::Row::Kind::entry, {1, 0}});
    CHECK(view_state.timeline->row(2).kind == ui::Row::Kind::whisper);
    REQUIRE(view_state.whispers->size() == 1);
    CHECK(view_state.whispers->front().unread == 1);
    CHECK(view_state.model->outbox().size() == 1);
    workspace.receipt(waiting);
    CHECK(workspace.view_state().model->outbox().empty());
    CHECK(workspace.view_state().timeline->last_number() == 2);
}

TEST_CASE("a fake workspace survives a lost connection") {
    FakeWorkspace workspace("ada");
    workspace.person_joins("grace");
    workspace.says("grace", "hi");
    workspace.lose_connection("The server did not answer.", 2, 4);
    CHECK(workspace.view_state().model->connection_state() == client::ConnectionState::offline);
    const MessageId waiting = workspace.posts_without_receipt("meanwhile");
    workspace.reconnect();
    workspace.receipt(waiting);
    CHECK(workspace.view_state().model->connection_state() == client::ConnectionState::ready);
    CHECK(workspace.view_state().timeline->last_number() == 2);
    CHECK(workspace.view_state().online->size() == 2);
}

TEST_CASE("a refused post can be edited again") {
    FakeWorkspace workspace("ada");
    workspace.refuse(workspace.posts_without_receipt("no"), "Not this.");
    REQUIRE(workspace.view_state().timeline->refused().size() == 1);
    CHECK(workspace.view_state().timeline->refused()[0].sentence == "Not this.");
}

TEST_CASE("a long history is built quickly") {
    FakeWorkspace workspace("ada");
    workspace.say_many(1000);
    CHECK(workspace.view_state().timeline->last_number() == 1000);
    CHECK(workspace.view_state().timeline->size() == 1000);
}

TEST_SUITE_END();
