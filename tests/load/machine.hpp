#pragma once
/// Reads CPU time and memory of a process, and raises the limit of descriptors. Linux, in
/// machine_posix.cpp.
#include <chrono>
#include <cstdint>
#include <optional>

namespace indaba::load {

/// Raises this process's limit of descriptors to the highest allowed value, and returns it.
std::uint64_t raise_descriptor_limit();

/// Returns the CPU time of all threads of a process so far; nothing when there is no such process.
std::optional<std::chrono::microseconds> cpu_time_of(int pid);
/// Returns the resident memory of a process in KiB; nothing when there is no such process.
std::optional<std::uint64_t> memory_kib_of(int pid);

}  // namespace indaba::load
