#pragma once
/// Passes jobs from the loop to one other thread, in order.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace indaba::broker {

template <class Job>
class WorkQueue {
 public:
    void push(Job job) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        changed_.notify_one();
    }

    /// Waits for a job. Returns nullopt after close(), when every job has been returned.
    std::optional<Job> pop() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
        if (jobs_.empty()) return std::nullopt;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        return job;
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_one();
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    bool closed_ = false;
};

}  // namespace indaba::broker
