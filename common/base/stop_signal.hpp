#pragma once
/// The request to stop as something that the loop of a client can wait for. On POSIX it is SIGINT,
/// SIGTERM and SIGHUP; on Windows Ctrl-C, Ctrl-Break, and the end of the console or the session.
/// One per process. (The broker handles more signals: broker/process.)
#include "common/base/descriptor.hpp"

namespace indaba {

/// From now on none of these ends the process at once: they make stop_requested() true and
/// stop_descriptor() readable, both for good. A SIGHUP that is ignored (nohup) stays so. Windows
/// ends the process a few seconds after its console was closed, whatever it does. Call it once,
/// before any other thread starts.
void catch_stop_signals();
/// Does what a signal does. May be called by any thread and by a signal handler.
void request_stop() noexcept;
bool stop_requested();
/// Returns -1 before catch_stop_signals().
Descriptor stop_descriptor();

}  // namespace indaba
