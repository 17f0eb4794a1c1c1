#pragma once
/// Holds the results of a journal's threads until the loop takes them.
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class Completions {
 public:
    /// Must be called before the threads have work.
    void on_wake(std::function<void()> wake) {
        const std::lock_guard lock(mutex_);
        wake_ = std::move(wake);
    }
    void push(JournalEvent event) {
        std::function<void()> wake;
        {
            const std::lock_guard lock(mutex_);
            if (events_.empty()) wake = wake_;
            events_.push_back(std::move(event));
        }
        if (wake) wake();
    }
    std::vector<JournalEvent> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(events_, {});
    }

 private:
    std::mutex mutex_;
    std::vector<JournalEvent> events_;
    std::function<void()> wake_;
};

}  // namespace indaba::broker
