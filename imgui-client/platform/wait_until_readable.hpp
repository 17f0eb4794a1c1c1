#pragma once
/// The system's call that waits for several descriptors, for the watcher. Implemented in
/// wait_until_readable_posix.cpp and wait_until_readable_windows.cpp.
#include <vector>

#include "common/base/descriptor.hpp"

namespace indaba::ui {

/// Waits until a descriptor can be read. Returns whether one of `others` can be, or is closed: its
/// owner knows that. May return early.
bool wait_until_readable(Descriptor wakeup, const std::vector<Descriptor>& others);

}  // namespace indaba::ui
