#pragma once
/// A thread that sleeps on descriptors and says once that one of them can be read; then it waits
/// until it is armed again (the rule and its figures: ARCHITECTURE.md, "The window's loop").
/// Whoever arms has drained what the descriptors told of, as the last thing before sleeping.
/// It only looks, never reads: a descriptor that is closed while it is watched costs at most one
/// needless wake-up, and the next arming names those that are open by then.
#include <functional>
#include <memory>
#include <vector>

namespace indaba::ui {

class Watcher {
 public:
    /// `wake` is called from the thread.
    explicit Watcher(std::function<void()> wake);
    ~Watcher();  // ends the thread
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// Watch these until one can be read. Another set replaces the one before; not waiting for.
    void arm(std::vector<int> descriptors);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui
