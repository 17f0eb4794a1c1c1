#pragma once
/// SIGTERM and SIGINT as something that the window's loop can wait for. The platform in
/// stop_signal_posix.cpp.

namespace indaba::ui {

/// Once, before the window opens. Throws std::runtime_error with a sentence.
void catch_stop_signals();
/// One has come.
bool stop_requested();
/// Can be read from then on; -1 before catch_stop_signals().
int stop_descriptor();

}  // namespace indaba::ui
