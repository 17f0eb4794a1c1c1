/// One window per home, on real sockets.
#include "imgui-client/platform/single_instance.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "tests/support/broker_process.hpp"

using namespace indaba;
using indaba::ui::activate_running_instance;
using indaba::ui::SingleInstance;

namespace {

/// A thread that answers activations. Two activations at once may be counted as one.
class AnsweringWindow {
 public:
    explicit AnsweringWindow(SingleInstance& instance)
        : thread_([this, &instance] {
              while (!done_) {
                  if (instance.answer_activations()) ++activations_;
                  std::this_thread::yield();
              }
          }) {}
    ~AnsweringWindow() { end(); }
    int end() {
        done_ = true;
        if (thread_.joinable()) thread_.join();
        return activations_;
    }

 private:
    std::atomic<bool> done_ = false;
    std::atomic<int> activations_ = 0;
    std::thread thread_;
};

}  // namespace

TEST_SUITE("one window per home") {
    TEST_CASE("every second start activates the running window") {
        const test::TemporaryDirectory home;
        SingleInstance instance(home.path());
        CHECK(instance.descriptor() >= 0);
        CHECK(!instance.answer_activations());
        AnsweringWindow window(instance);
        for (int i = 0; i < 3; ++i) CHECK(activate_running_instance(home.path()));
        CHECK(window.end() >= 1);
        CHECK(!instance.answer_activations());
    }

    TEST_CASE("activation fails when no window runs in the home") {
        const test::TemporaryDirectory home;
        CHECK(!activate_running_instance(home.path()));
        { const SingleInstance instance(home.path()); }
        CHECK(!activate_running_instance(home.path()));
        CHECK(std::filesystem::is_empty(home.path()));
    }

    TEST_CASE("activation gives up soon when the running window hangs") {
        const test::TemporaryDirectory home;
        const SingleInstance instance(home.path());
        const auto begun = std::chrono::steady_clock::now();
        CHECK(!activate_running_instance(home.path()));
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
    }

    TEST_CASE("a socket left by a killed window is replaced") {
        const test::TemporaryDirectory home;
        const auto left_behind = home.path() / "window.socket";
        std::filesystem::create_symlink("nowhere", left_behind);
        SingleInstance instance(home.path());
        AnsweringWindow window(instance);
        CHECK(activate_running_instance(home.path()));
        CHECK(window.end() == 1);
    }

    TEST_CASE("a home path too long for a socket disables activation and nothing else") {
        const test::TemporaryDirectory home;
        const auto deep = home.path() / std::string(120, 'd');
        std::filesystem::create_directory(deep);
        SingleInstance instance(deep);
        CHECK(instance.descriptor() == -1);
        CHECK(!instance.answer_activations());
        CHECK(!activate_running_instance(deep));
    }
}
