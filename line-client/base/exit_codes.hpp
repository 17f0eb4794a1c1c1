#pragma once
/// How a command ended, for scripts.
namespace indaba::line::exit_code {

constexpr int done = 0;
constexpr int refused = 1;        // the reason is on stderr
constexpr int usage = 2;          // asked for in a way that cannot be
constexpr int no_connection = 3;  // surely nothing was sent
constexpr int no_receipt = 4;  // sent, but not known to be stored: a repeat with the id is harmless

}  // namespace indaba::line::exit_code
