#pragma once
/// Keeps the mouse from views that lie under a dialog or a list. Used by the screen.
#include <algorithm>
#include <array>
#include <cfloat>

#include "imgui.h"

namespace indaba::ui {

/// Hides the mouse from ImGui while it lives: the views drawn meanwhile lie under a dialog.
class MouseBlocker {
 public:
    explicit MouseBlocker(bool blocks) : blocks_(blocks) {
        if (blocks_) set_mouse({{-FLT_MAX, -FLT_MAX}, 0, {}, {}});
    }
    ~MouseBlocker() {
        if (blocks_) set_mouse(saved_);
    }
    MouseBlocker(const MouseBlocker&) = delete;
    MouseBlocker& operator=(const MouseBlocker&) = delete;

 private:
    struct Mouse {
        ImVec2 position;
        float wheel;
        std::array<bool, ImGuiMouseButton_COUNT> clicked, double_clicked;
    };
    static Mouse now() {
        const ImGuiIO& io = ImGui::GetIO();
        return {io.MousePos, io.MouseWheel, std::to_array(io.MouseClicked),
                std::to_array(io.MouseDoubleClicked)};
    }
    static void set_mouse(const Mouse& mouse) {
        ImGuiIO& io = ImGui::GetIO();
        io.MousePos = mouse.position;
        io.MouseWheel = mouse.wheel;
        std::ranges::copy(mouse.clicked, io.MouseClicked);
        std::ranges::copy(mouse.double_clicked, io.MouseDoubleClicked);
    }
    bool blocks_;
    Mouse saved_ = now();  // read before the constructor's body hides the mouse
};

}  // namespace indaba::ui
