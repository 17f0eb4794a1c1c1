#include "imgui-client/platform/window.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "imgui_impl_glfw.h"
#include "imgui_impl_opengl3.h"
#include "common/base/clock.hpp"
#include "common/base/stop_signal.hpp"
#include "common/client/text/local_time.hpp"
#include "imgui-client/fonts/font_directories.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/input/input_queue.hpp"
#include "imgui-client/input/key_pad.hpp"
#include "imgui-client/platform/gl_glyph_texture.hpp"
#include "imgui-client/platform/held_loop.hpp"
#include "imgui-client/platform/key_in_layout.hpp"
#include "imgui-client/platform/native_window.hpp"
#include "imgui-client/platform/open_link.hpp"
#include "imgui-client/platform/selection.hpp"
#include "imgui-client/platform/session_end.hpp"
#include "imgui-client/platform/watcher.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/text/text_layout.hpp"
#include "imgui-client/views/screen.hpp"
#include "imgui.h"

namespace indaba::ui {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::nanoseconds min_frame_interval{1'000'000'000 / 60};
constexpr std::chrono::seconds max_sleep{60};  // a safety net that nothing depends on
constexpr int frames_after_input = 3;          // ImGui needs them to settle the hovered item
constexpr int frames_after_news = 2;
constexpr std::size_t max_pasted_bytes = 1 << 20;  // far above what any field takes

float clamp_scale(float scale) { return std::clamp(scale, 0.5f, 4.0f); }

/// Owns Dear ImGui and its two backends.
class Backends {
 public:
    explicit Backends(GLFWwindow* window) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.LogFilename = nullptr;
        compat::deliver_all_input_at_once();
        ImGui_ImplGlfw_InitForOpenGL(window, false);  // input comes through the queue
        ImGui_ImplOpenGL3_Init("#version 150");
    }
    ~Backends() {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplGlfw_Shutdown();
        ImGui::DestroyContext();
    }
    Backends(const Backends&) = delete;
    Backends& operator=(const Backends&) = delete;
};

class Window {
 public:
    Window(Workspace& workspace, const WindowOptions& options);
    ~Window() { read_fonts({}); }
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;
    int run();

 private:
    void install_callbacks();
    void install_key_callbacks();
    void install_mouse_callbacks();
    void use_clipboard();
    const char* read(Selection which);

    struct Turn {
        bool news = false, drew = false;
    };
    bool ended() const;
    Turn turn();
    void turn_while_held();
    void leave_at_once();
    void answer_activations();
    void update_desktop();
    void redraw(int frames) { frames_wanted_ = std::max(frames_wanted_, frames); }
    bool day_changed() const;
    bool frame_due();
    void draw();
    Intents draw_views(const ViewState& view_state);
    void say_paste_failure();
    void sleep(bool news);
    std::vector<Descriptor> watched_descriptors() const;
    void leave();

    void carry_out(const Intent& intent);
    void apply(const SetTheme& intent);
    void apply(const SetScale& intent);
    void apply(const OpenLink& intent);
    template <class Other>
    void apply(const Other&) {}
    void use_scale(float scale);

    static Window& of(GLFWwindow* window) {
        return *static_cast<Window*>(glfwGetWindowUserPointer(window));
    }
    void queue_input(const InputQueue::Event& event) {
        input_.push(event);
        redraw(frames_after_input);
    }

