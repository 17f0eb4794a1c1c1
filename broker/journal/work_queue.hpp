#pragma once
/// Passes jobs from the loop to one other thread, in order.
#include <chrono>
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
    std::optional<Job> pop() { return wait_until(std::nullopt) ? try_pop() : std::nullopt; }

    using Clock = std::chrono::steady_clock;
    /// Waits for a job, but not after `end`. Returns false after close(), when every job has been
    /// returned.
    bool wait_until(const std::optional<Clock::time_point>& end) {
        std::unique_lock lock(mutex_);
        const auto has_news = [this] { return closed_ || !jobs_.empty(); };
        if (end)
            changed_.wait_until(lock, *end, has_news);
        else
            changed_.wait(lock, has_news);
        return !closed_ || !jobs_.empty();
    }
    /// Returns nullopt when no job waits.
    std::optional<Job> try_pop() {
        const std::lock_guard lock(mutex_);
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
