#pragma once
/// Remembers which bans must hold: those that were answered, and that no order may have lifted
/// since. CoreWorld tells it what is ordered and answered, and asks it after every commit.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "broker/core/operator_order.hpp"
#include "broker/journal/memory_journal.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::fuzz {

class BanWatch {
 public:
    /// Notes an order of the control socket.
    void on_given(std::uint64_t token, const broker::OperatorOrder& order);
    void on_answered(std::uint64_t token, bool ok, const broker::MemoryJournal& journal);
    /// Notes an order of a client. One who is banned, or about to be, lifts no ban of its own.
    void on_given(const Order& order, const Account& giver);

    /// Checks that the journal has every ban, and no entry that was said after it.
    void check(broker::MemoryJournal& journal) const;
    bool must_hold(const Account& account) const { return banned_.contains(account); }

 private:
    void lift(const std::optional<Account>& account);

    struct Given {
        Account account;
        std::uint64_t at = 0;
    };
    std::map<std::uint64_t, Given> given_;        // bans without an answer, by token
    std::map<Account, std::uint64_t> lifted_at_;  // the last order that may have lifted its ban
    std::uint64_t all_lifted_at_ = 0;
    std::map<Account, std::size_t> banned_;  // how many entries it had said at the answer
    std::uint64_t now_ = 0;                  // counts the orders
};

}  // namespace indaba::fuzz
