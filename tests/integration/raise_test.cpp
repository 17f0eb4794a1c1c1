/// One window per home: knocking and being heard, on real sockets.
#include "imgui-client/platform/raise.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "tests/support/broker_process.hpp"

using namespace indaba;
using indaba::ui::Doorbell;
using indaba::ui::knock;

namespace {

/// A window that looks at its door. Two who knock at once may be heard as one.
class Listening {
 public:
    explicit Listening(Doorbell& bell)
        : thread_([this, &bell] {
              while (!done_) {
                  if (bell.rang()) ++heard_;
                  std::this_thread::yield();
              }
          }) {}
    ~Listening() { end(); }
    int end() {
        done_ = true;
        if (thread_.joinable()) thread_.join();
        return heard_;
    }

 private:
    std::atomic<bool> done_ = false;
    std::atomic<int> heard_ = 0;
    std::thread thread_;
};

}  // namespace

TEST_SUITE("one window per home") {
    TEST_CASE("who knocks is heard, again and again") {
        const test::TemporaryDirectory home;
        Doorbell bell(home.path());
        CHECK(bell.descriptor() >= 0);
        CHECK(!bell.rang());
        Listening window(bell);
        for (int i = 0; i < 3; ++i) CHECK(knock(home.path()));
        CHECK(window.end() >= 1);
        CHECK(!bell.rang());
    }

    TEST_CASE("nobody answers where no window is, or was") {
        const test::TemporaryDirectory home;
        CHECK(!knock(home.path()));
        { const Doorbell bell(home.path()); }
        CHECK(!knock(home.path()));
        CHECK(std::filesystem::is_empty(home.path()));
    }

    TEST_CASE("a window that hangs does not answer, and is not waited for long") {
        const test::TemporaryDirectory home;
        const Doorbell bell(home.path());
        const auto begun = std::chrono::steady_clock::now();
        CHECK(!knock(home.path()));
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
    }

    TEST_CASE("what a killed window left behind is replaced") {
        const test::TemporaryDirectory home;
        const auto left_behind = home.path() / "window.socket";
        std::filesystem::create_symlink("nowhere", left_behind);
        Doorbell bell(home.path());
        Listening window(bell);
        CHECK(knock(home.path()));
        CHECK(window.end() == 1);
    }

    TEST_CASE("a home with too long a name has no bell, which is no fault") {
        const test::TemporaryDirectory home;
        const auto deep = home.path() / std::string(120, 'd');
        std::filesystem::create_directory(deep);
        Doorbell bell(deep);
        CHECK(bell.descriptor() == -1);
        CHECK(!bell.rang());
        CHECK(!knock(deep));
    }
}
