/// Measures the time of one frame, NewFrame to Render, without a window: with 1,000, 100,000 and a
/// million entries; at rest, with a new entry in each frame, while scrolling and while resizing.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "imgui-client/views/screen.hpp"
#include "tests/ui/fake_workspace.hpp"
#include "tests/ui/ui_driver.hpp"

using namespace indaba;
using namespace indaba::test;

namespace {

constexpr int frames_measured = 1000;

class Stopwatch {
 public:
    template <class Action>
    void measure(Action&& action) {
        const auto before = std::chrono::steady_clock::now();
        action();
        const std::chrono::duration<double, std::milli> took =
            std::chrono::steady_clock::now() - before;
        milliseconds_.push_back(took.count());
    }
    double part(double share) {
        std::ranges::sort(milliseconds_);
        const auto last = static_cast<double>(milliseconds_.size() - 1);
        return milliseconds_[static_cast<std::size_t>(last * share)];
    }

 private:
    std::vector<double> milliseconds_;
};

/// Measures frames; `between` runs before each of them and is not measured.
template <class Between>
void measure(std::uint64_t entries, const char* what, UiDriver& screen, Between&& between) {
    Stopwatch watch;
    for (int i = 0; i < frames_measured; ++i) {
        between();
        watch.measure([&] { screen.frame(); });
    }
    fmt::print("frame, {} entries, {}: p50 {:.3f} ms, p99 {:.3f} ms\n", entries, what,
               watch.part(0.5), watch.part(0.99));
}

void measure_all(std::uint64_t entries) {
    FakeWorkspace workspace("ada");
    busy_morning(workspace);
    workspace.say_many(entries);
    UiDriver screen(1280, 800);
    screen.record_nothing();
    ui::ScreenState state;
    const ui::ViewState* view_state = &workspace.view_state();
    screen.draws([&] { ui::draw_screen(*view_state, state); }, UiDriver::Root::none);
    ImGui::GetIO().MousePos = {640, 400};
    measure(entries, "at rest", screen, [] {});
    measure(entries, "one more each frame", screen, [&] {
        workspace.says("grace", "One more line, and it is not short at all.");
        view_state = &workspace.view_state();
    });
    measure(entries, "scrolling", screen, [] { ImGui::GetIO().MouseWheel = 3; });
    measure(entries, "another width each frame", screen, [width = 0]() mutable {
        ImGui::GetIO().DisplaySize.x = static_cast<float>(1000 + ++width % 280);
    });
}

}  // namespace

int main() {
    for (const std::uint64_t entries : {1'000u, 100'000u, 1'000'000u}) measure_all(entries);
}
