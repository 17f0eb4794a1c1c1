#pragma once
/// What the system tells of processes, and how many descriptors it grants. Linux, in
/// machine_posix.cpp.
#include <chrono>
#include <cstdint>
#include <optional>

namespace indaba::load {

/// Raises the limit of descriptors as far as it goes, and returns it.
std::uint64_t raise_descriptor_limit();

/// Spent by all threads of a process so far. Nothing when there is no such process.
std::optional<std::chrono::microseconds> cpu_time_of(int pid);
/// Memory a process holds, in KiB.
std::optional<std::uint64_t> memory_kib_of(int pid);

}  // namespace indaba::load
