#pragma once
/// Lets a thread wait between two tries of something, until its owner ends it.
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace indaba::broker {

class Pause {
 public:
    /// Returns false, at once, when close() was called.
    bool wait(std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        return !changed_.wait_for(lock, time, [this] { return closed_; });
    }
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool closed_ = false;
};

}  // namespace indaba::broker
