#pragma once
/// The message view of "ada" on a headless screen; shared by the tests of the message view.
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "imgui-client/messages/messages_view.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

namespace indaba::test {

/// A message view with the workspace that it displays and all intents that it returned.
struct Reading {
    FakeWorkspace workspace{"ada"};
    UiDriver screen{800, 600};
    std::map<ConversationId, ui::MessagesView> views;
    ui::Intents intents;
    bool window_focused = true;
    bool focused = false;
    const ui::Timeline* timeline = nullptr;  // replaces the workspace's
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
        const ui::Rect& place = screen.text(text).visible;
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

/// Returns "row 1" to "row COUNT", each on a line.
inline std::string lines(int count) {
    std::string text;
    for (int i = 1; i <= count; ++i) text += "row " + std::to_string(i) + "\n";
    text.pop_back();
    return text;
}

}  // namespace indaba::test