    Workspace& workspace_;
    const WindowOptions& options_;
    NativeWindow native_;
    Backends backends_;
    GlGlyphTexture glyph_texture_;
    ScreenState screen_;
    InputQueue input_;
    std::string clipboard_;  // ImGui reads it after the callback has returned
    SelectionText::Failure paste_failure_ = SelectionText::Failure::none;
    bool scale_chosen_ = false;
    int frames_wanted_ = frames_after_input;
    bool hidden_ = false;   // at some time since the last frame
    bool viewable_ = true;  // when last queried
    bool open_ = true;
    bool left_ = false;
    Clock::time_point next_frame_at_{};
    std::optional<Clock::time_point> change_at_;  // time of the next change without input
    WallMs drawn_at_ = 0;                         // time of the last frame
    std::uint64_t calls_ = 0;  // unread whispers and mentions at the last update of the desktop
    HeldLoop held_loop_{native_.handle(), [this] { turn_while_held(); }};
    SessionEnd session_end_{native_.handle(), [this] { leave_at_once(); }};
    Watcher watcher_{[] { glfwPostEmptyEvent(); }};  // last member: its thread uses GLFW
};

Window::Window(Workspace& workspace, const WindowOptions& options)
    : workspace_(workspace),
      options_(options),
      native_(workspace.settings().window,
              options.scale ? options.scale : workspace.settings().scale),
      backends_(native_.handle()) {
    const std::optional<float> chosen = options.scale ? options.scale : workspace.settings().scale;
    scale_chosen_ = chosen.has_value();
    set_scale(clamp_scale(chosen.value_or(native_.scale_of_monitor())));
    set_theme(theme_named(workspace.settings().theme));
    glyph_texture() = glyph_texture_.number();
    read_fonts(glfwPostEmptyEvent);
    if (!has_text_font()) throw std::runtime_error(std::string(font_advice().no_text));
    if (!has_icon_font()) workspace.say(std::string(font_advice().no_icons));
    install_callbacks();
}

// ---- the loop ---------------------------------------------------------------------------------

int Window::run() {
    native_.show();
    while (!ended()) {
        const Turn now = turn();
        if (now.drew)
            glfwPollEvents();  // slow frames must not delay input
        else
            sleep(now.news);
    }
    leave();
    return 0;
}

/// Takes what has arrived, and draws a frame if one is due.
Window::Turn Window::turn() {
    const bool news = workspace_.turn();
    if (news) update_desktop();
    answer_activations();
    const bool draws = frame_due();
    if (draws) draw();
    return {news, draws};
}

void Window::turn_while_held() {
    if (!ended()) turn();
}

bool Window::ended() const {
    return !open_ || stop_requested() || glfwWindowShouldClose(native_.handle()) != 0;
}

void Window::answer_activations() {
    if (!options_.single_instance || !options_.single_instance->answer_activations()) return;
    native_.bring_to_front();
    redraw(frames_after_input);
}

/// Updates the title with the unread count, and requests attention for a new whisper or mention.
void Window::update_desktop() {
    redraw(frames_after_news);
    native_.set_title(workspace_.title());
    std::uint64_t calls = 0;
    const ViewState& now = workspace_.view_state();
    for (const WhisperSummary& whisper : *now.whispers) calls += whisper.unread;
    for (const RoomSummary& room : *now.rooms) calls += room.unread.mentions;
    if (calls > calls_ && !native_.focused()) native_.request_attention();
    calls_ = calls;
}

/// Returns whether another calendar day has begun since the last frame, which said "Today".
bool Window::day_changed() const {
    return drawn_at_ != 0 &&
           client::day_number(read_clocks().wall) != client::day_number(drawn_at_);
}

bool Window::frame_due() {
    const auto now = Clock::now();
    if (take_fonts()) redraw(frames_after_news);
    if (frames_wanted_ == 0 && day_changed()) redraw(1);
    if (change_at_ && now >= *change_at_) {
        change_at_.reset();
        redraw(1);
    }
    if (frames_wanted_ == 0 || now < next_frame_at_) return false;
    viewable_ = native_.viewable();
    hidden_ = hidden_ || !viewable_;
    return viewable_;
}

/// Arms the watcher only if this turn read everything and sent nothing that will stay unanswered: a
/// send may swallow libzmq's readiness signal.
void Window::sleep(bool news) {
    const auto now = Clock::now();
    auto until = std::min(now + max_sleep, now + workspace_.time_to_wait());
    if (frames_wanted_ > 0 && viewable_) {
        until = std::min(until, next_frame_at_);
    } else {
        if (news) return;
        if (change_at_) until = std::min(until, *change_at_);
        const WallMs wall = read_clocks().wall;
        until = std::min(until, now + std::chrono::milliseconds(client::next_day(wall) - wall));
        watcher_.arm(watched_descriptors());
    }
    const std::chrono::duration<double> left = until - now;
    glfwWaitEventsTimeout(std::max(left.count(), 0.0));
}

std::vector<Descriptor> Window::watched_descriptors() const {
    std::vector<Descriptor> descriptors = workspace_.descriptors();
    for (const Descriptor other :
         {stop_descriptor(),
          options_.single_instance ? options_.single_instance->descriptor() : Descriptor{-1}})
        if (other >= 0) descriptors.push_back(other);
    return descriptors;
}

/// Hides the window first, because saying bye takes up to 200 ms.
void Window::leave() {
    if (std::exchange(left_, true)) return;
    open_ = false;
    workspace_.mutable_settings().window = native_.geometry();
    native_.hide();
    workspace_.leave();
    workspace_.save_settings();
}

/// Leaves before the loop does, and wakes it.
void Window::leave_at_once() {
    leave();
    glfwPostEmptyEvent();
}

// ---- a frame ----------------------------------------------------------------------------------

void Window::draw() {
    next_frame_at_ = Clock::now() + min_frame_interval;
    --frames_wanted_;
    ViewState view_state = workspace_.view_state();
    drawn_at_ = view_state.now.wall;
    // Messages that arrived while the window was hidden were not seen, even if it has the focus
    // now.
    const bool came_back = std::exchange(hidden_, false);
    view_state.window_focused = native_.focused() && !came_back;
    if (came_back) redraw(1);
    const Intents intents = draw_views(view_state);
    glfwSwapBuffers(native_.handle());
    if (options_.after_frame) options_.after_frame(view_state);
    change_at_.reset();
    if (const auto seconds = next_change(view_state, screen_))
        change_at_ = Clock::now() + std::chrono::ceil<std::chrono::milliseconds>(
                                        std::chrono::duration<double>(*seconds));
    if (!input_.empty() || glyph_cache().needs_frame()) redraw(1);
    for (const Intent& intent : intents) carry_out(intent);
    say_paste_failure();
    native_.observe();
}

void Window::say_paste_failure() {
    switch (std::exchange(paste_failure_, SelectionText::Failure::none)) {
        case SelectionText::Failure::none:
            return;
        case SelectionText::Failure::no_answer:
            return workspace_.say(
                "Nothing was pasted: the program that offers the text does not answer.");
        case SelectionText::Failure::no_text:
            return workspace_.say("Nothing was pasted: what was copied is not a text.");
    }
}

Intents Window::draw_views(const ViewState& view_state) {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    begin_text_frame();
    input_.deliver_frame(ImGui::GetIO());
    ImGui::NewFrame();
    Intents intents = draw_screen(view_state, screen_);
    ImGui::Render();
    glyph_cache().upload(glyph_texture_);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    return intents;
}

void Window::carry_out(const Intent& intent) {
    std::visit([&](const auto& each) { apply(each); }, intent);
    open_ = workspace_.carry_out(intent) && open_;
}

void Window::apply(const SetTheme& intent) {
    set_theme(intent.theme);
    workspace_.mutable_settings().theme = name_of(intent.theme);
    workspace_.save_settings();
}

void Window::apply(const SetScale& intent) {
    scale_chosen_ = intent.scale.has_value();
    use_scale(intent.scale.value_or(native_.scale_of_monitor()));
    workspace_.mutable_settings().scale = scale_chosen_ ? std::optional(scale()) : std::nullopt;
    workspace_.save_settings();
}

void Window::apply(const OpenLink& intent) {
    if (std::string why = open_link(intent.url); !why.empty()) workspace_.say(std::move(why));
}

void Window::use_scale(float new_scale) {
    if (clamp_scale(new_scale) == scale()) return;
    set_scale(clamp_scale(new_scale));
    glyph_cache().clear();
    redraw(frames_after_input);
}

// ---- events of the desktop --------------------------------------------------------------

void Window::install_callbacks() {
    GLFWwindow* window = native_.handle();
    glfwSetWindowUserPointer(window, this);
    install_key_callbacks();
    install_mouse_callbacks();
    use_clipboard();
    glfwSetFramebufferSizeCallback(
        window, [](GLFWwindow* which, int, int) { of(which).redraw(frames_after_news); });
    glfwSetWindowFocusCallback(window,
                               [](GLFWwindow* which, int) { of(which).redraw(frames_after_news); });
    glfwSetWindowPosCallback(window,
                             [](GLFWwindow* which, int, int) { of(which).native_.observe(); });
    glfwSetWindowIconifyCallback(
        window, [](GLFWwindow* which, int) { of(which).redraw(frames_after_news); });
    // Some desktops block the loop while the user drags an edge; then only this callback draws.
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* which) {
        of(which).redraw(frames_after_news);
        if (of(which).frame_due()) of(which).draw();
    });
    glfwSetWindowContentScaleCallback(window, [](GLFWwindow* which, float, float) {
        if (!of(which).scale_chosen_) of(which).use_scale(of(which).native_.scale_of_monitor());
    });
}

