#pragma once
/// The check of a promise, for the files of the checker.
#include <fmt/format.h>

#include <utility>

#include "tests/simulation/checker.hpp"

namespace indaba::simulation {

/// Throws Violation with the sentence unless the promise was kept.
template <class... Parts>
void ensure(bool kept, fmt::format_string<Parts...> broken, Parts&&... parts) {
    if (!kept) throw Violation(fmt::format(broken, std::forward<Parts>(parts)...));
}

}  // namespace indaba::simulation
