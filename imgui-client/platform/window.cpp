#include "imgui-client/platform/window.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "backends/imgui_impl_glfw.h"
#include "backends/imgui_impl_opengl3.h"
#include "imgui-client/fonts/fonts.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/input/input_queue.hpp"
#include "imgui-client/platform/native_window.hpp"
#include "imgui-client/platform/open_link.hpp"
#include "imgui-client/platform/stop_signal.hpp"
#include "imgui-client/platform/watcher.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/views/screen.hpp"
#include "imgui.h"

namespace indaba::ui {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::nanoseconds shortest_frame{1'000'000'000 / 60};
constexpr std::chrono::seconds longest_sleep{60};  // the net below: nothing depends on it
constexpr int frames_after_input = 3;              // ImGui settles what is hovered
constexpr int frames_after_news = 2;
constexpr std::size_t most_pasted = 1 << 20;  // far above what any field takes

float good_scale(float scale) { return std::clamp(scale, 0.5f, 4.0f); }

void upload(std::uintptr_t texture, int x, int y, int width, int height,
            const unsigned* first_pixel, int pixels_per_row) {
    glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(texture));
    glPixelStorei(GL_UNPACK_ROW_LENGTH, pixels_per_row);
    glTexSubImage2D(GL_TEXTURE_2D, 0, x, y, width, height, GL_RGBA, GL_UNSIGNED_BYTE, first_pixel);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

/// GLFW names keys by their place on an American keyboard. Shortcuts go by what is printed on
/// them, where that is a letter, a digit or one of the signs that zoom.
int key_in_layout(int key, int scancode) {
    if (key < GLFW_KEY_SPACE || key > GLFW_KEY_WORLD_2) return key;
    const char* name = glfwGetKeyName(key, scancode);
    if (!name || std::strlen(name) != 1) return key;
    const char sign = *name;
    if (sign >= 'a' && sign <= 'z') return GLFW_KEY_A + (sign - 'a');
    if (sign >= '0' && sign <= '9') return GLFW_KEY_0 + (sign - '0');
    if (sign == '+' || sign == '=') return GLFW_KEY_EQUAL;
    if (sign == '-') return GLFW_KEY_MINUS;
    return key;
}

/// Dear ImGui and its two backends, as long as the window lives.
class Backends {
 public:
    explicit Backends(GLFWwindow* window) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.LogFilename = nullptr;
        // A held key repeats as the desktop says, whose repeats bring the frames for it.
        io.KeyRepeatDelay = 0.4f;
        io.KeyRepeatRate = 0.03f;
        compat::take_all_input_at_once();
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
    Window(Chat& chat, const WindowOptions& options);
    int run();

 private:
    void listen();
    void listen_to_keys();
    void listen_to_mouse();
    void use_clipboard();

    bool ended() const;
    void answer_the_door();
    void tell_desktop();
    void redraw(int frames) { frames_wanted_ = std::max(frames_wanted_, frames); }
    bool frame_due();
    void draw();
    Intents draw_views(const Scene& scene);
    void sleep(bool news);
    std::vector<int> watched() const;
    void leave();

    void carry_out(const Intent& intent);
    void want(const WantTheme& wanted);
    void want(const WantScale& wanted);
    void want(const WantLink& wanted) { open_link(wanted.url); }
    template <class Other>
    void want(const Other&) {}
    void use_scale(float scale);

    static Window& of(GLFWwindow* window) {
        return *static_cast<Window*>(glfwGetWindowUserPointer(window));
    }
    void take(const InputQueue::Event& event) {
        input_.push(event);
        redraw(frames_after_input);
    }

