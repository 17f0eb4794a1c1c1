#pragma once
/// The exit codes of indaba-cli. Scripts rely on them.
namespace indaba::line::exit_code {

constexpr int done = 0;
constexpr int refused = 1;        // also every other failure; the reason is on stderr
constexpr int usage = 2;          // the command line is wrong
constexpr int no_connection = 3;  // nothing was sent
constexpr int no_receipt = 4;     // sent, perhaps not stored; a resend with the id is harmless

}  // namespace indaba::line::exit_code
