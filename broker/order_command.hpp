#pragma once
/// The subcommands that give an operator's order, like ban or status: to the running broker, or,
/// when no broker runs, to its journal.
#include "broker/options.hpp"

namespace indaba::broker {

/// Prints the answer and returns the exit code. Throws std::runtime_error with a sentence.
int run_order(const Options& options);

}  // namespace indaba::broker
