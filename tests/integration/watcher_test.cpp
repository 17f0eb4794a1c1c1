/// The watcher thread of the window's loop, on real pipes.
#include "imgui-client/platform/watcher.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

using indaba::ui::Watcher;

namespace {

/// A descriptor that a test makes readable.
class Pipe {
 public:
    Pipe() {
        REQUIRE(::pipe(ends_) == 0);
        ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    }
    ~Pipe() {
        for (const int end : ends_) ::close(end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int descriptor() const { return ends_[0]; }
    bool write() const { return ::write(ends_[1], "x", 1) == 1; }
    int drain() const {
        char bytes[256];
        int all = 0;
        for (ssize_t got; (got = ::read(ends_[0], bytes, sizeof bytes)) > 0;)
            all += static_cast<int>(got);
        return all;
    }
    /// Makes this descriptor's number denote the other pipe.
    void become(const Pipe& other) const { REQUIRE(::dup2(other.ends_[0], ends_[0]) >= 0); }

 private:
    int ends_[2];
};

/// Counts the calls of `wake`.
class Sleeper {
 public:
    void wake() {
        const std::lock_guard lock(mutex_);
        ++woken_;
        changed_.notify_all();
    }
    /// Waits until `wake` was called so often. Returns false after 10 s.
    bool woken(int times) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return woken_ >= times; });
    }
    int times() {
        const std::lock_guard lock(mutex_);
        return woken_;
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int woken_ = 0;
};

}  // namespace

TEST_SUITE("watcher") {
    TEST_CASE(
        "the watcher wakes when any descriptor is readable, also one that was readable before "
        "arming") {
        Sleeper sleeper;
        Watcher watcher([&] { sleeper.wake(); });
        const Pipe a, b;
        watcher.arm({a.descriptor(), b.descriptor()});
        CHECK(b.write());
        CHECK(sleeper.woken(1));
        watcher.arm({a.descriptor(), b.descriptor()});
        CHECK(sleeper.woken(2));
    }

    TEST_CASE("the watcher wakes once per arming while a descriptor stays readable") {
        Sleeper sleeper;
        Watcher watcher([&] { sleeper.wake(); });
        const Pipe pipe;
        CHECK(pipe.write());
        for (int arming = 1; arming <= 200; ++arming) {
            watcher.arm({pipe.descriptor()});
            REQUIRE(sleeper.woken(arming));
            REQUIRE(sleeper.times() == arming);
        }
    }

    TEST_CASE("arming another set of descriptors stops watching the previous one") {
        constexpr int rounds = 200;
        Sleeper sleeper;
        {
            Watcher watcher([&] { sleeper.wake(); });
            const Pipe before, after, last;
            for (int round = 1; round <= rounds; ++round) {
                watcher.arm({before.descriptor()});
                watcher.arm({after.descriptor()});
                CHECK(before.write());
                std::this_thread::yield();  // a watcher of the replaced set could wake now
                watcher.arm({last.descriptor()});
                CHECK(last.write());
                REQUIRE(sleeper.woken(round));
                CHECK(before.drain() + last.drain() == 2);
            }
        }
        CHECK(sleeper.times() == rounds);  // the thread has ended, so no late call can follow
    }

    TEST_CASE("no wake-up is lost when bytes arrive while arming") {
        constexpr int bytes = 20'000;
        Sleeper sleeper;
        Watcher watcher([&] { sleeper.wake(); });
        const Pipe pipe;
        std::thread writer([&] {
            for (int i = 0; i < bytes; ++i) {
                pipe.write();
                if (i % 7 == 0) std::this_thread::yield();
            }
        });
        int read = 0;
        while ((read += pipe.drain()) < bytes) {
            const int before = sleeper.times();
            watcher.arm({pipe.descriptor()});
            if (!sleeper.woken(before + 1)) break;
        }
        writer.join();
        CHECK(read == bytes);
    }

    TEST_CASE("a descriptor reused since the last arming is watched again") {
        Sleeper sleeper;
        Watcher watcher([&] { sleeper.wake(); });
        const Pipe connection, next;
        watcher.arm({connection.descriptor()});
        connection.become(next);
        watcher.arm({connection.descriptor()});
        CHECK(next.write());
        CHECK(sleeper.woken(1));
    }

    TEST_CASE("closing a watched descriptor does no harm") {
        Sleeper sleeper;
        Watcher watcher([&] { sleeper.wake(); });
        int closed = -1;
        {
            const Pipe gone;
            closed = gone.descriptor();
            watcher.arm({closed});
        }
        const Pipe next;
        watcher.arm({next.descriptor()});
        const int before = sleeper.times();  // the closed one may have woken, once
        CHECK(before <= 1);
        CHECK(next.write());
        CHECK(sleeper.woken(before + 1));
    }

    TEST_CASE("the watcher thread ends while armed and while never armed") {
        const Pipe pipe;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < 50; ++i) {
            Watcher idle([] {});
            Watcher watching([] {});
            watching.arm({pipe.descriptor()});
        }
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    }
}
