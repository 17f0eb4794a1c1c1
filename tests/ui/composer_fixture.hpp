#pragma once
/// The composer without a window around it, for its tests.
#include <string>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/views/composer.hpp"
#include "tests/ui/ui_driver.hpp"

namespace indaba::test {

/// The composer at the bottom of a window, and all intents that it returned.
struct Composing {
    explicit Composing(float width = 788, float height = 600, float scale = 1)
        : screen(width, height, scale) {
        view_state.connection.state = ui::ConnectionStatus::State::ready;
        screen.draws([this] { draw(); });
    }
    void draw() {
        const ui::Rect all = screen.display();
        const float width = all.width() - 40;
        const float high = ui::composer_height(view_state, state, width, all.height());
        area = {{20, all.max.y - 18 - high}, {20 + width, all.max.y - 18}};
        clicked |= ui::draw_composer(view_state, area, focused, state, wanted);
    }

    UiDriver screen;
    ui::ViewState view_state;
    ui::ComposerState state;
    ui::Intents wanted;
    ui::Rect area{};
    bool focused = true, clicked = false;

    void whisper_to(const std::string& name, bool online = true) {
        view_state.whisper_to = Account{};
        view_state.whisper_to_name = name;
        view_state.whisper_to_online = online;
        screen.frames(2);
    }
    void draft(const std::string& text) {
        view_state.draft = text;
        ++view_state.draft_version;
        screen.frames(2);
    }
    void say(const std::string& text) {
        screen.type(text);
        screen.press(ui::KeyboardKey::enter);
    }
    std::string text() const { return state.field.editor.text(); }

    template <class Wanted>
    std::vector<Wanted> all() const {
        std::vector<Wanted> result;
        for (const ui::Intent& each : wanted)
            if (const auto* one = std::get_if<Wanted>(&each)) result.push_back(*one);
        return result;
    }
    std::vector<std::string> said() const {
        std::vector<std::string> result;
        for (const auto& each : all<ui::SendMessage>()) result.push_back(each.text);
        return result;
    }
    std::string last_draft() const {
        const auto drafts = all<ui::ChangeDraft>();
        return drafts.empty() ? "none" : drafts.back().text;
    }
};

}  // namespace indaba::test
