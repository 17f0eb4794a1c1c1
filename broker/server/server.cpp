#include "broker/server/server.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/effect_executor.hpp"
#include "broker/process/resources.hpp"
#include "broker/process/service_notifier.hpp"
#include "broker/process/signal_handlers.hpp"
#include "broker/process/signal_mask.hpp"
#include "broker/server/operator_channel.hpp"
#include "common/base/clock.hpp"

namespace indaba::broker {
namespace {

using ms = std::chrono::milliseconds;

/// Effects of the messages of one turn, and effects of a message that end the turn at once: so the
/// answer of a large request is sent before the next message is read.
constexpr std::size_t effects_per_turn = 32;
constexpr std::size_t large_reply = 5;
constexpr ms stop_timeout{10'000};
constexpr ms linger_on_exit{500};

Policy policy(const ServerOptions& options, const Journal& journal) {
    return {options.transport.key ? options.transport.key->account : Account{},
            options.history_for_new, options.limits, journal.writer()};
}

}  // namespace

struct Server::State : CoreEnvironment {
    State(Journal& the_journal, Console& the_console, const ServerOptions& options,
          const Snapshot& snapshot)
        : journal(the_journal),
          console(the_console),
          core(snapshot, Batch::max_pending_bytes, policy(options, the_journal)),
          transport(options.transport, [this](const RoutingId& id) { return core.has_joined(id); }),
          operator_channel(transport, core, the_journal) {}

    int run();
    void turn(Effects& effects);
    void act_on_signals();
    void receive(Effects& effects);
    void on(const Transport::Connected& connected, Effects& effects);
    void on(Transport::Message& message, Effects& effects);
    void on(const Transport::Closed& closed, Effects& effects);
    void on(const Transport::PeerTold& told, Effects& effects);
    void on(const Transport::Follower& follower, Effects& effects);
    ms time_to_wait() const;

    void on_send(const Send& send) override;
    SendResult send(const RoutingId& to, const SharedOutgoing& outgoing) override {
        return transport.send(to, outgoing);
    }
    void disconnect(const RoutingId& who) override { transport.close(who); }
    void submit(std::vector<Write> writes) override { journal.submit(std::move(writes)); }
    void read(const PageRequest& request) override { journal.read(request); }
    void admit(const Admit& admit) override { transport.admit(admit.change); }
    void answer(const Answer& answer) override { operator_channel.reply(answer); }
    void report(const Report& report) override;
    void tell(const PeerMessage& message) override { transport.publish(message); }
    void follow(const std::vector<LiveBroker>& brokers) override;
    void follow_anew(std::int64_t writer) override { transport.follow_anew(writer); }
    void ask_news() override { journal.ask_news(); }
    void pass_over(const SharedBatch& batch) override { journal.pass_over(batch); }
    void on_committed(const Committed& committed) override;
    void end_with(StorageTrouble trouble, const std::string& why);

    Journal& journal;
    Console& console;
    Core core;
    std::shared_ptr<const WakeupPipe> wakeup_pipe = std::make_shared<WakeupPipe>();
    std::optional<SignalHandlers> signal_handlers;  // once the server listens
    Now now = read_clocks();                        // of this turn
    std::optional<ms> stop_deadline;                // set by the first signal to stop
    std::optional<ms> last_failure_log;
    std::function<void()> reload;
    ServiceNotifier* notifier = nullptr;
    int exit_code = 0;
    bool finished = false;

