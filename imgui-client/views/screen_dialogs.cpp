#include "imgui-client/views/screen_dialogs.hpp"

#include <utility>

#include "imgui-client/connect/connect_dialog.hpp"
#include "imgui-client/views/help.hpp"
#include "imgui-client/views/keys.hpp"
#include "imgui-client/views/screen_panes.hpp"
#include "imgui-client/views/settings_dialog.hpp"

namespace indaba::ui {

void begin_layer(const char* name, const Rect& all, ImGuiWindowFlags more) {
    ImGui::SetNextWindowPos(all.min);
    ImGui::SetNextWindowSize({all.width(), all.height()});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0f);
    ImGui::Begin(name, nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav | more);
    ImGui::PopStyleVar(3);
}

Dialog open_dialog(const ViewState& view_state, const ScreenState& state) {
    if (state.help) return Dialog::help;
    if (view_state.connect.open) return Dialog::connect;
    if (state.settings) return Dialog::settings;
    return state.rooms.is_open() ? Dialog::rooms : Dialog::none;
}

void draw_dialog(Dialog dialog, const ViewState& view_state, const Rect& all, ScreenState& state,
                 Intents& intents) {
    switch (dialog) {
        case Dialog::none:
            return;
        case Dialog::help:
            begin_layer("help", all);
            state.help = draw_help(all);
            break;
        case Dialog::connect:
            begin_layer("connect", all);
            draw_connect(view_state, all, state.connect, intents);
            break;
        case Dialog::settings:
            begin_layer("settings", all);
            if (!draw_settings(view_state, all, *state.settings, intents)) state.settings.reset();
            break;
        case Dialog::rooms:
            begin_layer("rooms", all);
            state.rooms.draw(view_state, all, intents);
            focus_composer_after_choice(intents, state);
            break;
    }
    ImGui::End();
}

void open_asked_dialogs(const ViewState& view_state, Dialog dialog, ScreenState& state,
                        Intents& intents) {
    const auto command = pressed_command();
    if (std::exchange(state.sidebar.create_asked, false))
        state.rooms.create(view_state, "", intents);
    const bool settings_asked = std::exchange(state.sidebar.settings_asked, false);
    const bool settings_key = command == Command::settings && view_state.model;
    if (dialog == Dialog::settings && settings_key)
        state.settings.reset();
    else if (dialog == Dialog::none && (settings_asked || settings_key))
        state.settings = begin_settings(view_state);
    const bool help_asked = std::exchange(state.sidebar.help_asked, false);
    if (dialog != Dialog::help && (help_asked || command == Command::help)) state.help = true;
}

}  // namespace indaba::ui
