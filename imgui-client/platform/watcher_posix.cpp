#include <poll.h>

#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>

#include "common/base/wakeup_pipe.hpp"
#include "imgui-client/platform/watcher.hpp"

namespace indaba::ui {

struct Watcher::State {
    explicit State(std::function<void()> wake_with);
    ~State();

    void run();
    /// Returns the pipe, then the descriptors of the current arming, whose number goes to `armed`;
    /// empty at the end.
    std::vector<pollfd> watched_descriptors(std::uint64_t& armed);
    /// Returns true if `armed` is still the current arming, which then ends: the caller must be
    /// woken.
    bool consume_arming(std::uint64_t armed);

    std::function<void()> wake;
    WakeupPipe pipe;  // signalled when the set has changed
    std::mutex mutex;
    std::vector<Descriptor> descriptors;  // empty while not armed
    std::uint64_t armings = 0;
    bool ending = false;
    std::thread thread;
};

Watcher::Watcher(std::function<void()> wake) : state_(std::make_unique<State>(std::move(wake))) {}
Watcher::~Watcher() = default;

/// Wakes the thread even for the same numbers: a number may denote another file by now, and poll
/// would keep watching the old one.
void Watcher::arm(std::vector<Descriptor> descriptors) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->descriptors = std::move(descriptors);
        ++state_->armings;
    }
    state_->pipe.signal();
}

Watcher::State::State(std::function<void()> wake_with) : wake(std::move(wake_with)) {
    thread = std::thread([this] { run(); });
}

Watcher::State::~State() {
    {
        const std::lock_guard lock(mutex);
        ending = true;
    }
    pipe.signal();
    thread.join();
}

void Watcher::State::run() {
    std::uint64_t armed = 0;
    for (;;) {
        std::vector<pollfd> watched = watched_descriptors(armed);
        if (watched.empty()) return;
        if (::poll(watched.data(), static_cast<nfds_t>(watched.size()), -1) < 0) continue;
        pipe.clear();
        bool readable = false;  // includes POLLNVAL: the owner knows that it closed the descriptor
        for (std::size_t i = 1; i < watched.size(); ++i) readable |= watched[i].revents != 0;
        if (readable && consume_arming(armed)) wake();
    }
}

std::vector<pollfd> Watcher::State::watched_descriptors(std::uint64_t& armed) {
    const std::lock_guard lock(mutex);
    if (ending) return {};
    armed = armings;
    std::vector<pollfd> watched{{static_cast<int>(pipe.descriptor()), POLLIN, 0}};
    for (const Descriptor descriptor : descriptors)
        watched.push_back({static_cast<int>(descriptor), POLLIN, 0});
    return watched;
}

bool Watcher::State::consume_arming(std::uint64_t armed) {
    const std::lock_guard lock(mutex);
    if (ending || armed != armings) return false;
    descriptors.clear();
    return true;
}

}  // namespace indaba::ui