    Chat& chat_;
    const WindowOptions& options_;
    NativeWindow native_;
    Backends backends_;
    ScreenState screen_;
    InputQueue input_;
    std::string clipboard_;  // ImGui reads it after the function has returned
    bool scale_chosen_ = false;
    int frames_wanted_ = frames_after_input;
    bool hidden_ = false;  // since the last frame
    bool seen_ = true;     // as of the last look
    bool open_ = true;
    Clock::time_point next_frame_at_{};
    std::optional<Clock::time_point> change_at_;     // the screen changes by itself
    std::uint64_t whispered_ = 0;                    // whispers not read
    Watcher watcher_{[] { glfwPostEmptyEvent(); }};  // ends first, while GLFW lives
};

Window::Window(Chat& chat, const WindowOptions& options)
    : chat_(chat),
      options_(options),
      native_(chat.settings().window, options.scale ? options.scale : chat.settings().scale),
      backends_(native_.handle()) {
    const std::optional<float> chosen = options.scale ? options.scale : chat.settings().scale;
    scale_chosen_ = chosen.has_value();
    set_scale(good_scale(chosen.value_or(native_.scale_of_monitor())));
    set_theme(chat.settings().theme == "light" ? Theme::light : Theme::dark);
    load_fonts();
    listen();
}

// ---- the loop ---------------------------------------------------------------------------------

int Window::run() {
    native_.show();  // not before there is something to be drawn in it
    while (!ended()) {
        const bool news = chat_.turn();
        if (news) tell_desktop();
        answer_the_door();
        if (frame_due()) {
            draw();
            glfwPollEvents();  // however slow frames are, input comes in
        } else {
            sleep(news);
        }
    }
    leave();
    return 0;
}

bool Window::ended() const {
    return !open_ || stop_wanted() || glfwWindowShouldClose(native_.handle()) != 0;
}

void Window::answer_the_door() {
    if (!options_.doorbell || !options_.doorbell->rang()) return;
    native_.come_to_front();
    redraw(frames_after_input);
}

/// Also for who looks elsewhere: the count in the title, and a call when one is whispered to.
void Window::tell_desktop() {
    redraw(frames_after_news);
    native_.set_title(chat_.title());
    std::uint64_t whispered = 0;
    for (const WhisperView& whisper : *chat_.scene().whispers) whispered += whisper.unread;
    if (whispered > whispered_ && !native_.focused()) native_.call_for_attention();
    whispered_ = whispered;
}

bool Window::frame_due() {
    const auto now = Clock::now();
    if (change_at_ && now >= *change_at_) {
        change_at_.reset();
        redraw(1);
    }
    if (frames_wanted_ == 0 || now < next_frame_at_) return false;
    seen_ = native_.viewable();
    hidden_ = hidden_ || !seen_;
    return seen_;
}

/// Armed only after a turn that left nothing unread and sent nothing but, at most, what is
/// answered (libzmq's descriptor tells nothing of what a send has come across).
void Window::sleep(bool news) {
    const auto now = Clock::now();
    auto until = std::min(now + longest_sleep, now + chat_.time_to_wait());
    if (frames_wanted_ > 0 && seen_) {
        until = std::min(until, next_frame_at_);
    } else {
        if (news) return;
        if (change_at_) until = std::min(until, *change_at_);
        watcher_.arm(watched());
    }
    const std::chrono::duration<double> left = until - now;
    glfwWaitEventsTimeout(std::max(left.count(), 0.0));
}

std::vector<int> Window::watched() const {
    std::vector<int> descriptors = chat_.descriptors();
    for (const int other :
         {stop_descriptor(), options_.doorbell ? options_.doorbell->descriptor() : -1})
        if (other >= 0) descriptors.push_back(other);
    return descriptors;
}

/// Gone for the eye at once; what remains takes a moment.
void Window::leave() {
    chat_.settings_to_change().window = native_.place();
    native_.hide();
    chat_.leave();
    chat_.save_settings();
}

// ---- a frame ----------------------------------------------------------------------------------

void Window::draw() {
    next_frame_at_ = Clock::now() + shortest_frame;
    --frames_wanted_;
    Scene scene = chat_.scene();
    // What came while nobody could look was not looked at, whoever has the focus now.
    const bool came_back = std::exchange(hidden_, false);
    scene.window_focused = native_.focused() && !came_back;
    if (came_back) redraw(1);
    const Intents intents = draw_views(scene);
    glfwSwapBuffers(native_.handle());
    if (options_.after_frame) options_.after_frame(scene);
    change_at_.reset();
    if (const auto seconds = next_change(scene, screen_))
        change_at_ = Clock::now() + std::chrono::ceil<std::chrono::milliseconds>(
                                        std::chrono::duration<double>(*seconds));
    if (!input_.empty()) redraw(1);
    for (const Intent& intent : intents) carry_out(intent);
}

Intents Window::draw_views(const Scene& scene) {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    input_.hand_over(ImGui::GetIO());
    ImGui::NewFrame();
    Intents intents = draw_screen(scene, screen_);
    ImGui::Render();
    upload_new_glyphs(upload);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    return intents;
}

void Window::carry_out(const Intent& intent) {
    std::visit([&](const auto& wanted) { want(wanted); }, intent);
    open_ = chat_.carry_out(intent) && open_;
}

void Window::want(const WantTheme& wanted) {
    set_theme(wanted.theme);
    chat_.settings_to_change().theme = wanted.theme == Theme::light ? "light" : "dark";
    chat_.save_settings();
}

void Window::want(const WantScale& wanted) {
    scale_chosen_ = wanted.scale.has_value();
    use_scale(wanted.scale.value_or(native_.scale_of_monitor()));
    chat_.settings_to_change().scale = scale_chosen_ ? std::optional(scale()) : std::nullopt;
    chat_.save_settings();
}

void Window::use_scale(float wanted) {
    if (good_scale(wanted) == scale()) return;
    set_scale(good_scale(wanted));
    load_fonts();
    ImGui_ImplOpenGL3_DestroyDeviceObjects();  // the next frame makes them anew
    redraw(frames_after_input);
}

// ---- what comes from the desktop --------------------------------------------------------------

void Window::listen() {
    GLFWwindow* window = native_.handle();
    glfwSetWindowUserPointer(window, this);
    listen_to_keys();
    listen_to_mouse();
    use_clipboard();
    glfwSetFramebufferSizeCallback(
        window, [](GLFWwindow* which, int, int) { of(which).redraw(frames_after_news); });
    glfwSetWindowFocusCallback(window,
                               [](GLFWwindow* which, int) { of(which).redraw(frames_after_news); });
    glfwSetWindowIconifyCallback(
        window, [](GLFWwindow* which, int) { of(which).redraw(frames_after_news); });
    // Where a desktop keeps the loop busy while somebody drags the edge, this alone draws.
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* which) {
        of(which).redraw(frames_after_news);
        if (of(which).frame_due()) of(which).draw();
    });
    glfwSetWindowContentScaleCallback(window, [](GLFWwindow* which, float scale, float) {
        if (!of(which).scale_chosen_) of(which).use_scale(scale);
    });
}

