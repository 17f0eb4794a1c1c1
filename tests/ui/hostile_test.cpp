// Hostile texts and names of peers: the screen never freezes, texts never overlap, and forged lines
// are recognisable.
#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/views/screen.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;
using ui::Rect;
using Text = ui::paint::Record::Text;

namespace {

std::string times(const std::string& text, std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

/// Returns whether two areas overlap by more than a shared edge or the overhang of a letter.
bool clash(const Rect& one, const Rect& other) {
    const float across = std::min(one.max.x, other.max.x) - std::max(one.min.x, other.min.x);
    const float down = std::min(one.max.y, other.max.y) - std::max(one.min.y, other.min.y);
    return across > 2 && down > 3;
}

/// Returns whether the text belongs to the pill, which lies over the messages on its own surface.
bool floats(const UiDriver& screen, const Text& text) {
    return screen.has("new-pill") && screen.mark("new-pill").has(text.area.centre());
}

/// Returns "one / other" for the first two texts that overlap.
std::string overlapping(const UiDriver& screen) {
    std::vector<const Text*> texts;
    for (const Text& text : screen.record().texts)
        if (!floats(screen, text)) texts.push_back(&text);
    for (std::size_t i = 0; i < texts.size(); ++i)
        for (std::size_t k = i + 1; k < texts.size(); ++k)
            if (clash(texts[i]->visible, texts[k]->visible))
                return std::string(texts[i]->text.view()) + " / " +
                       std::string(texts[k]->text.view());
    return {};
}

/// The time limit of one frame; sanitizers get a factor.
constexpr double frame_budget_ms = 100 * INDABA_SLOWNESS;

/// Returns processor time, so that a busy machine does not slow a frame.
double cpu_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// The whole screen of "ada".
struct HostileDesk {
    explicit HostileDesk(float width = 1280, float height = 800, float scale = 1)
        : screen(width, height, scale) {}

    FakeWorkspace workspace{"ada"};
    UiDriver screen;
    ui::ScreenState state;
    const ui::ViewState* view_state = nullptr;
    ui::Intents intents;
    double slowest_ms = 0;  // of the frames after the first
    bool first = true;

    void draw() {
        const double begun = cpu_ms();
        const ui::Intents wanted = ui::draw_screen(*view_state, state);
        if (!std::exchange(first, false)) slowest_ms = std::max(slowest_ms, cpu_ms() - begun);
        intents.insert(intents.end(), wanted.begin(), wanted.end());
    }
    void look() {
        view_state = &workspace.view_state();
        screen.draws([this] { draw(); }, UiDriver::Root::none);
        screen.frames(2);
    }
};

struct Hostile {
    std::string what;
    std::string text;
};

std::vector<Hostile> hostile_texts() {
    return {
        {"16 KiB without a space", times("x", limit::body)},
        {"16 KiB of wide letters", times("W", limit::body)},
        {"10,000 line breaks", times("\n", 10'000)},
        {"8,000 lines", times("a\n", 8'000)},
        {"a combining tower", "e" + times("\u0301", 8'000)},
        {"towers on every letter", times("Z\u0310\u0301\u0302\u0303\u0304\u0305\u0306", 700)},
        {"bidi overrides", times("\u202e\u2066abc\u202d", 1'000)},
        {"private use", times("\ue000\uf8ff\uf008\U000f0000", 1'000)},
        {"zero width", times("\u200b\u200d\ufeff\u2060", 1'000)},
        {"CJK without a space", times("漢", 5'000)},
        {"four thousand emoji", times("😀🎉", 2'000)},
        {"controls", std::string("a\x1b[31m\x07\x00\x7f\x08 b", 12)},
        {"no UTF-8", times("\xff\xc0\x80\xed\xa0\x80", 1'000)},
        {"tabs", times("\t", 4'000)},
        {"a long link", "https://example.org/" + times("a/", 8'000)},
    };
}

}  // namespace

TEST_SUITE_BEGIN("hostile peers");

TEST_CASE("no text of a peer freezes the screen or overlaps another text") {
    for (const Hostile& hostile : hostile_texts()) {
        CAPTURE(hostile.what);
        HostileDesk ada;
        ada.workspace.person_joins("mallory");
        ada.workspace.says("grace", "before");
        ada.workspace.says("mallory", hostile.text);
        ada.workspace.whispers("mallory", "ada", hostile.text);
        ada.workspace.says("grace", "after");
        ada.look();
        CHECK(ada.screen.shows("after"));
        CHECK(overlapping(ada.screen) == "");
        for (int page = 0; page < 30; ++page) {
            ada.screen.hover_at({640, 400});
            ada.screen.wheel(5);
        }
        CHECK(overlapping(ada.screen) == "");
        CHECK(ada.slowest_ms < frame_budget_ms);
    }
}

TEST_CASE("texts of peers are drawn without controls, overrides and private characters") {
    for (const Hostile& hostile : hostile_texts()) {
        CAPTURE(hostile.what);
        HostileDesk ada;
        ada.workspace.says("mallory", hostile.text);
        ada.look();
        const std::string seen = ada.screen.texts();
        for (const char* bad :
             {"\x1b", "\x07", "\u202e", "\u2066", "\u202d", "\ue000", "\uf8ff", "\U000f0000"})
            CHECK(seen.find(bad) == std::string::npos);
    }
}

TEST_CASE("a peer cannot forge a line of somebody else") {
    HostileDesk ada;
    ada.workspace.person_joins("mallory");
    ada.workspace.person_joins("grace");
    ada.workspace.says("grace", "what grace says");
    ada.workspace.says("mallory", "mine\ngrace  09:15\nforged\n\n\ngrace\nforged too");
    ada.look();
    // Real names have the style and colour of names; the forged ones are in the column of texts.
    const Text& said = ada.screen.text("mine");
    const Text& forged = ada.screen.text("grace  09:15");
    CHECK(forged.area.min.x == said.area.min.x);
    CHECK(forged.colour == said.colour);
    CHECK(forged.colour != ui::name_colour(ada.workspace.account("grace")));
}

TEST_CASE("names of 32 wide characters stay inside of their areas") {
    for (const float width : {1280.0F, 900.0F, 640.0F}) {
        CAPTURE(width);
        HostileDesk ada(width, 700);
        for (const std::string& name : {times("漢", 32), times("W", 32), times("😀", 32)}) {
            ada.workspace.person_joins(name);
            ada.workspace.says(name, "hi");
            ada.workspace.whispers(name, "ada", "psst");
        }
        ada.look();
        CHECK(overlapping(ada.screen) == "");
        ada.workspace.open_whisper(times("W", 32));
        ada.look();
        CHECK(overlapping(ada.screen) == "");
        CHECK(ada.screen.shows("psst"));
    }
}

TEST_CASE("500 people can be listed, scrolled and whispered to") {
    HostileDesk ada;
    for (int i = 0; i < 500; ++i) ada.workspace.person_joins("p" + std::to_string(1000 + i));
    ada.look();
    CHECK(ada.screen.shows("501"));
    CHECK(ada.screen.shows("p1000"));
    CHECK(overlapping(ada.screen) == "");
    ada.screen.hover("person:p1000");
    for (int i = 0; i < 1000; ++i) ada.screen.wheel(-10);
    CHECK(ada.screen.shows("p1499"));
    ada.screen.click("person:p1499");
    const auto talks = std::ranges::count_if(ada.intents, [&](const ui::Intent& intent) {
        const auto* talk = std::get_if<ui::OpenConversation>(&intent);
        return talk && talk->with.account == ada.workspace.account("p1499");
    });
    CHECK(talks == 1);
}

TEST_CASE("every state is drawn without overlap at every size and scale") {
    for (const float scale : {1.0F, 1.5F, 2.0F}) {
        for (const float width : {1600.0F, 1280.0F, 900.0F, 640.0F}) {
            CAPTURE(scale);
            CAPTURE(width);
            HostileDesk ada(width * scale, 640 * scale, scale);
            busy_morning(ada.workspace);
            ada.look();
            CHECK(overlapping(ada.screen) == "");
            ada.workspace.lose_connection("The server at 127.0.0.1:5000 refused the connection.", 3,
                                          4);
            ada.workspace.refuse(ada.workspace.posts_without_receipt("no"),
                                 "The server refused this.");
            ada.workspace.posts_without_receipt("waiting", "dennis");
            ada.look();
            CHECK(overlapping(ada.screen) == "");
            CHECK(ada.screen.shows("Server disconnected."));
        }
    }
}

TEST_SUITE_END();
