#include "imgui-client/views/screen.hpp"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <optional>
#include <utility>

#include "imgui-client/views/keys.hpp"
#include "imgui-client/views/view_banner.hpp"
#include "imgui-client/views/view_help.hpp"

namespace indaba::ui {
namespace {

/// Where everything stands; a rectangle without width is not drawn.
struct Layout {
    Rect sidebar, middle, header, banner, messages, composer, people;
    bool narrow = false;          // no room for the people beside the messages
    bool people_instead = false;  // they stand in the messages' place
};

Layout lay_out_columns(const Rect& all, const HeaderState& header) {
    Layout layout;
    const float side = all.width() < px(720) ? 0 : px(260);
    const float room = all.width() - side;
    layout.narrow = room - px(232) < px(520);
    const float people = layout.narrow || !header.people_shown ? 0 : px(232);
    layout.people_instead = layout.narrow && header.people_asked;
    layout.sidebar = {all.min, {all.min.x + side, all.max.y}};
    layout.middle = {{all.min.x + side, all.min.y}, {all.max.x - people, all.max.y}};
    layout.people = {{all.max.x - people, all.min.y}, all.max};
    return layout;
}

void lay_out_middle(const Scene& scene, ScreenState& state, Layout& layout) {
    const Rect& middle = layout.middle;
    const float left = middle.min.x, right = middle.max.x, bottom = middle.max.y;
    float y = middle.min.y;
    const auto strip = [&](float height) {
        const Rect place{{left, y}, {right, std::min(bottom, y + std::floor(height))}};
        y = place.max.y;
        return place;
    };
    // A low window is for what is said and typed.
    const float window_height = middle.height();
    layout.header = strip(std::clamp(window_height / 8, px(40), px(64)));
    layout.banner =
        strip(banner_wanted(scene) ? std::clamp(window_height / 10, px(32), px(44)) : 0);
    if (layout.people_instead) {
        layout.people = strip(bottom - y);
        return;
    }
    const float margin = std::floor(std::min(px(20), middle.width() / 20));
    const float width = middle.width() - 2 * margin;
    const float height = composer_height(scene, state.composer, width, window_height);
    const float below = std::floor(std::clamp(window_height / 20, px(6), px(18)));
    const float top = std::max(y, bottom - below - height);
    layout.composer = {{left + margin, top}, {right - margin, std::min(bottom, top + height)}};
    layout.messages = {{left, y}, {right, std::max(y, top - px(8))}};
}

Layout lay_out(const Scene& scene, const Rect& all, ScreenState& state) {
    Layout layout = lay_out_columns(all, state.header);
    state.header.narrow = layout.narrow;
    if (scene.model) lay_out_middle(scene, state, layout);
    return layout;
}

// ---- what is under a dialog

/// While this lives there is no mouse: what is drawn lies under a dialog.
class Deaf {
 public:
    explicit Deaf(bool wanted) : wanted_(wanted) {
        if (wanted_) give({{-FLT_MAX, -FLT_MAX}, 0, {}, {}});
    }
    ~Deaf() {
        if (wanted_) give(kept_);
    }
    Deaf(const Deaf&) = delete;
    Deaf& operator=(const Deaf&) = delete;