void Window::install_key_callbacks() {
    glfwSetKeyCallback(
        native_.handle(), [](GLFWwindow* which, int key, int scancode, int action, int modifiers) {
            const int moves = key_without_num_lock(key);
            of(which).queue_input(InputQueue::Key{moves != 0 ? moves : key_in_layout(key, scancode),
                                                  action != GLFW_RELEASE, modifiers,
                                                  action == GLFW_REPEAT, moves != 0 ? key : 0});
        });
    glfwSetCharCallback(native_.handle(), [](GLFWwindow* which, unsigned code_point) {
        of(which).queue_input(InputQueue::Character{code_point});
    });
}

void Window::install_mouse_callbacks() {
    GLFWwindow* window = native_.handle();
    glfwSetMouseButtonCallback(window, [](GLFWwindow* which, int button, int action, int) {
        of(which).queue_input(InputQueue::Button{button, action == GLFW_PRESS});
    });
    glfwSetCursorPosCallback(window, [](GLFWwindow* which, double x, double y) {
        of(which).queue_input(
            InputQueue::Move{ImVec2(static_cast<float>(x), static_cast<float>(y))});
    });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* which, int inside) {
        if (!inside) of(which).queue_input(InputQueue::Move{});
    });
    glfwSetScrollCallback(window, [](GLFWwindow* which, double x, double y) {
        of(which).queue_input(InputQueue::Wheel{static_cast<float>(x), static_cast<float>(y)});
    });
}

/// Exchanges plain text with the desktop. The views convert it from and to display text.
void Window::use_clipboard() {
    compat::use_clipboard(
        this, [](void* self) { return static_cast<Window*>(self)->read(Selection::clipboard); },
        [](void* self, const char* text) {
            write_clipboard(static_cast<Window*>(self)->native_.handle(), text);
        });
    compat::use_primary(
        this, [](void* self) { return static_cast<Window*>(self)->read(Selection::primary); },
        [](void*, const char* text) { write_primary(text); });
}

/// Waits a second at most for the program that has the text.
const char* Window::read(Selection which) {
    if (auto other = read_selection(native_.handle(), which, max_pasted_bytes)) {
        paste_failure_ = other->failure;
        clipboard_ = std::move(other->text);
    } else if (which == Selection::primary) {
        clipboard_ = own_primary();
    } else {
        const char* text = glfwGetClipboardString(native_.handle());
        clipboard_ = std::string_view(text ? text : "").substr(0, max_pasted_bytes);
    }
    return clipboard_.c_str();
}

}  // namespace

int run_window(Workspace& workspace, const WindowOptions& options) {
    return Window(workspace, options).run();
}

}  // namespace indaba::ui
