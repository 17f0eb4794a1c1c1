#include "broker/server/server.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <set>
#include <stdexcept>
#include <zmq.hpp>

#include "broker/access/addresses.hpp"
#include "broker/core/core.hpp"
#include "broker/process/service_notifier.hpp"
#include "broker/process/signal_handlers.hpp"
#include "broker/process/signal_mask.hpp"
#include "broker/server/control.hpp"
#include "broker/transport/zmq/connection_guard.hpp"
#include "broker/transport/zmq/peer.hpp"
#include "common/base/clock.hpp"

namespace indaba::broker {
namespace {

using ms = std::chrono::milliseconds;

constexpr std::size_t messages_per_turn = 256;
/// What a turn answers, and what is a large answer: others are heard between two of those.
constexpr std::size_t effects_per_turn = 32;
constexpr std::size_t large_reply = 5;
constexpr ms stop_timeout{10'000};
/// For the journal, the log, the operator, and connections that are accepted and then disconnected.
constexpr std::size_t reserved_descriptors = 64;
constexpr std::size_t min_clients = 8;

/// The frame lives in the Outgoing until libzmq has sent the last copy.
zmq::message_t share_frame(const SharedOutgoing& outgoing) {
    const std::string& frame = outgoing->last_frame();
    auto* held = new SharedOutgoing(outgoing);
    return {const_cast<char*>(frame.data()), frame.size(),
            [](void*, void* hint) { delete static_cast<SharedOutgoing*>(hint); }, held};
}

/// libzmq tells it with the payload frame only.
int descriptor_of(zmq::message_t& payload) { return zmq_msg_get(payload.handle(), ZMQ_SRCFD); }

std::variant<ToBroker, DecodeError> decode(const zmq::message_t& payload, std::size_t frames) {
    if (frames != 1) return DecodeError{std::string(code::bad_message), "A message is one frame."};
    return decode_to_broker({payload.data<char>(), payload.size()});
}

Policy policy(const ServerOptions& options) {
    return {options.listener.key ? options.listener.key->account : Account{},
            options.history_for_new, options.limits.accounts};
}

/// No more than there are descriptors for; half of them for who is known.
ConnectionLimits connection_limits(ConnectionLimits limits) {
    const std::size_t max_descriptors = raise_descriptor_limit(),
                      used = descriptors_in_use() + reserved_descriptors;
    if (max_descriptors < used + min_clients)
        throw std::runtime_error(
            fmt::format("This process may open {} files and connections, and needs {} at least; "
                        "raise the limit (ulimit -n).",
                        max_descriptors, used + min_clients));
    limits.clients = std::min<std::uint64_t>(limits.clients, max_descriptors - used);
    limits.half_open = std::min(limits.half_open, std::max<std::uint64_t>(1, limits.clients / 2));
    return limits;
}

}  // namespace

struct Server::State {
    State(Journal& the_journal, Console& the_console, const ServerOptions& options,
          const Snapshot& snapshot)
        : journal(the_journal),
          console(the_console),
          core(snapshot, Batch::max_pending_bytes, policy(options)),
          listener(options.listener),
          guard(listener.monitor(), connection_limits(options.limits.connections),
                [this](const RoutingId& who) { return core.has_joined(who); }),
          control(listener.context(), options.data) {}

    int run();
    void turn(Effects& effects);
    bool receive(Effects& effects);
    bool receive_one(Effects& effects);
    void handle(const RoutingId& from, zmq::message_t& payload,
                const ConnectionGuard::ReceivedMessage& received, Effects& effects);
    ConnectionTable::BindResult bind_hello(const RoutingId& from, int descriptor, Effects& effects);
    void on_first_hello(const Sender& sender);
    void read_monitor(Effects& effects);
    void handle_journal_events(Effects& effects);
    void check_for_failures(const Committed& committed);
    void act_on_signals();
    void receive_order(Effects& effects);

