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
#include "broker/process/held_signals.hpp"
#include "broker/process/service_manager.hpp"
#include "broker/process/wake_up.hpp"
#include "broker/server/control.hpp"
#include "broker/transport/zmq/door.hpp"
#include "broker/transport/zmq/peer.hpp"

namespace indaba::broker {
namespace {

using ms = std::chrono::milliseconds;

constexpr std::size_t messages_per_turn = 256;
/// What a turn answers, and what is a large answer: others are heard between two of those.
constexpr std::size_t effects_per_turn = 32;
constexpr std::size_t large_answer = 5;
constexpr ms stop_at_most{10'000};
/// For the journal, the log, the operator, and connections that are accepted before they are cut.
constexpr std::size_t descriptors_kept = 64;
constexpr std::size_t clients_at_least = 8;

Now read_clocks() {
    using namespace std::chrono;
    return {duration_cast<ms>(steady_clock::now().time_since_epoch()),
            duration_cast<ms>(system_clock::now().time_since_epoch()).count()};
}

/// The frame lives in the Outgoing until libzmq has sent the last copy.
zmq::message_t share(const SharedOutgoing& outgoing) {
    const std::string& frame = outgoing->last_frame();
    auto* held = new SharedOutgoing(outgoing);
    return {const_cast<char*>(frame.data()), frame.size(),
            [](void*, void* hint) { delete static_cast<SharedOutgoing*>(hint); }, held};
}

/// libzmq tells it with the payload frame only.
int descriptor_of(zmq::message_t& payload) { return zmq_msg_get(payload.handle(), ZMQ_SRCFD); }

std::variant<ToBroker, DecodeError> decode(const zmq::message_t& payload, std::size_t parts) {
    if (parts != 1) return DecodeError{std::string(code::bad_message), "A message is one frame."};
    return decode_to_broker({payload.data<char>(), payload.size()});
}

Policy policy(const ServerOptions& options) {
    return {options.entrance.key ? options.entrance.key->account : Account{},
            options.history_for_new, options.limits.members};
}

/// No more than there are descriptors for; half of them for who is known.
DoorLimits door_limits(DoorLimits limits) {
    const std::size_t most = raise_descriptor_limit(),
                      used = descriptors_in_use() + descriptors_kept;
    if (most < used + clients_at_least)
        throw std::runtime_error(
            fmt::format("This process may open {} files and connections, and needs {} at least; "
                        "raise the limit (ulimit -n).",
                        most, used + clients_at_least));
    limits.clients = std::min<std::uint64_t>(limits.clients, most - used);
    limits.half_open = std::min(limits.half_open, std::max<std::uint64_t>(1, limits.clients / 2));
    return limits;
}

}  // namespace

struct Server::State {
    State(Journal& the_journal, Console& the_console, const ServerOptions& options,
          const Snapshot& snapshot)
        : journal(the_journal),
          console(the_console),
          core(snapshot, Batch::bytes_waiting, policy(options)),
          entrance(options.entrance),
          door(entrance.monitor(), door_limits(options.limits.door),
               [this](const RoutingId& who) { return core.has_joined(who); }),
          control(entrance.context(), options.data) {}

    int run();
    void turn(Effects& effects);
    bool receive(Effects& effects);
    bool receive_one(Effects& effects);
    void handle(const RoutingId& from, zmq::message_t& payload, const Door::Arrived& arrived,
                Effects& effects);
    Connections::Bound greet(const RoutingId& from, int descriptor, Effects& effects);
    void signed_on(const Sender& sender);
    void drain_monitor(Effects& effects);
    void take_completed(Effects& effects);
    void look_for_trouble(const Committed& committed);
    void act_on_signals();
    void take_order(Effects& effects);

    void carry_out(Effects effects);
    void carry_out(const Send& send, Effects& more);
    void write(const RoutingId& to, zmq::message_t& message, Effects& more);
    void carry_out(Submit& submit, Effects&) { journal.submit(std::move(submit.writes)); }
    void carry_out(const ReadPage& read, Effects&) { journal.read(read.request); }
    void carry_out(const Disconnect& disconnect, Effects&);
    void carry_out(const Admit& admit, Effects&) {
        std::visit([this](const auto& decided) { entrance.admission().put(decided); },
                   admit.decided);
    }
    void carry_out(const Answer& answer, Effects&);
    void carry_out(const Report& report, Effects&) { console.report(report, now.steady); }

    ms time_to_wait() const;

    Journal& journal;
    Console& console;
    Core core;
    WakeUp wake_up;
    Now now = read_clocks();
    std::set<RoutingId> blocked;  // in the list of effects being carried out
    std::optional<ms> stop_by;    // set by the first signal to stop
    std::optional<ms> trouble_told;
    std::function<void()> reload;
    ServiceManager* manager = nullptr;
    int exit_code = 0;
    bool over = false;

