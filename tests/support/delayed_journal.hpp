#pragma once
/// A journal that returns results only when the test releases them, as a slow disk would. It wraps
/// another journal, which commits at once; only the results are delayed.
#include <functional>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class DelayedJournal : public Journal {
 public:
    /// `inner` must outlive this object.
    explicit DelayedJournal(Journal& inner) : inner_(inner) {}

    Snapshot snapshot() override { return inner_.snapshot(); }
    void submit(std::vector<Write> writes) override { inner_.submit(std::move(writes)); }
    void read(PageRequest request) override { inner_.read(std::move(request)); }
    std::vector<JournalEvent> completed() override {
        const std::lock_guard lock(mutex_);
        return std::exchange(released_, {});
    }
    void on_wake(std::function<void()> wake) override { wake_ = std::move(wake); }

    /// Releases the results so far and returns their number. Any thread may call it.
    std::size_t release_results() {
        std::vector<JournalEvent> ended = inner_.completed();
        const std::size_t count = ended.size();
        bool first = false;
        {
            const std::lock_guard lock(mutex_);
            first = released_.empty() && count > 0;
            std::move(ended.begin(), ended.end(), std::back_inserter(released_));
        }
        if (first && wake_) wake_();
        return count;
    }

 private:
    Journal& inner_;
    std::mutex mutex_;
    std::vector<JournalEvent> released_;
    std::function<void()> wake_;
};

}  // namespace indaba::broker