    void execute(Effects effects);
    void execute(const Send& send, Effects& more);
    void write(const RoutingId& to, zmq::message_t& message, Effects& more);
    void execute(Submit& submit, Effects&) { journal.submit(std::move(submit.writes)); }
    void execute(const ReadPage& read, Effects&) { journal.read(read.request); }
    void execute(const Disconnect& disconnect, Effects&);
    void execute(const Admit& admit, Effects&) {
        std::visit([this](const auto& change) { listener.admission().put(change); }, admit.change);
    }
    void execute(const Answer& answer, Effects&);
    void execute(const Report& report, Effects&) { console.report(report, now.steady); }

    ms time_to_wait() const;

    Journal& journal;
    Console& console;
    Core core;
    WakeupPipe wakeup_pipe;
    std::optional<SignalHandlers> signal_handlers;  // once the server listens
    Now now = read_clocks();
    std::set<RoutingId> blocked;      // in the list of effects being carried out
    std::optional<ms> stop_deadline;  // set by the first signal to stop
    std::optional<ms> last_failure_log;
    std::function<void()> reload;
    ServiceNotifier* notifier = nullptr;
    int exit_code = 0;
    bool finished = false;

    Listener listener;
    ConnectionGuard guard;
    Control control;
    std::uint64_t orders = 0;
    std::optional<SecretKey> invite_secret;  // of the invite that is being made
    zmq::socket_t& router = listener.router();
};

// ---- start ----------------------------------------------------------------------------------

Server::Server(Journal& journal, Console& console, const ServerOptions& options) {
    allocate_large_blocks_separately();
    const Snapshot snapshot = journal.snapshot();
    state_ = std::make_unique<State>(journal, console, options, snapshot);
    Admission& admission = state_->listener.admission();
    for (const Standing& standing : snapshot.standings) admission.put(standing);
    for (const Invite& invite : snapshot.invites) admission.put(invite);
    for (const KnownAccount& known : snapshot.accounts)
        state_->listener.handshake_limiter().add_known_account(known.account);
    state_->listener.open();
    state_->guard.start(state_->listener.first_id(), state_->listener.encrypted());
    state_->journal.on_wake([this] { state_->wakeup_pipe.signal(); });
    state_->signal_handlers.emplace(state_->wakeup_pipe);
}

Server::~Server() {
    state_->journal.on_wake([] {});
}

const Listener& Server::listener() const { return state_->listener; }

void Server::on_reload(std::function<void()> reload) { state_->reload = std::move(reload); }

void Server::notify_service_manager(ServiceNotifier& notifier) { state_->notifier = &notifier; }

int Server::run() { return state_->run(); }

// ---- one turn -------------------------------------------------------------------------------

int Server::State::run() {
    SignalMask signals;
    while (!finished) {
        std::array<zmq::pollitem_t, 5> items{{{router.handle(), 0, ZMQ_POLLIN, 0},
                                              {listener.monitor().handle(), 0, ZMQ_POLLIN, 0},
                                              {listener.announcer().handle(), 0, ZMQ_POLLIN, 0},
                                              {control.handle(), 0, ZMQ_POLLIN, 0},
                                              {nullptr, wakeup_pipe.descriptor(), ZMQ_POLLIN, 0}}};
        signals.unblock();
        try {
            zmq::poll(items.data(), items.size(), time_to_wait());
        } catch (const zmq::error_t& error) {
            if (error.num() != EINTR) throw;
        }
        signals.block();
        Effects effects;
        turn(effects);
        execute(std::move(effects));
        guard.disconnect_pending(now.steady);
    }
    Effects last;
    core.farewell(last);
    execute(std::move(last));
    router.set(zmq::sockopt::linger, 500);
    return exit_code;
}

void Server::State::turn(Effects& effects) {
    now = read_clocks();
    wakeup_pipe.clear();
    act_on_signals();
    read_monitor(effects);
    listener.announcer().serve();
    receive_order(effects);
    const bool drained = receive(effects);
    handle_journal_events(effects);
    guard.on_time(drained, now.steady);
    core.end_turn(now, effects);
    console.on_time(now.steady);
    if (notifier) notifier->on_time(now.steady);
    if (stop_deadline && (core.is_journal_idle() || now.steady >= *stop_deadline)) finished = true;
}

ms Server::State::time_to_wait() const {
    std::optional<ms> soonest;
    for (const std::optional<ms>& due :
         {core.next_deadline(), guard.next_deadline(), console.next_deadline(), stop_deadline,
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
    console.info("stopping", "what was said is being written");
}

// ---- from the operator ------------------------------------------------------------------------

void Server::State::receive_order(Effects& effects) {
    const auto words = control.next();
    if (!words) return;
    auto parsed = parse_order(*words, now.wall);
    if (const auto* why = std::get_if<std::string>(&parsed)) return control.reply(1, *why);
    OperatorOrder& order = std::get<OperatorOrder>(parsed);
    invite_secret.reset();
    if (order.what == OperatorOrder::What::invite) {
        if (!listener.encrypted() || !listener.admission().accepts_invites())
            return control.reply(1, listener.encrypted()
                                        ? "This broker is closed: invites do not serve."
                                        : "Without encryption there are no invites.");
        const Key key = make_key();
        order.invite.key = key.account;
        invite_secret = key.secret;
    }
    core.on_order(++orders, order, now, effects);
}

void Server::State::execute(const Answer& answer, Effects&) {
    std::string text = answer.text;
    if (answer.ok && invite_secret) {
        text = "Hand on one of these, as it is reached; each is the same invite:\n";
        for (const std::string& link : listener.join_links(invite_secret)) text += link + "\n";
    }
    invite_secret.reset();
    control.reply(answer.ok ? 0 : 1, text);
}

// ---- from clients ---------------------------------------------------------------------------

/// True: nothing is left to read.
bool Server::State::receive(Effects& effects) {
    const std::size_t max_effects = effects.size() + effects_per_turn;
    for (std::size_t i = 0; i < messages_per_turn && effects.size() < max_effects; ++i) {
        const std::size_t before = effects.size();
        if (!receive_one(effects)) return true;
        if (effects.size() >= before + large_reply) return false;
    }
    return false;
}

bool Server::State::receive_one(Effects& effects) {
    zmq::message_t identity;
    if (!router.recv(identity, zmq::recv_flags::dontwait)) return false;
    const RoutingId from(identity.data<char>(), identity.size());
    zmq::message_t payload;
    ConnectionGuard::ReceivedMessage received;
    bool more = identity.more();
    while (more) {
        zmq::message_t part;
        if (!router.recv(part)) return false;
        more = part.more();
        received.bytes += part.size();
        if (++received.frames == 1) payload = std::move(part);
    }
    if (received.frames == 0) return true;
    received.descriptor = descriptor_of(payload);
    if (guard.accept_message(from, received)) handle(from, payload, received, effects);
    return true;
}

/// Under encryption every message brings what its connection proved.
void Server::State::handle(const RoutingId& from, zmq::message_t& payload,
                           const ConnectionGuard::ReceivedMessage& received, Effects& effects) {
    Sender sender{from, listener.proof(payload)};
    if (listener.encrypted() && !sender.proof) return;
    const auto decoded = decode(payload, received.frames);
    const ToBroker* message = std::get_if<ToBroker>(&decoded);
    Nonce fresh;
    if (message && std::holds_alternative<Hello>(*message)) {
        const ConnectionTable::BindResult binding = bind_hello(from, received.descriptor, effects);
        if (!binding.bound) return;
        randombytes_buf(fresh.bytes.data(), Nonce::length);
        sender.address = rate_limit_key_of_peer(received.descriptor);
        if (sender.proof && binding.first_hello) on_first_hello(sender);
    } else if (!guard.require_hello(from, received.descriptor)) {
        return;
    }
    if (!message) {
        const DecodeError& error = std::get<DecodeError>(decoded);
        console.message("undecodable", error.code, payload.size());
        return core.on_undecodable(from, error, now, effects);
    }
    console.message("received", type_of(*message), payload.size());
    core.on_message(sender, *message, fresh, now, effects);
    if (std::holds_alternative<Bye>(*message)) guard.unbind(from, now.steady);
}

/// Ties the routing id to its descriptor.
ConnectionTable::BindResult Server::State::bind_hello(const RoutingId& from, int descriptor,
                                                      Effects& effects) {
    read_monitor(effects);  // all that happened before this message is then known
    ConnectionTable::BindResult binding = guard.on_hello(from, descriptor);
    if (binding.replaced) core.on_closed(*binding.replaced, now, effects);
    return binding;
}

/// The handshake was followed by a hello, once: it costs nothing.
void Server::State::on_first_hello(const Sender& sender) {
    HandshakeLimiter& handshake_limiter = listener.handshake_limiter();
    handshake_limiter.on_hello(sender.proof->key, sender.address);
    if (core.knows(sender.proof->key)) handshake_limiter.add_known_account(sender.proof->key);
}

void Server::State::read_monitor(Effects& effects) {
    for (const RoutingId& whose : guard.read_monitor(now.steady))
        core.on_closed(whose, now, effects);
}

// ---- from the journal -----------------------------------------------------------------------

void Server::State::handle_journal_events(Effects& effects) {
    for (JournalEvent& event : journal.completed()) {
        if (Committed* committed = std::get_if<Committed>(&event)) {
            check_for_failures(*committed);
            core.on_committed(std::move(*committed), now, effects);
        } else {
            core.on_page(std::move(std::get<PageRead>(event)), now, effects);
        }
    }
}

void Server::State::check_for_failures(const Committed& committed) {
    for (const Outcome& outcome : committed.outcomes) {
        if (const Unknown* unknown = std::get_if<Unknown>(&outcome)) {
            console.warn("disk_failed",
                         unknown->why + "; ending, since only a new start tells what is stored");
            exit_code = 70;
            finished = true;
            return;
        }
        const NotStored* not_stored = std::get_if<NotStored>(&outcome);
        if (!not_stored ||
            (last_failure_log && now.steady < *last_failure_log + Console::summary_interval))
            continue;
        last_failure_log = now.steady;
        console.warn("not_stored", not_stored->why);
    }
}

// ---- to clients -----------------------------------------------------------------------------

/// What happens meanwhile (a peer cannot be written to) adds to the list.
void Server::State::execute(Effects effects) {
    blocked.clear();
    while (!effects.empty()) {
        Effects more;
        for (Effect& effect : effects) std::visit([&](auto& e) { execute(e, more); }, effect);
        effects = std::move(more);
    }
}

void Server::State::execute(const Send& send, Effects& more) {
    const auto is_blocked = [&](const RoutingId& to) { return blocked.contains(to); };
    if (std::ranges::all_of(send.to, is_blocked)) return;
    console.message("sent", send.outgoing->type(), send.outgoing->frame().size());
    zmq::message_t shared = share_frame(send.outgoing);
    for (const RoutingId& to : send.to) write(to, shared, more);
}

void Server::State::write(const RoutingId& to, zmq::message_t& message, Effects& more) {
    if (blocked.contains(to)) return;
    zmq::message_t payload;
    payload.copy(message);
    try {
        const auto flags = zmq::send_flags::dontwait | zmq::send_flags::sndmore;
        if (!router.send(zmq::buffer(to), flags)) {
            blocked.insert(to);
            core.on_blocked(to, now, more);
            return;
        }
        router.send(payload, zmq::send_flags::dontwait);
    } catch (const zmq::error_t& error) {
        if (error.num() != EHOSTUNREACH) throw;
        guard.unbind(to, now.steady);
        core.on_closed(to, now, more);
    }
}

void Server::State::execute(const Disconnect& disconnect, Effects&) {
    guard.disconnect(disconnect.who);
}

}  // namespace indaba::broker
