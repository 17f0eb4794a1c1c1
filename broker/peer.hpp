#pragma once
/// What the operating system can do for one connection or the process. POSIX in peer_posix.cpp.
#include <cstddef>

namespace indaba::broker {

/// Ends a connection that libzmq owns: the only kick there is. Never close()s it.
void cut_connection(int descriptor);

/// As many descriptors as the system lets this process have. Returns how many.
std::size_t raise_descriptor_limit();

}  // namespace indaba::broker
