#include "broker/core/operator_order.hpp"

#include <algorithm>
#include <array>

#include "common/base/number.hpp"

namespace indaba::broker {
namespace {

struct OrderSyntax {
    std::string_view word;
    OperatorOrder::What what;
    std::size_t operands;
    bool from_clients;
};
constexpr std::array syntaxes{
    OrderSyntax{"allow", OperatorOrder::What::allow, 1, false},
    OrderSyntax{"ban", OperatorOrder::What::ban, 1, true},
    OrderSyntax{"unban", OperatorOrder::What::unban, 1, true},
    OrderSyntax{"kick", OperatorOrder::What::kick, 1, true},
    OrderSyntax{"op", OperatorOrder::What::op, 1, false},
    OrderSyntax{"deop", OperatorOrder::What::deop, 1, false},
    OrderSyntax{"rename", OperatorOrder::What::rename, 2, true},
    OrderSyntax{"rebind", OperatorOrder::What::rebind, 2, false},
    OrderSyntax{"invite", OperatorOrder::What::invite, 2, false},
    OrderSyntax{"who", OperatorOrder::What::who, 0, false},
    OrderSyntax{"status", OperatorOrder::What::status, 0, false},
    OrderSyntax{"room list", OperatorOrder::What::list_rooms, 0, false},
    OrderSyntax{"room create", OperatorOrder::What::create_room, 5, false},
    OrderSyntax{"room archive", OperatorOrder::What::archive_room, 1, false},
    OrderSyntax{"room reopen", OperatorOrder::What::reopen_room, 1, false},
    OrderSyntax{"room members", OperatorOrder::What::list_members, 1, false},
};

constexpr std::uint64_t max_invite_s = 10ull * 366 * 24 * 3600;

const OrderSyntax* syntax_of(std::string_view word) {
    const auto found = std::ranges::find(syntaxes, word, &OrderSyntax::word);
    return found == syntaxes.end() ? nullptr : &*found;
}

/// Joins the two words of an order about rooms.
std::vector<std::string> with_one_word(std::vector<std::string> arguments) {
    if (arguments.empty() || arguments.front().find(' ') != std::string::npos) return {};
    if (arguments.front() != "room" || arguments.size() == 1) return arguments;
    arguments[1].insert(0, "room ");
    arguments.erase(arguments.begin());
    return arguments;
}

}  // namespace

std::variant<OperatorOrder, std::string> parse_order(const std::vector<std::string>& words,
                                                     WallMs now) {
    const std::vector<std::string> arguments = with_one_word(words);
    const OrderSyntax* syntax = arguments.empty() ? nullptr : syntax_of(arguments.front());
    if (!syntax || arguments.size() != syntax->operands + 1)
        return "This broker knows no such order.";
    OperatorOrder order;
    order.what = syntax->what;
    if (order.what == OperatorOrder::What::invite) {
        const auto uses = parse_number<std::uint64_t>(arguments[1]);
        const auto seconds = parse_number<std::uint64_t>(arguments[2]);
        if (!uses || *uses == 0 || !seconds || *seconds > max_invite_s)
            return "An invite has a number of uses and lasts ten years at most.";
        order.invite.uses_left = *uses;
        order.invite.expires_at = *seconds == 0 ? 0 : now + static_cast<WallMs>(*seconds) * 1000;
        return order;
    }
    if (syntax->operands > 0) order.target = arguments[1];
    if (order.what == OperatorOrder::What::create_room)
        order.room = {arguments[2], arguments[3], arguments[4] == "private",
                      arguments[5] == "from-joining"};
    else if (syntax->operands > 1)
        order.argument = arguments[2];
    return order;
}

std::optional<OperatorOrder::What> order_from_client(std::string_view what) {
    const OrderSyntax* syntax = syntax_of(what);
    if (!syntax || !syntax->from_clients) return std::nullopt;
    return syntax->what;
}

}  // namespace indaba::broker
