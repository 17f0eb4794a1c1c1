#pragma once
/// Notices that the reader of standard output has gone while there is nothing to write. Windows
/// reports that to nobody who waits, so a thread looks each second; only when stdout is a pipe.
#include <memory>

#include "common/base/wakeup_pipe.hpp"

namespace indaba::line {

class OutputWatch {
 public:
    /// `output` is a HANDLE. Must live until the process ends.
    explicit OutputWatch(void* output);
    /// Returns the descriptor that is readable once the reader has gone; -1 when `output` has none.
    Descriptor descriptor() const { return gone_ ? gone_->descriptor() : -1; }

 private:
    void run(void* output) const;
    std::unique_ptr<WakeupPipe> gone_;
};

}  // namespace indaba::line