/// A key that repeats only asks for a frame: ImGui repeats by itself what is held down.
void Window::listen_to_keys() {
    glfwSetKeyCallback(
        native_.handle(), [](GLFWwindow* which, int key, int scancode, int action, int modifiers) {
            if (action == GLFW_REPEAT) return of(which).redraw(1);
            of(which).take(
                InputQueue::Key{key_in_layout(key, scancode), action == GLFW_PRESS, modifiers});
        });
    glfwSetCharCallback(native_.handle(), [](GLFWwindow* which, unsigned code_point) {
        of(which).take(InputQueue::Character{code_point});
    });
}

void Window::listen_to_mouse() {
    GLFWwindow* window = native_.handle();
    glfwSetMouseButtonCallback(window, [](GLFWwindow* which, int button, int action, int) {
        of(which).take(InputQueue::Button{button, action == GLFW_PRESS});
    });
    glfwSetCursorPosCallback(window, [](GLFWwindow* which, double x, double y) {
        of(which).take(InputQueue::Move{ImVec2(static_cast<float>(x), static_cast<float>(y))});
    });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* which, int inside) {
        if (!inside) of(which).take(InputQueue::Move{});
    });
    glfwSetScrollCallback(window, [](GLFWwindow* which, double x, double y) {
        of(which).take(InputQueue::Wheel{static_cast<float>(x), static_cast<float>(y)});
    });
}

/// Plain text as the desktop has it: who pastes turns it into what can be shown, and who copies has
/// turned it back.
void Window::use_clipboard() {
    const compat::ReadClipboard read = [](void* self) {
        auto& window = *static_cast<Window*>(self);
        const char* text = glfwGetClipboardString(window.native_.handle());
        window.clipboard_ = std::string_view(text ? text : "").substr(0, most_pasted);
        return window.clipboard_.c_str();
    };
    const compat::WriteClipboard write = [](void* self, const char* text) {
        glfwSetClipboardString(static_cast<Window*>(self)->native_.handle(), text);
    };
    compat::use_clipboard(this, read, write);
}

}  // namespace

int run_window(Chat& chat, const WindowOptions& options) { return Window(chat, options).run(); }

}  // namespace indaba::ui