    Entrance entrance;
    Door door;
    Control control;
    std::uint64_t orders = 0;
    std::optional<SecretKey> invited;  // of the invite that is being made
    zmq::socket_t& router = entrance.router();
};

// ---- start ----------------------------------------------------------------------------------

Server::Server(Journal& journal, Console& console, const ServerOptions& options) {
    keep_large_blocks_apart();
    const Snapshot snapshot = journal.snapshot();
    state_ = std::make_unique<State>(journal, console, options, snapshot);
    Admission& admission = state_->entrance.admission();
    for (const Standing& standing : snapshot.standings) admission.put(standing);
    for (const Invite& invite : snapshot.invites) admission.put(invite);
    for (const KnownAccount& known : snapshot.accounts)
        state_->entrance.sign_ons().know(known.account);
    state_->entrance.open();
    state_->door.open(state_->entrance.first_id(), state_->entrance.encrypted());
    state_->journal.on_wake([this] { state_->wake_up.signal(); });
    listen_to_signals(state_->wake_up);
}

Server::~Server() {
    state_->journal.on_wake([] {});
}

const Entrance& Server::entrance() const { return state_->entrance; }

void Server::on_reload(std::function<void()> reload) { state_->reload = std::move(reload); }

void Server::watched_by(ServiceManager& manager) { state_->manager = &manager; }

int Server::run() { return state_->run(); }

// ---- one turn -------------------------------------------------------------------------------

int Server::State::run() {
    HeldSignals signals;
    while (!over) {
        std::array<zmq::pollitem_t, 5> items{{{router.handle(), 0, ZMQ_POLLIN, 0},
                                              {entrance.monitor().handle(), 0, ZMQ_POLLIN, 0},
                                              {entrance.announcer().handle(), 0, ZMQ_POLLIN, 0},
                                              {control.handle(), 0, ZMQ_POLLIN, 0},
                                              {nullptr, wake_up.descriptor(), ZMQ_POLLIN, 0}}};
        signals.let_through();
        try {
            zmq::poll(items.data(), items.size(), time_to_wait());
        } catch (const zmq::error_t& error) {
            if (error.num() != EINTR) throw;
        }
        signals.hold();
        Effects effects;
        turn(effects);
        carry_out(std::move(effects));
        door.flush(now.steady);
    }
    Effects last;
    core.farewell(last);
    carry_out(std::move(last));
    router.set(zmq::sockopt::linger, 500);
    return exit_code;
}

void Server::State::turn(Effects& effects) {
    now = read_clocks();
    wake_up.clear();
    act_on_signals();
    drain_monitor(effects);
    entrance.announcer().answer();
    take_order(effects);
    const bool drained = receive(effects);
    take_completed(effects);
    door.on_time(drained, now.steady);
    core.end_turn(now, effects);
    console.on_time(now.steady);
    if (manager) manager->on_time(now.steady);
    if (stop_by && (core.idle_journal() || now.steady >= *stop_by)) over = true;
}

ms Server::State::time_to_wait() const {
    std::optional<ms> soonest;
    for (const std::optional<ms>& due :
         {core.next_deadline(), door.next_deadline(), console.next_deadline(), stop_by,
          manager ? manager->next_deadline() : std::nullopt})
        if (due && (!soonest || *due < *soonest)) soonest = due;
    if (!soonest) return ms{-1};
    return std::max(ms{0}, *soonest - read_clocks().steady);
}

void Server::State::act_on_signals() {
    const Asked asked = asked_by_signals();
    if (asked.reload && reload) reload();
    if (!asked.stop) return;
    if (stop_by) stop_by = now.steady;  // asked twice: at once
    if (stop_by) return;
    stop_by = now.steady + stop_at_most;
    core.stop();
    if (manager) manager->stopping();
    console.say("stopping", "what was said is being written");
}

// ---- from the operator ------------------------------------------------------------------------

void Server::State::take_order(Effects& effects) {
    const auto words = control.next();
    if (!words) return;
    auto parsed = parse_order(*words, now.wall);
    if (const auto* why = std::get_if<std::string>(&parsed)) return control.answer(1, *why);
    OperatorOrder& order = std::get<OperatorOrder>(parsed);
    invited.reset();
    if (order.what == OperatorOrder::What::invite) {
        if (!entrance.encrypted() || !entrance.admission().takes_invites())
            return control.answer(1, entrance.encrypted()
                                         ? "This broker is closed: invites do not serve."
                                         : "Without encryption there are no invites.");
        const Key key = make_key();
        order.invite.key = key.account;
        invited = key.secret;
    }
    core.on_order(++orders, order, now, effects);
}

void Server::State::carry_out(const Answer& answer, Effects&) {
    std::string text = answer.text;
    if (answer.ok && invited) {
        text = "Hand on one of these, as it is reached; each is the same invite:\n";
        for (const std::string& link : entrance.join_links(invited)) text += link + "\n";
    }
    invited.reset();
    control.answer(answer.ok ? 0 : 1, text);
}

// ---- from clients ---------------------------------------------------------------------------

/// True: nothing is left to read.
bool Server::State::receive(Effects& effects) {
    const std::size_t most = effects.size() + effects_per_turn;
    for (std::size_t i = 0; i < messages_per_turn && effects.size() < most; ++i) {
        const std::size_t before = effects.size();
        if (!receive_one(effects)) return true;
        if (effects.size() >= before + large_answer) return false;
    }
    return false;
}

bool Server::State::receive_one(Effects& effects) {
    zmq::message_t identity;
    if (!router.recv(identity, zmq::recv_flags::dontwait)) return false;
    const RoutingId from(identity.data<char>(), identity.size());
    zmq::message_t payload;
    Door::Arrived message;
    bool more = identity.more();
    while (more) {
        zmq::message_t part;
        if (!router.recv(part)) return false;
        more = part.more();
        message.bytes += part.size();
        if (++message.parts == 1) payload = std::move(part);
    }
    if (message.parts == 0) return true;
    message.descriptor = descriptor_of(payload);
    if (door.hears(from, message)) handle(from, payload, message, effects);
    return true;
}

/// Under encryption every message brings what its connection proved.
void Server::State::handle(const RoutingId& from, zmq::message_t& payload,
                           const Door::Arrived& arrived, Effects& effects) {
    Sender sender{from, entrance.proof(payload)};
    if (entrance.encrypted() && !sender.proof) return;
    const auto decoded = decode(payload, arrived.parts);
    const ToBroker* message = std::get_if<ToBroker>(&decoded);
    Nonce fresh;
    if (message && std::holds_alternative<Hello>(*message)) {
        const Connections::Bound bound = greet(from, arrived.descriptor, effects);
        if (!bound.admitted) return;
        randombytes_buf(fresh.bytes.data(), Nonce::length);
        sender.address = neighbour_at(arrived.descriptor);
        if (sender.proof && bound.first) signed_on(sender);
    } else if (!door.may_speak(from, arrived.descriptor)) {
        return;
    }
    if (!message) {
        const DecodeError& error = std::get<DecodeError>(decoded);
        console.message("undecodable", error.code, payload.size());
        return core.on_undecodable(from, error, now, effects);
    }
    console.message("received", type_of(*message), payload.size());
    core.on_message(sender, *message, fresh, now, effects);
    if (std::holds_alternative<Bye>(*message)) door.unbind(from, now.steady);
}

/// Ties the routing id to its descriptor.
Connections::Bound Server::State::greet(const RoutingId& from, int descriptor, Effects& effects) {
    drain_monitor(effects);  // all that happened before this message is then known
    Connections::Bound bound = door.greet(from, descriptor);
    if (bound.dead) core.on_closed(*bound.dead, now, effects);
    return bound;
}

/// The handshake was followed by a hello, once: it costs nothing.
void Server::State::signed_on(const Sender& sender) {
    SignOns& sign_ons = entrance.sign_ons();
    sign_ons.done(sender.proof->key, sender.address);
    if (core.knows(sender.proof->key)) sign_ons.know(sender.proof->key);
}

void Server::State::drain_monitor(Effects& effects) {
    for (const RoutingId& whose : door.drain(now.steady)) core.on_closed(whose, now, effects);
}

// ---- from the journal -----------------------------------------------------------------------

void Server::State::take_completed(Effects& effects) {
    for (JournalEvent& event : journal.completed()) {
        if (Committed* committed = std::get_if<Committed>(&event)) {
            look_for_trouble(*committed);
            core.on_committed(std::move(*committed), now, effects);
        } else {
            core.on_page(std::move(std::get<PageRead>(event)), now, effects);
        }
    }
}

void Server::State::look_for_trouble(const Committed& committed) {
    for (const Outcome& outcome : committed.outcomes) {
        if (const Unknown* unknown = std::get_if<Unknown>(&outcome)) {
            console.trouble("disk_failed",
                            unknown->why + "; ending, since only a new start tells what is stored");
            exit_code = 70;
            over = true;
            return;
        }
        const NotStored* not_stored = std::get_if<NotStored>(&outcome);
        if (!not_stored || (trouble_told && now.steady < *trouble_told + Console::summary))
            continue;
        trouble_told = now.steady;
        console.trouble("not_stored", not_stored->why);
    }
}

// ---- to clients -----------------------------------------------------------------------------

/// What happens meanwhile (a peer cannot be written to) adds to the list.
void Server::State::carry_out(Effects effects) {
    blocked.clear();
    while (!effects.empty()) {
        Effects more;
        for (Effect& effect : effects) std::visit([&](auto& e) { carry_out(e, more); }, effect);
        effects = std::move(more);
    }
}

void Server::State::carry_out(const Send& send, Effects& more) {
    const auto waits = [&](const RoutingId& to) { return blocked.contains(to); };
    if (std::ranges::all_of(send.to, waits)) return;
    console.message("sent", send.outgoing->type(), send.outgoing->frame().size());
    zmq::message_t shared = share(send.outgoing);
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
        door.unbind(to, now.steady);
        core.on_closed(to, now, more);
    }
}

void Server::State::carry_out(const Disconnect& disconnect, Effects&) { door.cut(disconnect.who); }

}  // namespace indaba::broker
