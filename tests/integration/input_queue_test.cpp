#include "imgui-client/input/input_queue.hpp"

#include <doctest/doctest.h>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <string>
#include <utility>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/input/key_pad.hpp"

using indaba::ui::InputQueue;
namespace ui = indaba::ui;
namespace compat = indaba::ui::compat;

namespace {

/// Pushes input into the queue and delivers it to ImGui, frame by frame.
struct Typist {
    InputQueue queue;
    ImGuiContext* context = ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();

    Typist() {
        io.IniFilename = nullptr;
        io.DisplaySize = {1280, 800};
        compat::deliver_all_input_at_once();
        compat::mark_textures_uploaded();
    }
    ~Typist() { ImGui::DestroyContext(context); }
    Typist(const Typist&) = delete;
    Typist& operator=(const Typist&) = delete;

    void press(int key, int modifiers = 0) { queue.push(InputQueue::Key{key, true, modifiers}); }
    void let_go(int key) { queue.push(InputQueue::Key{key, false, 0}); }
    void stroke(int key, int modifiers = 0) {
        press(key, modifiers);
        let_go(key);
    }
    void type(const std::string& text) {
        for (const char c : text) {
            const int key = c - 'a' + GLFW_KEY_A;
            press(key);
            queue.push(InputQueue::Character{static_cast<char32_t>(c)});
            let_go(key);
        }
    }
    void move(float x, float y) { queue.push(InputQueue::Move{ImVec2(x, y)}); }
    void button(bool down) { queue.push(InputQueue::Button{0, down}); }
    /// Delivers one frame and returns its characters.
    std::u16string frame() {
        queue.deliver_frame(io);
        ImGui::NewFrame();
        std::u16string typed{io.InputQueueCharacters.begin(), io.InputQueueCharacters.end()};
        ImGui::EndFrame();
        return typed;
    }
    bool down(ui::KeyboardKey key) const { return compat::key_down(key); }
};

}  // namespace

