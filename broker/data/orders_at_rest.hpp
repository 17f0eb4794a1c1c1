#pragma once
/// Carries out an operator's order on a data directory that no broker uses, by the same rules: a
/// core on the journal, without clients.
#include <filesystem>
#include <string>

#include "broker/core/core.hpp"
#include "broker/core/operator_order.hpp"
#include "broker/process/data_directory_lock.hpp"

namespace indaba::broker {

struct OrderReply {
    int exit_code = 1;
    std::string text;  // for a terminal; holds peers' names unescaped
};

/// Returns the lock that the order needs.
LockFor lock_for(const OperatorOrder& order);

/// Carries the order out. The caller holds the lock, knows that there is a journal, and has made
/// the key of an invite. Throws std::runtime_error with a sentence for the operator.
OrderReply order_at_rest(const std::filesystem::path& data, const OperatorOrder& order,
                         const Policy& policy);
/// Does the same on a journal that is open, and that no broker uses.
OrderReply order_at_rest(Journal& journal, const OperatorOrder& order, const Policy& policy);

}  // namespace indaba::broker
