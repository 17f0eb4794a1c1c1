#pragma once
/// Windows' sockets, which a process starts before it uses them.

namespace indaba {

/// Starts them once, however often it is called. Throws std::runtime_error with a sentence.
void start_winsock();

}  // namespace indaba
