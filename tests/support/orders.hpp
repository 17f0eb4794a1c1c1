#pragma once
/// Functions that make operators' orders and read the refusals of them, for tests of the core.
#include <string>

#include "tests/support/harness.hpp"

namespace indaba::broker::test {

using What = OperatorOrder::What;

inline OperatorOrder order(What what, const std::string& target, const std::string& argument = {}) {
    OperatorOrder result;
    result.what = what;
    result.target = target;
    result.argument = argument;
    return result;
}

/// Returns an order that moves the name of `target` to the key of another client.
inline OperatorOrder rebind(const std::string& target, const std::string& client) {
    return order(What::rebind, target, to_hex(account(client)));
}

/// Returns the newest refusal as Harness::refused() does, or an empty string.
inline std::string last_code(Harness& broker, const std::string& client) {
    const auto refused = broker.refused(client);
    return refused.empty() ? "" : refused.back();
}

}  // namespace indaba::broker::test
