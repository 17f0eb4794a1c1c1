#include "tests/ui/frame_log.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "imgui.h"
#include "imgui_internal.h"  // hooks of a frame

namespace indaba::test {

std::int64_t steady_us() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

void FrameLog::write(bool absent) {
    const std::int64_t now = steady_us();
    if (!std::exchange(observes_, true)) return observe();
    out_ << fmt::format("{} {} {} {}\n", now, drawn_us_ - begun_us_, now - begun_us_,
                        absent ? 1 : 0);
    out_.flush();  // the window may be killed
}

void FrameLog::observe() {
    ImGuiContextHook hook;
    hook.UserData = this;
    hook.Type = ImGuiContextHookType_NewFramePre;
    hook.Callback = [](ImGuiContext*, ImGuiContextHook* of) {
        static_cast<FrameLog*>(of->UserData)->begun_us_ = steady_us();
    };
    ImGui::AddContextHook(ImGui::GetCurrentContext(), &hook);
    hook.Type = ImGuiContextHookType_RenderPost;
    hook.Callback = [](ImGuiContext*, ImGuiContextHook* of) {
        static_cast<FrameLog*>(of->UserData)->drawn_us_ = steady_us();
    };
    ImGui::AddContextHook(ImGui::GetCurrentContext(), &hook);
}

}  // namespace indaba::test