    Transport transport;
    OperatorChannel operator_channel;
};

// ---- start ----------------------------------------------------------------------------------

Server::Server(Journal& journal, Console& console, const ServerOptions& options) {
    allocate_large_blocks_separately();
    const Snapshot snapshot = journal.snapshot();
    state_ = std::make_unique<State>(journal, console, options, snapshot);
    Transport& transport = state_->transport;
    for (const Standing& standing : snapshot.standings) transport.admit(standing);
    for (const Invite& invite : snapshot.invites) transport.admit(invite);
    for (const KnownAccount& known : snapshot.accounts) transport.add_known_account(known.account);
    transport.open();
    // A thread of the journal may call it when the server has ended, so it owns the pipe, too.
    state_->journal.on_wake([pipe = state_->wakeup_pipe] { pipe->signal(); });
    state_->signal_handlers.emplace(*state_->wakeup_pipe);
    if (const std::optional<std::int64_t> writer = journal.writer()) {
        transport.set_writer(*writer);
        journal.take_lease(transport.address());
    }
}

Server::~Server() {
    state_->journal.on_wake([] {});
}

const Transport& Server::transport() const { return state_->transport; }

void Server::on_reload(std::function<void()> reload) { state_->reload = std::move(reload); }

void Server::notify_service_manager(ServiceNotifier& notifier) { state_->notifier = &notifier; }

int Server::run() { return state_->run(); }

// ---- one turn -------------------------------------------------------------------------------

int Server::State::run() {
    SignalMask signals;
    while (!finished) {
        signals.unblock();
        transport.wait(static_cast<int>(wakeup_pipe->descriptor()), time_to_wait());
        signals.block();
        Effects effects;
        turn(effects);
        execute(std::move(effects), core, *this, now);
        transport.disconnect_scheduled(now.steady);
    }
    Effects last;
    core.farewell(last);
    execute(std::move(last), core, *this, now);
    transport.set_linger(linger_on_exit);
    return exit_code;
}

void Server::State::turn(Effects& effects) {
    now = read_clocks();
    wakeup_pipe->clear();
    act_on_signals();
    transport.begin_turn(now.steady);
    receive(effects);
    operator_channel.receive(now, effects);
    pass_journal_events(journal, core, *this, now, effects);
    transport.on_time(now.steady);
    core.end_turn(now, effects);
    console.on_time(now.steady);
    if (notifier) notifier->on_time(now.steady);
    if (stop_deadline && (core.is_journal_idle() || now.steady >= *stop_deadline)) finished = true;
}

ms Server::State::time_to_wait() const {
    std::optional<ms> soonest;
    for (const std::optional<ms>& due :
         {core.next_deadline(), transport.next_deadline(), console.next_deadline(), stop_deadline,
          notifier ? notifier->next_deadline() : std::nullopt})
        if (due && (!soonest || *due < *soonest)) soonest = due;
    if (!soonest) return ms{-1};
    return std::max(ms{0}, *soonest - read_clocks().steady);
}

void Server::State::act_on_signals() {
    const SignalRequests requested = signal_handlers->take_requests();
    if (requested.reload && reload) reload();
    if (!requested.stop) return;
    if (stop_deadline) stop_deadline = now.steady;  // a second request stops at once
    if (stop_deadline) return;
    stop_deadline = now.steady + stop_timeout;
    core.stop();
    if (notifier) notifier->stopping();
    console.info("stopping", "writing what is not stored yet");
}

// ---- from clients ---------------------------------------------------------------------------

/// Reads until nothing is left or the messages of this turn caused enough effects.
void Server::State::receive(Effects& effects) {
    std::size_t caused = 0;
    while (auto event = transport.next()) {
        const std::size_t before = effects.size();
        std::visit([&](auto& each) { on(each, effects); }, *event);
        if (!std::holds_alternative<Transport::Message>(*event)) continue;
        const std::size_t by_this = effects.size() - before;
        caused += by_this;
        if (by_this >= large_reply || caused >= effects_per_turn) return;
    }
}

void Server::State::on(const Transport::Connected& connected, Effects&) {
    if (connected.proof && core.knows(connected.proof->key))
        transport.add_known_account(connected.proof->key);
}

void Server::State::on(Transport::Message& message, Effects& effects) {
    if (const auto* error = std::get_if<DecodeError>(&message.content)) {
        console.message("undecodable", error->code, message.bytes);
        return core.on_undecodable(message.from.id, *error, now, effects);
    }
    const ToBroker& content = std::get<ToBroker>(message.content);
    console.message("received", type_of(content), message.bytes);
    Nonce fresh;
    if (std::holds_alternative<Hello>(content) || std::holds_alternative<RoomRequest>(content))
        randombytes_buf(fresh.bytes.data(), Nonce::length);
    core.on_message(message.from, content, fresh, now, effects);
}

void Server::State::on(const Transport::Closed& closed, Effects& effects) {
    core.on_closed(closed.id, now, effects);
}

// ---- from other brokers ---------------------------------------------------------------------

void Server::State::on(const Transport::PeerTold& told, Effects& effects) {
    core.on_peer(told.message, now, effects);
}

void Server::State::follow(const std::vector<LiveBroker>& brokers) {
    transport.follow(brokers);
    std::vector<std::string> addresses;
    for (const LiveBroker& broker : brokers) addresses.push_back(broker.address.clients);
    transport.set_other_brokers(std::move(addresses));
}

void Server::State::on(const Transport::Follower&, Effects& effects) { core.on_follower(effects); }

// ---- from the journal -----------------------------------------------------------------------

void Server::State::on_committed(const Committed& committed) {
    for (const Outcome& outcome : committed.outcomes) {
        if (const Unknown* unknown = std::get_if<Unknown>(&outcome))
            return end_with(unknown->trouble, unknown->why);
        const NotStored* not_stored = std::get_if<NotStored>(&outcome);
        const bool is_known = !not_stored || not_stored->trouble != StorageTrouble::none;
        if (is_known ||
            (last_failure_log && now.steady < *last_failure_log + Console::summary_interval))
            continue;
        last_failure_log = now.steady;
        console.warn("not_stored", not_stored->why);
    }
}

void Server::State::report(const Report& report) {
    if (ends_the_broker(report.trouble)) return end_with(report.trouble, report.why);
    console.report(report, now.steady);
}

/// Ends the loop after this turn. Only a restart can tell what is stored.
void Server::State::end_with(StorageTrouble trouble, const std::string& why) {
    if (finished) return;
    console.warn(name_of(trouble), why +
                                       "; the broker ends, since only a restart can tell what is "
                                       "stored");
    exit_code = 70;
    finished = true;
}

// ---- to clients -----------------------------------------------------------------------------

void Server::State::on_send(const Send& send) {
    console.message("sent", type_of(send.outgoing->message()), send.outgoing->frame().size());
}

}  // namespace indaba::broker
