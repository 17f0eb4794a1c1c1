#pragma once
/// The times at which the journal is asked what other brokers have committed: at once when there is
/// a sign of it, and every `interval`, because signs may be lost. One question runs at a time. The
/// core owns it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace indaba::broker {

class NewsReads {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms interval{500};

    /// Makes a question due at once, or after the running one has ended.
    void want(ms now) {
        due_ = std::min(due_, now);
        is_wanted_ = true;
    }
    /// Returns when ask() is due. Absent while a question runs.
    std::optional<ms> due() const { return is_running_ ? std::nullopt : std::optional(due_); }
    void ask() {
        is_running_ = true;
        is_wanted_ = false;
        ++last_;
    }
    /// Ends the running question, and returns its number.
    std::uint64_t end(ms now) {
        is_running_ = false;
        due_ = is_wanted_ ? now : now + interval;
        return last_;
    }
    /// Returns the number of the next question, whose answer tells all that is committed by now.
    std::uint64_t next() const { return last_ + 1; }

 private:
    ms due_{};
    bool is_running_ = false;
    bool is_wanted_ = false;
    std::uint64_t last_ = 0;
};

}  // namespace indaba::broker
