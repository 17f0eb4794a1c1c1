#pragma once
/// What the operating system can do for one connection or the process. POSIX in peer_posix.cpp.
#include <cstddef>
#include <cstdint>
#include <optional>

namespace indaba::broker {

/// Ends a connection that libzmq owns, at once and for both sides; what was not read yet is lost.
/// The only kick there is. Never close()s it.
void reset_connection(int descriptor);

/// As many descriptors as the system lets this process have. Returns how many.
std::size_t raise_descriptor_limit();
/// How many are open now.
std::size_t descriptors_in_use();

/// Large blocks (frames of a flood) are got from the system one by one, so that each goes back when
/// it is freed, whatever lies around it. Call at start; it holds for the process.
void allocate_large_blocks_separately();
/// Memory that was freed goes back to the system, as far as it can; takes milliseconds.
void return_free_memory();

/// All bytes that a connection has received so far, read by us or not; nothing if it is none.
std::optional<std::uint64_t> bytes_received(int descriptor);

}  // namespace indaba::broker
