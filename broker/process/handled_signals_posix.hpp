#pragma once
/// The signals that signal_handlers_posix.cpp handles and signal_mask_posix.cpp blocks.
#include <signal.h>

#include <array>

namespace indaba::broker {

inline constexpr std::array handled_signals{SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGCHLD};

}  // namespace indaba::broker
