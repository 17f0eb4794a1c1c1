#pragma once
/// SIGINT, SIGTERM and SIGHUP as something that the loop of a client can wait for. One per process.
/// stop_signal_posix.cpp implements it. (The broker handles more signals: broker/process.)
#include "common/base/descriptor.hpp"

namespace indaba {

/// From now on the signals no longer end the process: they make stop_requested() true and
/// stop_descriptor() readable, both for good. A SIGHUP that is ignored (nohup) stays so. Call it
/// once, before any other thread starts.
void catch_stop_signals();
bool stop_requested();
/// Returns -1 before catch_stop_signals().
Descriptor stop_descriptor();

}  // namespace indaba
