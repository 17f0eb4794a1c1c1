#pragma once
/// Waits for a descriptor as the loop of a program does. Each platform has one implementation.
#include <chrono>

#include "common/base/descriptor.hpp"

namespace indaba::test {

/// Returns whether the descriptor is readable, now or until `at_most` has passed.
bool is_readable(Descriptor descriptor, std::chrono::milliseconds at_most = {});

}  // namespace indaba::test
