#pragma once
/// What the operator asks of the running broker: from a subcommand over the control socket, or from
/// an operator's client. Parsed from arguments here; the core carries it out.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

struct OperatorOrder {
    enum class What { allow, ban, unban, kick, op, deop, rename, rebind, invite, who, status };
    What what = What::status;
    std::string target;    // a name, or a key in hex
    std::string argument;  // rename: the new name; rebind: the key, in hex
    Invite invite{};       // its key is the server's to make
};

/// `arguments` as they crossed the control socket. Else a sentence.
std::variant<OperatorOrder, std::string> parse_order(const std::vector<std::string>& arguments,
                                                     WallMs now);
/// Nothing when it is none that an operator's client may ask for.
std::optional<OperatorOrder::What> order_from_client(std::string_view what);

}  // namespace indaba::broker