TEST_SUITE("input queue") {
    TEST_CASE("a key pressed and released between two frames is down in one of them") {
        Typist typist;
        for (int i = 0; i < 20; ++i) typist.stroke(GLFW_KEY_V, GLFW_MOD_CONTROL);
        int times = 0;
        while (!typist.queue.empty()) {
            typist.frame();
            if (typist.down(ui::KeyboardKey::v)) {
                ++times;
                CHECK(typist.io.KeyCtrl);
                typist.frame();
            }
            CHECK(!typist.down(ui::KeyboardKey::v));
        }
        CHECK(times == 20);
    }

    TEST_CASE("Enter acts on the characters typed before it and on none typed after it") {
        Typist typist;
        typist.type("ab");
        typist.stroke(GLFW_KEY_ENTER);
        typist.type("c");
        CHECK(typist.frame() == u"ab");
        CHECK(!typist.down(ui::KeyboardKey::enter));
        CHECK(typist.frame() == u"");
        CHECK(typist.down(ui::KeyboardKey::enter));
        CHECK(typist.frame() == u"c");
        CHECK(!typist.down(ui::KeyboardKey::enter));
        CHECK(typist.queue.empty());
    }

    TEST_CASE("fast typing needs few frames, and loses no character") {
        Typist typist;
        std::string typed;
        for (int i = 0; i < 100; ++i) typed += static_cast<char>('a' + i % 26);
        typist.type(typed);
        std::u16string got;
        int frames = 0;
        for (; !typist.queue.empty(); ++frames) got += typist.frame();
        CHECK(got == std::u16string(typed.begin(), typed.end()));
        CHECK(frames < 10);
    }

    TEST_CASE("Space is down in a frame, so that it can press buttons") {
        Typist typist;
        typist.stroke(GLFW_KEY_SPACE);
        typist.frame();
        CHECK(typist.down(ui::KeyboardKey::space));
        typist.frame();
        CHECK(!typist.down(ui::KeyboardKey::space));
    }

    TEST_CASE("each repeat of the desktop counts once, and a held key counts no more") {
        Typist typist;
        typist.press(GLFW_KEY_BACKSPACE);
        for (int i = 0; i < 3; ++i)
            typist.queue.push(InputQueue::Key{GLFW_KEY_BACKSPACE, true, 0, true});
        int times = 0;
        for (int frame = 0; frame < 200; ++frame) {
            typist.queue.deliver_frame(typist.io);
            ImGui::NewFrame();
            times += compat::key_pressed(ui::KeyboardKey::backspace, true) ? 1 : 0;
            ImGui::EndFrame();
        }
        CHECK(times == 4);
    }

    TEST_CASE("a key of the key pad moves, unless a character comes with it") {
        Typist typist;
        const auto pad = [&](bool down) {
            typist.queue.push(InputQueue::Key{ui::key_without_num_lock(GLFW_KEY_KP_7), down, 0,
                                              false, GLFW_KEY_KP_7});
        };
        pad(true);
        typist.queue.push(InputQueue::Character{U'7'});
        pad(false);
        CHECK(typist.frame() == u"7");
        CHECK(!typist.down(ui::KeyboardKey::home));
        typist.frame();
        pad(true);
        pad(false);
        CHECK(typist.frame() == u"");
        CHECK(typist.down(ui::KeyboardKey::home));
        typist.frame();
        CHECK(!typist.down(ui::KeyboardKey::home));
        CHECK(typist.queue.empty());
    }

    TEST_CASE("without Num Lock the key pad has the keys that are printed on it") {
        constexpr std::pair<int, int> keys[] = {
            {GLFW_KEY_KP_0, GLFW_KEY_INSERT},
            {GLFW_KEY_KP_1, GLFW_KEY_END},
            {GLFW_KEY_KP_2, GLFW_KEY_DOWN},
            {GLFW_KEY_KP_3, GLFW_KEY_PAGE_DOWN},
            {GLFW_KEY_KP_4, GLFW_KEY_LEFT},
            {GLFW_KEY_KP_5, 0},
            {GLFW_KEY_KP_6, GLFW_KEY_RIGHT},
            {GLFW_KEY_KP_7, GLFW_KEY_HOME},
            {GLFW_KEY_KP_8, GLFW_KEY_UP},
            {GLFW_KEY_KP_9, GLFW_KEY_PAGE_UP},
            {GLFW_KEY_KP_DECIMAL, GLFW_KEY_DELETE},
            {GLFW_KEY_KP_ENTER, 0},
            {GLFW_KEY_KP_ADD, 0},
            {GLFW_KEY_7, 0},
        };
        for (const auto& [key, meaning] : keys) CHECK(ui::key_without_num_lock(key) == meaning);
    }

    TEST_CASE("a modifier holds for the key it was pressed with") {
        Typist typist;
        typist.press(GLFW_KEY_LEFT_CONTROL);
        typist.stroke(GLFW_KEY_C, GLFW_MOD_CONTROL);
        typist.let_go(GLFW_KEY_LEFT_CONTROL);
        typist.type("c");
        typist.frame();
        CHECK(typist.down(ui::KeyboardKey::c));
        CHECK(typist.io.KeyCtrl);
        std::u16string after;
        while (!typist.queue.empty()) {
            after += typist.frame();
            CHECK_FALSE((typist.io.KeyCtrl && typist.down(ui::KeyboardKey::c)));
        }
        CHECK(after == u"c");
    }

    TEST_CASE("a letter that was typed does not become a command by the next key") {
        Typist typist;
        typist.press(GLFW_KEY_A);
        typist.press(GLFW_KEY_LEFT_CONTROL);
        typist.frame();
        CHECK(typist.down(ui::KeyboardKey::a));
        CHECK(!typist.io.KeyCtrl);
        typist.frame();
        CHECK(typist.io.KeyCtrl);
    }

    TEST_CASE("a key counts with the modifiers that the desktop reported for it") {
        Typist typist;
        typist.stroke(GLFW_KEY_LEFT_CONTROL);
        typist.stroke(GLFW_KEY_C, GLFW_MOD_CONTROL);
        bool together = false;
        while (!typist.queue.empty()) {
            typist.frame();
            together = together || (typist.down(ui::KeyboardKey::c) && typist.io.KeyCtrl);
        }
        CHECK(together);
    }

    TEST_CASE("a click lands where the mouse was, even if the mouse moves on in the same frame") {
        Typist typist;
        typist.move(1, 1);
        typist.move(10, 20);
        typist.button(true);
        typist.button(false);
        typist.move(300, 300);
        typist.frame();
        CHECK(typist.io.MousePos.x == 10);
        CHECK(typist.io.MouseDown[0]);
        typist.frame();
        CHECK(typist.io.MousePos.x == 10);
        CHECK(!typist.io.MouseDown[0]);
        typist.frame();
        CHECK(typist.io.MousePos.x == 300);
    }

    TEST_CASE("leaving the window clears the mouse position except during a drag") {
        Typist typist;
        typist.move(10, 20);
        typist.button(true);
        typist.frame();
        typist.queue.push(InputQueue::Move{});
        typist.frame();
        CHECK(typist.io.MousePos.x == 10);
        typist.button(false);
        typist.queue.push(InputQueue::Move{});
        typist.frame();
        typist.frame();
        CHECK(typist.io.MousePos.x < -1e30f);
    }

    TEST_CASE("every character arrives whole, also above U+FFFF; what is none is U+FFFD") {
        Typist typist;
        for (const char32_t typed :
             {U'\U0001F600', char32_t{0xE000}, char32_t{0xD800}, U'\U0010FFFD'})
            typist.queue.push(InputQueue::Character{typed});
        CHECK(typist.frame() == u"\U0001F600\uE000\uFFFD\U0010FFFD");
    }

    TEST_CASE("queued input is bounded, and dropping it leaves no key held down") {
        Typist typist;
        typist.button(true);
        for (std::size_t i = 0; i < 2 * InputQueue::max_events; ++i) typist.press(GLFW_KEY_ENTER);
        int frames = 0;
        for (; !typist.queue.empty(); ++frames) typist.frame();
        CHECK(frames <= static_cast<int>(InputQueue::max_events));
        CHECK(!typist.down(ui::KeyboardKey::enter));
        CHECK(!typist.io.MouseDown[0]);
    }

    TEST_CASE("keys and buttons with unknown numbers are ignored") {
        Typist typist;
        typist.stroke(GLFW_KEY_UNKNOWN);
        typist.stroke(100'000);
        typist.queue.push(InputQueue::Button{7, true});
        typist.type("x");
        std::u16string got;
        while (!typist.queue.empty()) got += typist.frame();
        CHECK(got == u"x");
    }
}
