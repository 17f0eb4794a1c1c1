#pragma once
/// Executes the core's effects. The server, the unit tests, the simulation and the fuzzers each
/// implement CoreEnvironment, so all of them run the same rules. One thread.
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/events.hpp"

namespace indaba::broker {

/// The clients, the journal, the operator and the log, as the core's effects reach them.
class CoreEnvironment {
 public:
    virtual ~CoreEnvironment() = default;

    /// Is called once for each Send that has a recipient, before its first send().
    virtual void on_send(const Send& /*send*/) {}
    virtual SendResult send(const RoutingId& to, const SharedOutgoing& outgoing) = 0;
    virtual void disconnect(const RoutingId& who) = 0;
    virtual void submit(std::vector<Write> writes) = 0;
    virtual void read(const PageRequest& request) = 0;
    virtual void admit(const Admit& admit) = 0;
    virtual void answer(const Answer& answer) = 0;
    virtual void report(const Report& report) = 0;
    // These are called for a broker that shares its journal.
    virtual void tell(const PeerMessage& /*message*/) {}
    virtual void follow(const std::vector<LiveBroker>& /*brokers*/) {}
    virtual void follow_anew(std::int64_t /*writer*/) {}
    virtual void ask_news() {}
    virtual void pass_over(const SharedBatch& /*batch*/) {}
    /// Is called with each result of a submit(), before the core learns it.
    virtual void on_committed(const Committed& committed) = 0;
};

/// Executes the effects in order, and then those that their execution causes. After a send() that
/// would block, the recipient gets no later Send of the same list.
void execute(Effects effects, Core& core, CoreEnvironment& environment, Now now);

/// Passes the journal's results to the core.
void pass_journal_events(Journal& journal, Core& core, CoreEnvironment& environment, Now now,
                         Effects& effects);

}  // namespace indaba::broker
