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

/// The order is about names that are being written: decide it when that has ended.
struct WaitForNames {};
/// The writes of a step are stored in their order.
using OrderStep = std::variant<OrderAnswer, std::vector<Write>, Kick, WaitForNames>;

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
    std::uint64_t max_rooms = 0;
    const std::vector<LiveBroker>& other_brokers;  // of the server
};

/// Returns the answer of an order that needs no write, or the next step of an order that does.
OrderStep decide_order(const OperatorOrder& order, const OrderContext& context, WallMs now);
/// Returns the answer of an order whose write has ended.
OrderAnswer answer_of(const Outcome& outcome);

/// Returns the account with a key in hex, or with a name, present or earlier.
std::optional<Account> find_account(const std::string& target, const Directory& directory);
/// Returns true while a name of the account, or whose its names are, is being written.
bool are_names_in_flight(const Account& account, const OrderContext& context);

class OrdersInFlight {
 public:
    struct Ended {
        OrderSource source;
        OrderAnswer answer;
    };
    /// Returns the number, not 0, that the writes of an order have.
    std::uint64_t add(const OrderSource& source, std::size_t writes) {
        written_[++last_] = {writes, {source, "done"}};
        return last_;
    }
    /// Notes the answer to one write. Returns the order when it was the last one: its answer is the
    /// first refusal, because the writes after it depend on it.
    std::optional<Ended> end_write(std::uint64_t order, OrderAnswer answer) {
        const auto found = written_.find(order);
        if (found == written_.end()) return std::nullopt;
        Written& written = found->second;
        if (std::holds_alternative<std::string>(written.ended.answer))
            written.ended.answer = std::move(answer);
        if (--written.left > 0) return std::nullopt;
        return std::move(written_.extract(found).mapped().ended);
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
    struct Written {
        std::size_t left = 0;  // writes that have not ended
        Ended ended;
    };
    std::map<std::uint64_t, Written> written_;
    std::vector<Waiting> waiting_;
    std::uint64_t last_ = 0;
};

}  // namespace indaba::broker
