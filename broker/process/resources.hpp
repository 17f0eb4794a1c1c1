#pragma once
/// The process's descriptors and memory. POSIX in resources_posix.cpp.
#include <cstddef>

namespace indaba::broker {

/// Raises the limit of open descriptors as far as the system allows, and returns it.
std::size_t raise_descriptor_limit();
/// Returns how many descriptors are open.
std::size_t descriptors_in_use();

/// Makes the allocator map each large block (a frame of a flood) separately, so that freeing it
/// returns it to the system at once. Call it once, at the start.
void allocate_large_blocks_separately();
/// Returns freed memory to the system where possible. Takes milliseconds.
void return_free_memory();

}  // namespace indaba::broker
