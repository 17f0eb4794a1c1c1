#include "tests/ui/ui_driver.hpp"

#include <doctest/doctest.h>

#include "tests/ui/scenes.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Rect;

namespace {

const Rect place{{100, 100}, {200, 140}};

}  // namespace

TEST_SUITE_BEGIN("headless driver");

TEST_CASE("a mark can be clicked, and the click is told once") {
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

TEST_CASE("two clicks are no double click, and a double click is one") {
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

TEST_CASE("what was drawn can be read, and what was clipped away is not seen") {
    UiDriver screen(400, 300);
    screen.draws([] {
        ui::paint::text({10, 10}, ui::Style::body, ui::palette().text, "seen");
        ui::paint::text({10, 1000}, ui::Style::body, ui::palette().text, "below the window");
    });
    CHECK(screen.shows("seen"));
    CHECK(screen.count("seen") == 1);
    CHECK_FALSE(screen.shows("below"));
    CHECK(screen.text("seen").place.min.x == 10);
}

TEST_CASE("keys and characters arrive once") {
    UiDriver screen(400, 300);
    int enters = 0, selects = 0;
    std::size_t typed = 0;
    screen.draws([&] {
        const bool enter = ui::compat::key_pressed(ui::Key::enter);
        enters += enter && ImGui::GetIO().KeyShift ? 1 : 0;
        selects += ui::compat::key_pressed(ui::Key::a) && ImGui::GetIO().KeyCtrl ? 1 : 0;
        typed += static_cast<std::size_t>(ImGui::GetIO().InputQueueCharacters.Size);
    });
    screen.press(ui::Key::enter, with_shift);
    screen.press(ui::Key::enter);
    screen.press(ui::Key::a, with_ctrl);
    screen.type("hé👋");
    CHECK(enters == 1);
    CHECK(selects == 1);
    CHECK(typed == 3);
}

TEST_CASE("the clipboard is the driver's own") {
    UiDriver screen(400, 300);
    std::string pasted;
    screen.draws([&] {
        if (ui::compat::key_pressed(ui::Key::v) && ImGui::GetIO().KeyCtrl)
            pasted = ui::compat::clipboard();
    });
    screen.paste("two\nlines");
    CHECK(pasted == "two\nlines");
    ui::compat::set_clipboard("copied");
    CHECK(screen.clipboard() == "copied");
}

TEST_CASE("time goes on by what it is told") {
    UiDriver screen(400, 300);
    screen.draws([] {});
    const double before = ImGui::GetTime();
    screen.frame();
    CHECK(ImGui::GetTime() - before == doctest::Approx(1.0 / 60));
    screen.advance(5);
    CHECK(ImGui::GetTime() - before == doctest::Approx(5 + 1.0 / 60));
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("stage");

TEST_CASE("a stage is joined and ready, alone") {
    Stage stage("ada");
    CHECK(stage.model().link() == client::Link::ready);
    const ui::Scene& scene = stage.scene();
    REQUIRE(scene.here->size() == 1);
    CHECK(scene.here->front().name == "ada");
    CHECK(scene.stream->size() == 0);
}

TEST_CASE("what happens on a stage is in its scene") {
    Stage stage("ada");
    stage.comes("grace");
    stage.says("grace", "hi");
    stage.whispers("grace", "ada", "psst");
    const MessageId waiting = stage.waits("not yet");
    const ui::Scene& scene = stage.scene();
    CHECK(scene.here->size() == 2);
    REQUIRE(scene.stream->size() == 3);
    CHECK(scene.stream->row(0).kind == ui::Row::Kind::presence);
    CHECK(scene.stream->row(1) == ui::Row{ui::Row::Kind::entry, 1});
    CHECK(scene.stream->row(2).kind == ui::Row::Kind::whisper);
    REQUIRE(scene.whispers->size() == 1);
    CHECK(scene.whispers->front().unread == 1);
    CHECK(scene.model->outbox().size() == 1);
    stage.receipt(waiting);
    CHECK(stage.scene().model->outbox().empty());
    CHECK(stage.scene().stream->last_number() == 2);
}

TEST_CASE("a stage survives a lost link") {
    Stage stage("ada");
    stage.comes("grace");
    stage.says("grace", "hi");
    stage.lose("The server did not answer.", 2, 4);
    CHECK(stage.scene().model->link() == client::Link::offline);
    const MessageId waiting = stage.waits("meanwhile");
    stage.come_back();
    stage.receipt(waiting);
    CHECK(stage.scene().model->link() == client::Link::ready);
    CHECK(stage.scene().stream->last_number() == 2);
    CHECK(stage.scene().here->size() == 2);
}

TEST_CASE("a refused post can be edited again") {
    Stage stage("ada");
    stage.refuse(stage.waits("no"), "Not this.");
    REQUIRE(stage.scene().stream->refused().size() == 1);
    CHECK(stage.scene().stream->refused()[0].sentence == "Not this.");
}

TEST_CASE("a long history is quickly told") {
    Stage stage("ada");
    stage.say_many(1000);
    CHECK(stage.scene().stream->last_number() == 1000);
    CHECK(stage.scene().stream->size() == 1000);
}

TEST_SUITE_END();
