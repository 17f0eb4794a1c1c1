#include "imgui-client/views/screen.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/views/banner.hpp"
#include "imgui-client/views/conversation_rows.hpp"
#include "imgui-client/views/help.hpp"
#include "imgui-client/views/keys.hpp"
#include "imgui-client/views/mouse_blocker.hpp"
#include "imgui-client/views/screen_dialogs.hpp"
#include "imgui-client/views/screen_go_to.hpp"
#include "imgui-client/views/screen_layout.hpp"
#include "imgui-client/views/screen_panes.hpp"
#include "imgui-client/views/search_bar.hpp"
#include "imgui-client/views/settings_dialog.hpp"
#include "imgui-client/widgets/field_menu.hpp"

namespace indaba::ui {
namespace {

// ---- views under a dialog

// ---- input

/// Returns true if text was typed or pasted: the composer gets it wherever the focus is.
bool typing_started() {
    const ImGuiIO& io = ImGui::GetIO();
    return !compat::typed_characters().empty() ||
           (io.KeyCtrl && !io.KeyAlt && compat::key_pressed(KeyboardKey::v));
}

// ---- keys that work everywhere

void step_conversation(const ViewState& view_state, int step, Intents& intents) {
    const ConversationRows rows(view_state);
    int next = rows.row_of(view_state.open) + step;
    if (next == rows.all_rooms()) next += step;  // no conversation
    if (next >= 0 && next < rows.size()) intents.push_back(OpenConversation{rows.opens(next)});
}

void scroll_messages(const ViewState& view_state, const ScreenLayout& layout, ScreenState& state,
                     Command command) {
    MessagesView& view = open_messages(view_state, state);
    const float page = std::max(px(40), layout.messages.height() - px(40));
    // The focused messages and found messages handle these two; a long draft scrolls as well.
    const bool scrolls_itself = state.pane == Pane::messages || state.pane == Pane::search ||
                                (state.pane == Pane::composer && state.composer.field.overflows);
    if (command == Command::page_up && !scrolls_itself) view.scroll_by(-page);
    if (command == Command::page_down && !scrolls_itself) view.scroll_by(page);
    if (command == Command::to_begin) view.scroll_to_begin();
    if (command == Command::to_end) view.scroll_to_end();
}

/// Runs a command that also works under a dialog.
void run_global_command(Command command, Intents& intents) {
    const auto tenth = [](float value) { return std::round(value * 10) / 10; };
    switch (command) {
        case Command::quit:
            return intents.push_back(Quit{});
        case Command::zoom_in:
            return intents.push_back(SetScale{tenth(scale() + 0.1f)});
        case Command::zoom_out:
            return intents.push_back(SetScale{tenth(scale() - 0.1f)});
        case Command::zoom_reset:
            return intents.push_back(SetScale{});
        case Command::toggle_theme:
            return intents.push_back(SetTheme{theme() == Theme::dark ? Theme::light : Theme::dark});
        default:
            return;
    }
}

/// Goes to the hit that is `step` hits older, in the conversation or among all messages.
void go_to_next(const ViewState& view_state, int step, ScreenState& state, Intents& intents) {
    if (!state.find.open) return go_to_found(view_state, state.search, step, intents);
    go_to_hit(view_state, state.find, step, open_messages(view_state, state), intents);
}

void run_command(Command command, const ViewState& view_state, const ScreenLayout& layout,
                 ScreenState& state, Intents& intents) {
    switch (command) {
        case Command::retry:
            if (view_state.connection.state == ConnectionStatus::State::lost)
                intents.push_back(ReconnectNow{});
            return;
        case Command::next_pane:
            return next_pane(view_state, layout, state);
        case Command::open_lobby:  // a focused composer closes the whisper itself
            if (state.pane == Pane::search) return hide_search(state, intents);
            close_find(state.find, intents);
            state.header.people_asked = false;
            return enter_pane(Pane::composer, view_state, state);
        case Command::search:
            return show_search(state);
        case Command::find:
            return show_find(view_state, state, intents);
        case Command::older_found:
            return go_to_next(view_state, 1, state, intents);
        case Command::newer_found:
            return go_to_next(view_state, -1, state, intents);
        case Command::focus_people:
            if (state.search.open) hide_search(state, intents);
            state.header.show_people(true);
            return enter_pane(Pane::people, view_state, state);
        case Command::show_rooms:
            return intents.push_back(ShowRooms{});
        case Command::room_menu:
            if (!view_state.whisper_to) state.header.menu.toggle();
            return;
        case Command::go_to:
            return open_go_to(view_state, state);
        case Command::previous_conversation:
            return step_conversation(view_state, -1, intents);
        case Command::next_conversation:
            return step_conversation(view_state, 1, intents);
        case Command::edit_refused:
            if (view_state.timeline && !view_state.timeline->refused().empty())
                intents.push_back(
                    EditRefused{view_state.open, view_state.timeline->refused().back().row.id});
            return;
        case Command::page_up:
        case Command::page_down:
        case Command::to_begin:
        case Command::to_end:
            return scroll_messages(view_state, layout, state, command);
        default:
            return run_global_command(command, intents);
    }
}

// ---- drawing

void draw_surfaces(const ScreenLayout& layout) {
    paint::box(layout.sidebar, palette().side);
    paint::box(layout.middle, palette().middle);
    if (layout.people.width() > 0) paint::box(layout.people, palette().side);
    if (layout.search.width() > 0) paint::box(layout.search, palette().side);
    if (!palette().high_contrast) return;  // there all surfaces are black
    const auto border = [](const Rect& area, float x) {
        if (area.width() > 0) paint::hairline({x, area.min.y}, {x, area.max.y}, palette().edge);
    };
    border(layout.sidebar, layout.sidebar.max.x - px(1));
    border(layout.people, layout.people.min.x);
    border(layout.search, layout.search.min.x);
}

template <class Draw>
void draw_clipped(const Rect& area, Draw draw) {
    if (area.width() < 1 || area.height() < 1) return;
    ImGui::PushClipRect(area.min, area.max, true);
    draw();
    ImGui::PopClipRect();
}

/// The pane that gets keys in this frame; empty while a dialog is open.
using FocusedPane = std::optional<Pane>;

void draw_middle(const ViewState& view_state, const ScreenLayout& layout, FocusedPane focus,
                 ScreenState& state, Intents& intents) {
    draw_clipped(layout.header,
                 [&] { draw_header(view_state, layout.header, state.header, intents); });
    draw_clipped(layout.banner,
                 [&] { draw_banner(view_state, layout.banner, layout.middle.height(), intents); });
    draw_clipped(layout.search_bar,
                 [&] { draw_search_bar(view_state, layout.search_bar, state.search, intents); });
    MessagesView& messages = open_messages(view_state, state);
    draw_clipped(layout.find_bar, [&] {
        const FindBarEnd end = draw_find_bar(view_state, layout.find_bar, focus == Pane::find,
                                             state.find, messages, intents);
        if (end.clicked) state.pane = Pane::find;
        if (end.closes) hide_find(state, intents);
    });
    messages.mark_found(present_hit(view_state, state));
    draw_clipped(layout.messages, [&] {
        const MouseBlocker mouse_blocker(state.composer.completion.is_under_mouse());
        messages.draw(view_state, layout.messages, focus == Pane::messages, intents);
    });
    if (const auto about = messages.take_composed_about()) {
        compose_about(view_state, state.composer, *about);
        state.pane = Pane::composer;
    }
    if (!layout.has_messages()) return;
    const bool clicked = draw_composer(view_state, layout.composer, focus == Pane::composer,
                                       state.composer, intents);
    if (clicked) state.pane = Pane::composer;
}

void draw_focus(const ScreenLayout& layout, FocusedPane focus, const ScreenState& state) {
    if (!focus || !state.by_keyboard) return;
    if (*focus == Pane::composer || *focus == Pane::search || *focus == Pane::find)
        return;  // their fields show it
    const Rect& area = *focus == Pane::conversations ? layout.sidebar
                       : *focus == Pane::people      ? layout.people
                                                     : layout.messages;
    paint::frame(area, palette().link, px(4), px(2));
}

void draw_panes(const ViewState& view_state, const ScreenLayout& layout, FocusedPane focus,
                ScreenState& state, Intents& intents) {
    const MouseBlocker mouse_blocker(state.header.menu.is_under_mouse() ||
                                     state.go_to.is_under_mouse());
    draw_clipped(layout.sidebar, [&] {
        draw_sidebar(view_state, layout.sidebar, focus == Pane::conversations, state.sidebar,
                     intents);
    });
    draw_middle(view_state, layout, focus, state, intents);
    draw_clipped(layout.people, [&] {
        draw_people(view_state, layout.people, focus == Pane::people, state.people, intents);
    });
    draw_clipped(layout.search, [&] {
        const SearchPanelEnd end = draw_search_panel(view_state, layout.search,
                                                     focus == Pane::search, state.search, intents);
        if (end.clicked) state.pane = Pane::search;
        if (end.closes) hide_search(state, intents);
    });
    if (std::exchange(state.header.search_toggled, false))
        state.search.open ? hide_search(state, intents) : show_search(state);
    draw_focus(layout, focus, state);
}

/// Draws the menu of the open room above the panes; the composer takes the command that it begins.
void draw_room_menu(const ViewState& view_state, const Rect& all, ScreenState& state,
                    Intents& intents) {
    const std::string command =
        state.header.menu.draw(view_state, state.header.menu_button, all, intents);
    if (command.empty()) return;
    compose_text(view_state, state.composer, command, intents);
    state.header.people_asked = false;
    state.pane = Pane::composer;
}

/// Opens the conversation of a message that a link names, and has its view go there.
void go_to_message(const ViewState& view_state, Intents& intents, ScreenState& state) {
    std::optional<OpenMessage> wanted;
    for (const Intent& each : intents)
        if (const auto* one = std::get_if<OpenMessage>(&each)) wanted = *one;
    const bool is_here = wanted && view_state.connection.is_at(wanted->server);
    const client::ConversationState* found =
        is_here ? view_state.model->find(wanted->conversation) : nullptr;
    if (!found) return;
    OpenConversation intent;
    const auto& between = found->conversation.between;
    if (between)
        intent.with.account = between->other(view_state.model->me());
    else
        intent.with.room = wanted->conversation;
    intents.push_back(intent);
    state.messages.try_emplace(wanted->conversation).first->second.jump_to(wanted->number);
}

/// Handles the keys and clicks that move the focus or work everywhere. Returns the pane that gets
/// the other keys; empty if a key has moved the focus, because the new pane must not handle that
/// key too.
FocusedPane route_input(const ViewState& view_state, const Rect& all, ScreenState& state,
                        Intents& intents) {
    const auto messages = state.messages.find(view_state.open);
    const bool menu = messages != state.messages.end() && messages->second.menu_open();
    if (menu && !typing_started()) {  // an open menu gets the keys, wherever the focus is
        if (const auto command = pressed_command()) run_global_command(*command, intents);
        return Pane::messages;
    }
    if (menu) messages->second.close_menu();
    if (state.header.menu.is_open() && !typing_started()) {  // as well
        const auto command = pressed_command();
        if (command == Command::room_menu) state.header.menu.close();
        if (command) run_global_command(*command, intents);
        return std::nullopt;
    }
    if (state.go_to.is_open()) {  // gets what is typed, too
        const auto command = field_menu_takes_keys() ? std::nullopt : pressed_command();
        if (command == Command::go_to) state.go_to.close();
        if (command) run_global_command(*command, intents);
        return std::nullopt;
    }
    if (typing_started()) {
        state.header.menu.close();
        state.header.people_asked = false;
        if (state.search.instead) state.pane = Pane::search;
        if (state.pane != Pane::search && state.pane != Pane::find) state.pane = Pane::composer;
    }
    const ScreenLayout layout = lay_out(view_state, all, state);
    if (!reachable(state.pane, layout))
        state.pane = layout.people_instead   ? Pane::people
                     : layout.search_instead ? Pane::search
                                             : Pane::composer;
    focus_by_mouse(layout, state);
    const Pane before = state.pane;
    const bool find_was_open = state.find.open;
    if (const auto command = field_menu_takes_keys() ? std::nullopt : pressed_command())
        run_command(*command, view_state, layout, state, intents);
    const bool is_same = before == state.pane && find_was_open == state.find.open;
    return is_same ? FocusedPane(before) : std::nullopt;
}

/// A first connection that is there sooner is not announced.
constexpr double silent_connecting_s = 0.3;

bool connects_without_dialog(const ViewState& view_state) {
    return !view_state.model && !view_state.connect.open;
}

void draw_connecting(const ViewState& view_state, const Rect& all) {
    if (!connects_without_dialog(view_state) || ImGui::GetTime() < silent_connecting_s) return;
    const DisplayText words =
        ours("Connecting to ") + display_line(view_state.connection.server) + ours("…");
    const float width =
        std::min(std::ceil(text_width(TextStyle::body, words)), all.width() - px(40));
    paint::text_truncated({all.centre().x - width / 2, all.centre().y}, width, TextStyle::body,
                          palette().muted, words);
}

/// Draws everything but the dialogs. `covered`: a dialog is open, so keys and clicks are ignored
/// here.
void draw_below_dialogs(const ViewState& view_state, const Rect& all, bool covered,
                        ScreenState& state, Intents& intents) {
    if (!view_state.model) {
        draw_surfaces(lay_out(view_state, all, state));
        return draw_connecting(view_state, all);
    }
    follow_search(view_state, state.search, intents);
    follow_jump(view_state, state);
    follow_find(view_state, state.find, open_messages(view_state, state), intents);
    const FocusedPane focus = covered ? std::nullopt : route_input(view_state, all, state, intents);
    const ScreenLayout layout = lay_out(view_state, all, state);
    const MouseBlocker mouse_blocker(covered);
    draw_surfaces(layout);
    draw_panes(view_state, layout, focus, state, intents);
    draw_room_menu(view_state, all, state, intents);
    draw_go_to(view_state, layout, covered, state, intents);
    go_to_message(view_state, intents, state);
    focus_composer_after_choice(intents, state);
}

/// Forgets the views of other timelines, and all texts that a message may have had which was
/// deleted.
void forget_outdated(const ViewState& view_state, ScreenState& state) {
    if (std::exchange(state.timelines_version, view_state.timelines_version) !=
        view_state.timelines_version) {
        state.messages.clear();
        state.search = {};
        state.find = {};
    }
    if (std::exchange(state.erased_version, view_state.erased_version) == view_state.erased_version)
        return;
    for (auto& [conversation, view] : state.messages) view.forget_texts();
    state.search.lines = {};
    state.composer.said.clear();
    forget_texts();
}

}  // namespace

Intents draw_screen(const ViewState& view_state, ScreenState& state) {
    Intents intents;
    forget_outdated(view_state, state);
    const Rect all{{0, 0}, ImGui::GetIO().DisplaySize};
    state.rooms.follow(view_state);
    if (!view_state.model) state.settings.reset();
    const Dialog dialog = open_dialog(view_state, state);
    const bool covered = dialog != Dialog::none || !view_state.model;
    begin_layer("screen", all, ImGuiWindowFlags_NoBringToFrontOnFocus);
    draw_below_dialogs(view_state, all, covered, state, intents);
    ImGui::End();
    if (covered)
        if (const auto command = pressed_command()) run_global_command(*command, intents);
    draw_dialog(dialog, view_state, all, state, intents);
    open_asked_dialogs(view_state, dialog, state, intents);
    return intents;
}

std::optional<double> next_change(const ViewState& view_state, const ScreenState& state) {
    constexpr double caret = 0.53, countdown = 1;
    if (state.help) return std::nullopt;
    if (open_dialog(view_state, state) == Dialog::settings)
        return next_settings_change(*state.settings);
    if (connects_without_dialog(view_state) && ImGui::GetTime() < silent_connecting_s)
        return silent_connecting_s - ImGui::GetTime();
    const auto messages = state.messages.find(view_state.open);
    if (state.composer.field.drag_scrolls || state.search.field.drag_scrolls ||
        state.find.field.drag_scrolls ||
        (messages != state.messages.end() && messages->second.drag_scrolls()))
        return 0.05;
    const ConnectState& connect = state.connect;
    const bool blinks =
        state.rooms.is_open() && !view_state.connect.open ? state.rooms.caret_blinks()
        : state.go_to.is_open()                           ? state.go_to.caret_blinks()
        : view_state.connect.open
            ? caret_blinks(connect.server) || caret_blinks(connect.port) ||
                  caret_blinks(connect.name) || caret_blinks(connect.key_file) ||
                  caret_blinks(connect.passphrase)
        : state.pane == Pane::find   ? state.find.open && caret_blinks(state.find.field)
        : state.pane == Pane::search ? state.search.open && caret_blinks(state.search.field)
                                     : view_state.model && state.pane == Pane::composer &&
                                           caret_blinks(state.composer.field);
    if (const auto due = tooltip_in()) return std::min(*due, caret);
    if (blinks) return caret;
    if (view_state.connection.next_in_s) return countdown;
    return std::nullopt;
}

}  // namespace indaba::ui
