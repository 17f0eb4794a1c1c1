#include "broker/core/allowances.hpp"

#include <algorithm>

namespace indaba::broker {
namespace {

/// What is whole again is as if it had never been: a map holds who did something lately, and twice
/// as many at most.
template <class Map>
void forget_full(Map& map, std::size_t& kept, Bucket::ms now) {
    if (map.size() < kept) return;
    std::erase_if(map, [&](const auto& each) { return each.second.full(now); });
    kept = std::max(Allowances::kept_at_least, 2 * map.size());
}

}  // namespace

Allowances::Allowance& Allowances::of(const Account& account, ms now) {
    forget_full(accounts_, accounts_kept_, now);
    return accounts_[account];
}

Bucket& Allowances::newcomers(const std::string& address, ms now) {
    forget_full(addresses_, addresses_kept_, now);
    return addresses_[address];
}

}  // namespace indaba::broker
