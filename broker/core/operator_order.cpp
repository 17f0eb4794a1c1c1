#include "broker/core/operator_order.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace indaba::broker {
namespace {

struct Shape {
    std::string_view word;
    OperatorOrder::What what;
    std::size_t operands;
    bool from_clients;
};
constexpr std::array shapes{
    Shape{"allow", OperatorOrder::What::allow, 1, false},
    Shape{"ban", OperatorOrder::What::ban, 1, true},
    Shape{"unban", OperatorOrder::What::unban, 1, true},
    Shape{"kick", OperatorOrder::What::kick, 1, true},
    Shape{"op", OperatorOrder::What::op, 1, false},
    Shape{"deop", OperatorOrder::What::deop, 1, false},
    Shape{"rename", OperatorOrder::What::rename, 2, true},
    Shape{"rebind", OperatorOrder::What::rebind, 2, false},
    Shape{"invite", OperatorOrder::What::invite, 2, false},
    Shape{"who", OperatorOrder::What::who, 0, false},
    Shape{"status", OperatorOrder::What::status, 0, false},
};

constexpr std::uint64_t longest_invite_s = 10ull * 366 * 24 * 3600;

const Shape* shape_of(std::string_view word) {
    const auto found = std::ranges::find(shapes, word, &Shape::word);
    return found == shapes.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> number(const std::string& text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

}  // namespace

std::variant<OperatorOrder, std::string> parse_order(const std::vector<std::string>& words,
                                                     WallMs now) {
    const Shape* shape = words.empty() ? nullptr : shape_of(words.front());
    if (!shape || words.size() != shape->operands + 1) return "This broker knows no such order.";
    OperatorOrder order;
    order.what = shape->what;
    if (order.what == OperatorOrder::What::invite) {
        const auto uses = number(words[1]), seconds = number(words[2]);
        if (!uses || *uses == 0 || !seconds || *seconds > longest_invite_s)
            return "An invite has a number of uses and lasts ten years at most.";
        order.invite.uses_left = *uses;
        order.invite.expires_at = *seconds == 0 ? 0 : now + static_cast<WallMs>(*seconds) * 1000;
        return order;
    }
    if (shape->operands > 0) order.whom = words[1];
    if (shape->operands > 1) order.other = words[2];
    return order;
}

std::optional<OperatorOrder::What> asked_by_client(std::string_view what) {
    const Shape* shape = shape_of(what);
    if (!shape || !shape->from_clients) return std::nullopt;
    return shape->what;
}

}  // namespace indaba::broker