 private:
    struct Mouse {
        ImVec2 place;
        float wheel;
        std::array<bool, ImGuiMouseButton_COUNT> clicked, double_clicked;
    };
    static Mouse now() {
        const ImGuiIO& io = ImGui::GetIO();
        return {io.MousePos, io.MouseWheel, std::to_array(io.MouseClicked),
                std::to_array(io.MouseDoubleClicked)};
    }
    static void give(const Mouse& mouse) {
        ImGuiIO& io = ImGui::GetIO();
        io.MousePos = mouse.place;
        io.MouseWheel = mouse.wheel;
        std::ranges::copy(mouse.clicked, io.MouseClicked);
        std::ranges::copy(mouse.double_clicked, io.MouseDoubleClicked);
    }
    bool wanted_;
    Mouse kept_ = now();  // before the body of the constructor takes it away
};

/// A bare ImGui window over everything; those that come later lie above.
void begin_layer(const char* name, const Rect& all, ImGuiWindowFlags more = 0) {
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

// ---- panes

bool reachable(Pane pane, const Layout& layout) {
    switch (pane) {
        case Pane::conversations:
            return layout.sidebar.width() > 0;
        case Pane::people:
            return layout.people.width() > 0;
        case Pane::messages:
        case Pane::composer:
            return !layout.people_instead;
    }
    return false;
}

int open_row(const Scene& scene) {
    if (!scene.to || !scene.whispers) return 0;
    for (std::size_t i = 0; i < scene.whispers->size(); ++i)
        if ((*scene.whispers)[i].with == *scene.to) return static_cast<int>(i) + 1;
    return 0;
}

void enter_pane(Pane pane, const Scene& scene, ScreenState& state) {
    if (pane == Pane::conversations && state.pane != pane) {
        state.sidebar.chosen = open_row(scene);
        state.sidebar.chosen_account = scene.to;
    }
    state.pane = pane;
    state.by_keyboard = true;
}

void next_pane(const Scene& scene, const Layout& layout, ScreenState& state) {
    constexpr std::array order{Pane::composer, Pane::conversations, Pane::messages, Pane::people};
    auto at =
        static_cast<std::size_t>(std::find(order.begin(), order.end(), state.pane) - order.begin());
    do at = (at + 1) % order.size();
    while (!reachable(order[at], layout) && order[at] != state.pane);
    enter_pane(order[at], scene, state);
}

/// What is typed or pasted belongs into the composer, wherever the focus was.
bool typing_begins() {
    const ImGuiIO& io = ImGui::GetIO();
    const auto& typed = io.InputQueueCharacters;
    const bool characters =
        std::any_of(typed.begin(), typed.end(), [](ImWchar each) { return each >= 0x20; });
    return characters || (io.KeyCtrl && !io.KeyAlt && compat::key_pressed(Key::v));
}

void focus_by_mouse(const Layout& layout, ScreenState& state) {
    if (!ImGui::IsMouseClicked(ImGuiMouseButton_Left)) return;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (layout.messages.has(mouse))
        state.pane = Pane::messages;
    else if (layout.composer.has(mouse))
        state.pane = Pane::composer;
    else
        return;
    state.by_keyboard = false;
}

// ---- keys that work everywhere

void step_conversation(const Scene& scene, int step, Intents& intents) {
    const int last = scene.whispers ? static_cast<int>(scene.whispers->size()) : 0;
    const int now = open_row(scene), next = std::clamp(now + step, 0, last);
    if (next == now) return;
    WantTalkTo wanted;
    if (next > 0) wanted.account = (*scene.whispers)[static_cast<std::size_t>(next) - 1].with;
    intents.push_back(wanted);
}

void scroll_messages(const Scene& scene, const Layout& layout, ScreenState& state,
                     Command command) {
    MessagesView& view = state.messages.try_emplace(scene.open).first->second;
    const float page = std::max(px(40), layout.messages.height() - px(40));
    constexpr float whole_history = 1e9f;
    // The focused message view does these two by itself; a long text being typed has its own pages.
    const bool own_pages = state.pane == Pane::messages ||
                           (state.pane == Pane::composer && state.composer.field.overflows);
    if (command == Command::page_up && !own_pages) view.scroll_by(-page);
    if (command == Command::page_down && !own_pages) view.scroll_by(page);
    if (command == Command::to_begin) view.scroll_by(-whole_history);
    if (command == Command::to_end) view.scroll_to_end();
}

/// Those that work under a dialog too.
void obey_anywhere(Command command, Intents& intents) {
    const auto tenth = [](float value) { return std::round(value * 10) / 10; };
    switch (command) {
        case Command::quit:
            return intents.push_back(WantQuit{});
        case Command::larger:
            return intents.push_back(WantScale{tenth(scale() + 0.1f)});
        case Command::smaller:
            return intents.push_back(WantScale{tenth(scale() - 0.1f)});
        case Command::normal_size:
            return intents.push_back(WantScale{});
        case Command::other_theme:
            return intents.push_back(
                WantTheme{theme() == Theme::dark ? Theme::light : Theme::dark});
        default:
            return;
    }
}

void obey(Command command, const Scene& scene, const Layout& layout, ScreenState& state,
          Intents& intents) {
    switch (command) {
        case Command::retry:
            if (scene.link.state == LinkView::State::lost) intents.push_back(WantRetry{});
            return;
        case Command::next_pane:
            return next_pane(scene, layout, state);
        case Command::everybody:  // a focused composer leaves the whisper by itself
            state.header.people_asked = false;
            return enter_pane(Pane::composer, scene, state);
        case Command::choose_person:
            state.header.show_people(true);
            return enter_pane(Pane::people, scene, state);
        case Command::previous_conversation:
            return step_conversation(scene, -1, intents);
        case Command::next_conversation:
            return step_conversation(scene, 1, intents);
        case Command::edit_again:
            if (scene.stream && !scene.stream->refused().empty())
                intents.push_back(WantEditAgain{scene.stream->refused().back().row.id});
            return;
        case Command::page_up:
        case Command::page_down:
        case Command::to_begin:
        case Command::to_end:
            return scroll_messages(scene, layout, state, command);
        default:
            return obey_anywhere(command, intents);
    }
}

// ---- drawing

void draw_surfaces(const Layout& layout) {
    paint::box(layout.sidebar, palette().side);
    paint::box(layout.middle, palette().middle);
    if (layout.people.width() > 0) paint::box(layout.people, palette().side);
}

template <class Draw>
void draw_clipped(const Rect& place, Draw draw) {
    if (place.width() < 1 || place.height() < 1) return;
    ImGui::PushClipRect(place.min, place.max, true);
    draw();
    ImGui::PopClipRect();
}

/// The pane that gets keys in this frame; none while a dialog is open.
using Focus = std::optional<Pane>;

void draw_middle(const Scene& scene, const Layout& layout, Focus focus, ScreenState& state,
                 Intents& intents) {
    draw_clipped(layout.header, [&] { draw_header(scene, layout.header, state.header, intents); });
    if (banner_wanted(scene))
        draw_clipped(layout.banner, [&] { draw_banner(scene, layout.banner, intents); });
    MessagesView& messages = state.messages.try_emplace(scene.open).first->second;
    draw_clipped(layout.messages,
                 [&] { messages.draw(scene, layout.messages, focus == Pane::messages, intents); });
    if (layout.people_instead) return;
    const bool clicked =
        draw_composer(scene, layout.composer, focus == Pane::composer, state.composer, intents);
    if (clicked) state.pane = Pane::composer;
}

void draw_focus(const Layout& layout, Focus focus, const ScreenState& state) {
    if (!focus || !state.by_keyboard || *focus == Pane::composer) return;
    const Rect& place = *focus == Pane::conversations ? layout.sidebar
                        : *focus == Pane::people      ? layout.people
                                                      : layout.messages;
    paint::frame(place, palette().link, px(4), px(2));
}

void draw_panes(const Scene& scene, const Layout& layout, Focus focus, ScreenState& state,
                Intents& intents) {
    draw_clipped(layout.sidebar, [&] {
        draw_sidebar(scene, layout.sidebar, focus == Pane::conversations, state.sidebar, intents);
    });
    draw_middle(scene, layout, focus, state, intents);
    draw_clipped(layout.people, [&] {
        draw_people(scene, layout.people, focus == Pane::people, state.people, intents);
    });
    draw_focus(layout, focus, state);
}

/// Whoever chose whom to talk to, or what to say better, wants to type next.
void go_on_typing(const Intents& intents, ScreenState& state) {
    const bool chosen = std::any_of(intents.begin(), intents.end(), [](const Intent& each) {
        return std::holds_alternative<WantTalkTo>(each) ||
               std::holds_alternative<WantEditAgain>(each);
    });
    if (!chosen) return;
    state.pane = Pane::composer;
    state.header.people_asked = false;
}

/// Keys and clicks that move the focus or work everywhere. Nothing: the key that moved the focus
/// is not also one for where it arrived.
Focus hear(const Scene& scene, const Rect& all, ScreenState& state, Intents& intents) {
    const auto messages = state.messages.find(scene.open);
    if (messages != state.messages.end() && messages->second.menu_open())
        return Pane::messages;  // its menu has the keys, wherever the focus is
    if (typing_begins()) {
        state.header.people_asked = false;
        state.pane = Pane::composer;
    }
    const Layout layout = lay_out(scene, all, state);
    if (!reachable(state.pane, layout))
        state.pane = layout.people_instead ? Pane::people : Pane::composer;
    focus_by_mouse(layout, state);
    const Pane before = state.pane;
    if (const auto command = pressed_command()) obey(*command, scene, layout, state, intents);
    return before == state.pane ? Focus(before) : std::nullopt;
}

/// All but the dialogs. `covered`: nothing here gets keys or clicks.
void draw_behind(const Scene& scene, const Rect& all, bool covered, ScreenState& state,
                 Intents& intents) {
    if (!scene.model) return draw_surfaces(lay_out(scene, all, state));
    const Focus focus = covered ? std::nullopt : hear(scene, all, state, intents);
    const Layout layout = lay_out(scene, all, state);
    const Deaf deaf(covered);
    draw_surfaces(layout);
    draw_panes(scene, layout, focus, state, intents);
    go_on_typing(intents, state);
}

}  // namespace

Intents draw_screen(const Scene& scene, ScreenState& state) {
    Intents intents;
    if (std::exchange(state.era, scene.era) != scene.era) state.messages.clear();
    const Rect all{{0, 0}, ImGui::GetIO().DisplaySize};
    const bool help_was_open = state.help;
    const bool covered = help_was_open || scene.connect.open || !scene.model;
    begin_layer("screen", all, ImGuiWindowFlags_NoBringToFrontOnFocus);
    draw_behind(scene, all, covered, state, intents);
    ImGui::End();

    if (covered)
        if (const auto command = pressed_command()) obey_anywhere(*command, intents);
    if (help_was_open) {
        begin_layer("help", all);
        state.help = draw_help(all);
        ImGui::End();
    } else if (scene.connect.open) {
        begin_layer("connect", all);
        draw_connect(scene, all, state.connect, intents);
        ImGui::End();
    }
    const bool asked = std::exchange(state.sidebar.help_asked, false);
    if (!help_was_open && (asked || pressed_command() == Command::help)) state.help = true;
    return intents;
}

std::optional<double> next_change(const Scene& scene, const ScreenState& state) {
    constexpr double caret = 0.53, countdown = 1;
    if (state.help) return std::nullopt;
    const ConnectState& connect = state.connect;
    const bool blinks =
        scene.connect.open
            ? caret_blinks(connect.server) || caret_blinks(connect.port) ||
                  caret_blinks(connect.name)
            : scene.model && state.pane == Pane::composer && caret_blinks(state.composer.field);
    if (blinks) return caret;
    if (scene.link.next_in_s) return countdown;
    return std::nullopt;
}

}  // namespace indaba::ui
