#pragma once
/// Runs what writes to or reads from the home, and reports a failure as a line for the user. Used
/// by the workspace and by what it owns: a full or damaged disk must not end the window.
#include <exception>
#include <functional>
#include <string>
#include <utility>

namespace indaba::ui {

class DiskErrors {
 public:
    explicit DiskErrors(std::function<void(const std::string&)> report)
        : report_(std::move(report)) {}

    /// Returns false if `action` threw. A sentence that repeats the one of the previous action is
    /// not reported.
    template <class Action>
    bool try_disk(Action&& action) {
        try {
            action();
            last_.clear();
            return true;
        } catch (const std::exception& error) {
            if (last_ != error.what()) report_(error.what());
            last_ = error.what();
            return false;
        }
    }

 private:
    std::function<void(const std::string&)> report_;
    std::string last_;
};

}  // namespace indaba::ui
