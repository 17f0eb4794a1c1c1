#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "imgui-client/platform/watcher.hpp"

namespace indaba::ui {

struct Watcher::State {
    explicit State(std::function<void()> wake_with);
    ~State();

    void run();
    void wake_thread() const;
    /// What is watched now: the pipe first.
    std::vector<pollfd> watched_descriptors(std::uint64_t& armed);
    /// True: this arming is used up, and whoever armed is to be woken.
    bool consume_arming(std::uint64_t armed);

    std::function<void()> wake;
    int pipe[2] = {-1, -1};  // a byte in it: look anew
    std::mutex mutex;
    std::vector<int> descriptors;  // empty: not armed
    std::uint64_t armings = 0;
    bool ending = false;
    std::thread thread;
};

Watcher::Watcher(std::function<void()> wake) : state_(std::make_unique<State>(std::move(wake))) {}
Watcher::~Watcher() = default;

/// Always nudges, even when the numbers are the same as before: a number may mean another file by
/// now, and poll would go on with the old one.
void Watcher::arm(std::vector<int> descriptors) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->descriptors = std::move(descriptors);
        ++state_->armings;
    }
    state_->wake_thread();
}

Watcher::State::State(std::function<void()> wake_with) : wake(std::move(wake_with)) {
    if (::pipe(pipe) != 0) throw std::runtime_error("No pipe could be made.");
    for (const int end : pipe) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    thread = std::thread([this] { run(); });
}

Watcher::State::~State() {
    {
        const std::lock_guard lock(mutex);
        ending = true;
    }
    wake_thread();
    thread.join();
    for (const int end : pipe) ::close(end);
}

/// A full pipe can be read already, which is all that is wanted.
void Watcher::State::wake_thread() const {
    [[maybe_unused]] const ssize_t written = ::write(pipe[1], "", 1);
}

void Watcher::State::run() {
    std::uint64_t armed = 0;
    for (;;) {
        std::vector<pollfd> watched = watched_descriptors(armed);
        if (watched.empty()) return;
        if (::poll(watched.data(), static_cast<nfds_t>(watched.size()), -1) < 0) continue;
        char bytes[64];
        while (::read(pipe[0], bytes, sizeof bytes) > 0) {
        }
        bool readable = false;  // POLLNVAL of a closed one counts: its owner knows better
        for (std::size_t i = 1; i < watched.size(); ++i) readable |= watched[i].revents != 0;
        if (readable && consume_arming(armed)) wake();
    }
}

std::vector<pollfd> Watcher::State::watched_descriptors(std::uint64_t& armed) {
    const std::lock_guard lock(mutex);
    if (ending) return {};
    armed = armings;
    std::vector<pollfd> watched{{pipe[0], POLLIN, 0}};
    for (const int descriptor : descriptors) watched.push_back({descriptor, POLLIN, 0});
    return watched;
}

bool Watcher::State::consume_arming(std::uint64_t armed) {
    const std::lock_guard lock(mutex);
    if (ending || armed != armings) return false;
    descriptors.clear();
    return true;
}

}  // namespace indaba::ui
