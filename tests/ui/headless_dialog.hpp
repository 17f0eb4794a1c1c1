#pragma once
/// The connect dialog over an empty window without a display, and what it asks for. For tests of
/// the dialog's cards.
#include <string>
#include <variant>
#include <vector>

#include "imgui-client/connect/connect_dialog.hpp"
#include "tests/ui/ui_driver.hpp"

namespace indaba::test {

/// The dialog over an empty window, and all its intents.
struct HeadlessDialog {
    explicit HeadlessDialog(const std::string& server = "", const std::string& name = "",
                            float width = 1280, float height = 800, float scale = 1)
        : screen(width, height, scale) {
        view_state.connect.open = true;
        view_state.connect.server = server;
        view_state.connect.name = name;
        view_state.connect.version = 1;
        screen.draws([this] { ui::draw_connect(view_state, screen.display(), state, wanted); });
    }

    UiDriver screen;
    ui::ViewState view_state;
    ui::ConnectState state;
    ui::Intents wanted;

    std::string server() const { return state.server.editor.text(); }
    std::string port() const { return state.port.editor.text(); }
    std::string name() const { return state.name.editor.text(); }

    /// Returns "server name" for each attempt to join.
    std::vector<std::string> joined() const {
        std::vector<std::string> result;
        for (const ui::Intent& each : wanted)
            if (const auto* one = std::get_if<ui::ConnectToServer>(&each))
                result.push_back(one->server + " " + one->name);
        return result;
    }
    bool cancelled() const {
        for (const ui::Intent& each : wanted)
            if (std::holds_alternative<ui::CancelConnect>(each)) return true;
        return false;
    }
    void fill(ui::TextField& field, const std::string& text) {
        field.editor.clear();
        state.focus = &field == &state.server ? 0 : &field == &state.port ? 1 : 2;
        screen.type(text);
    }
    void connecting() {
        view_state.connect.failed.clear();
        view_state.connect.name_error.clear();
        view_state.connect.connecting = true;
        screen.frames(2);
    }
    void fails(const std::string& why) {
        connecting();
        view_state.connect.connecting = false;
        view_state.connect.failed = why;
        screen.frames(2);
    }
    void name_refused(const std::string& why) {
        connecting();
        view_state.connect.connecting = false;
        view_state.connect.name_error = why;
        screen.frames(2);
    }
};

}  // namespace indaba::test
