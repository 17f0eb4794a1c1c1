#pragma once
/// Decides what an operator's order takes, and remembers the orders that wait for the journal.
/// Orders come over the control socket or from an operator's session. The core carries the steps
/// out.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "broker/core/access_list.hpp"
#include "broker/core/conversations.hpp"
#include "broker/core/directory.hpp"
#include "broker/core/events.hpp"
#include "broker/core/operator_order.hpp"
#include "broker/core/presence.hpp"

namespace indaba::broker {

/// The origin of an order, to which its answer goes: a token of the control socket, or a session.
struct OrderSource {
    std::uint64_t token = 0;  // 0: a session
    RoutingId session{};
    std::uint64_t serial = 0;
    std::uint64_t request = 0;
    Account operator_account{};  // of the session; zero for the control socket
};

/// The text for the operator, or the refusal of the order.
using OrderAnswer = std::variant<std::string, Refusal>;

struct Kick {
    Account account{};
};
/// The order is about names that are being written: decide it when that has ended.
struct WaitForNames {};
using OrderStep = std::variant<OrderAnswer, Write, Kick, WaitForNames>;

/// All that decide_order() reads.
struct OrderContext {
    const Directory& directory;
    const AccessList& access_list;
    const PresenceBoard& presence;
    const Conversations& conversations;
    const JournalId& journal;
    const Account& broker;  // the author of announcements
    std::size_t sessions = 0;
    const std::optional<std::uint64_t>& history_for_new;  // entries that a new account may read
    bool is_busy = false;                                 // nothing can be written just now
    std::string storage;                   // "ok", or the trouble with the journal's disk
    std::optional<Refusal> write_refusal;  // while the journal cannot be read
};

/// Returns the answer of an order that needs no write, or the next step of an order that does.
OrderStep decide_order(const OperatorOrder& order, const OrderContext& context, WallMs now);
/// Returns the answer of an order whose write has ended.
OrderAnswer answer_of(const Outcome& outcome);

class OrdersInFlight {
 public:
    /// Returns the number, not 0, under which the answer of a written order is found again.
    std::uint64_t add(const OrderSource& source) {
        sources_[++last_] = source;
        return last_;
    }
    std::optional<OrderSource> take(std::uint64_t order) {
        const auto found = sources_.extract(order);
        return found ? std::optional(std::move(found.mapped())) : std::nullopt;
    }

    struct Waiting {
        OrderSource source;
        OperatorOrder order;
    };
    /// Keeps an order until the commit that it waits for has ended.
    void wait(const OrderSource& source, const OperatorOrder& order) {
        waiting_.push_back({source, order});
    }
    /// Returns the orders that waited, oldest first.
    std::vector<Waiting> take_waiting() { return std::exchange(waiting_, {}); }

 private:
    std::map<std::uint64_t, OrderSource> sources_;
    std::vector<Waiting> waiting_;
    std::uint64_t last_ = 0;
};

}  // namespace indaba::broker
