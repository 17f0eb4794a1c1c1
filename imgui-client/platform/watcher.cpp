#include "imgui-client/platform/watcher.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "common/base/wakeup_pipe.hpp"
#include "imgui-client/platform/wait_until_readable.hpp"

namespace indaba::ui {

struct Watcher::State {
    explicit State(std::function<void()> wake_with);
    ~State();

    void run();
    /// Returns the descriptors of the current arming, whose number goes to `armed`; nothing at the
    /// end.
    std::optional<std::vector<Descriptor>> watched_descriptors(std::uint64_t& armed);
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

/// Wakes the thread even for the same numbers: a number may denote another file by now, and the
/// thread would keep watching the old one.
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
    while (const auto watched = watched_descriptors(armed)) {
        const bool readable = wait_until_readable(pipe.descriptor(), *watched);
        pipe.clear();
        if (readable && consume_arming(armed)) wake();
    }
}

std::optional<std::vector<Descriptor>> Watcher::State::watched_descriptors(std::uint64_t& armed) {
    const std::lock_guard lock(mutex);
    if (ending) return std::nullopt;
    armed = armings;
    return descriptors;
}

bool Watcher::State::consume_arming(std::uint64_t armed) {
    const std::lock_guard lock(mutex);
    if (ending || armed != armings) return false;
    descriptors.clear();
    return true;
}

}  // namespace indaba::ui
