#pragma once
/// A thread that waits for descriptors and calls `wake` once when one of them is readable; then it
/// waits until it is armed again (the rule and its figures: ARCHITECTURE.md, "The window's loop").
/// The caller must have read everything that the descriptors announced before it arms, and sleeps
/// next. The thread never reads: a descriptor that is closed while watched costs at most
/// one needless wake-up, and the next arming names the open ones.
#include <functional>
#include <memory>
#include <vector>

#include "common/base/descriptor.hpp"

namespace indaba::ui {

class Watcher {
 public:
    /// Starts the thread, which calls `wake`.
    explicit Watcher(std::function<void()> wake);
    ~Watcher();  // ends the thread
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// Watches these descriptors, in place of the previous ones, until one is readable. Does not
    /// block.
    void arm(std::vector<Descriptor> descriptors);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui
