#pragma once
/// A headless window over a fake workspace: draws the whole screen and collects its intents. For
/// tests of the screen and of views that need the screen around them.
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "imgui-client/views/screen.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

namespace indaba::test {

struct HeadlessWindow {
    FakeWorkspace& workspace;
    UiDriver screen;
    ui::ScreenState state;
    ui::Intents intents;

    explicit HeadlessWindow(FakeWorkspace& of, float width = 1280, float height = 800,
                            float scale = 1, ui::Theme theme = ui::Theme::dark)
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
    std::string typed() const { return state.composer.field.editor.text(); }
};

}  // namespace indaba::test
