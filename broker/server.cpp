#include "broker/server.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <set>
#include <stdexcept>
#include <zmq.hpp>

#include "broker/connections.hpp"
#include "broker/core.hpp"
#include "broker/peer.hpp"
#include "broker/wake_up.hpp"

namespace indaba::broker {
namespace {

using ms = std::chrono::milliseconds;

constexpr std::size_t messages_per_turn = 256;
constexpr ms stop_at_most{10'000};

Now read_clocks() {
    using namespace std::chrono;
    return {duration_cast<ms>(steady_clock::now().time_since_epoch()),
            duration_cast<ms>(system_clock::now().time_since_epoch()).count()};
}

/// All options of the ROUTER, set before bind and read back (design.md §5).
struct SocketOption {
    int option;
    int value;
    bool readable;
};
constexpr std::array<SocketOption, 15> router_options{{
    {ZMQ_MAXMSGSIZE, 0, false},  // 64 bits wide: set apart
    {ZMQ_RCVHWM, 32, true},
    {ZMQ_SNDHWM, 64, true},
    {ZMQ_SNDBUF, 128 * 1024, true},
    {ZMQ_RCVBUF, 128 * 1024, true},
    {ZMQ_BACKLOG, 1024, true},
    {ZMQ_HANDSHAKE_IVL, 5'000, true},
    {ZMQ_HEARTBEAT_IVL, 15'000, true},
    {ZMQ_HEARTBEAT_TIMEOUT, 15'000, true},
    {ZMQ_HEARTBEAT_TTL, 30'000, true},
    {ZMQ_LINGER, 0, true},
    {ZMQ_ROUTER_MANDATORY, 1, false},
    {ZMQ_ROUTER_HANDOVER, 0, false},
    {ZMQ_IPV6, 1, true},
    {ZMQ_TCP_KEEPALIVE, 1, true},
}};

void set_options(zmq::socket_t& router) {
    for (const SocketOption& option : router_options) {
        if (option.option == ZMQ_MAXMSGSIZE) continue;
        if (zmq_setsockopt(router.handle(), option.option, &option.value, sizeof option.value) != 0)
            throw std::runtime_error(
                fmt::format("This libzmq refuses socket option {}.", option.option));
        int read_back = 0;
        std::size_t size = sizeof read_back;
        if (option.readable &&
            (zmq_getsockopt(router.handle(), option.option, &read_back, &size) != 0 ||
             read_back != option.value))
            throw std::runtime_error(
                fmt::format("This libzmq does not keep socket option {}.", option.option));
    }
    router.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(limit::frame));
}

/// libzmq's first generated routing id comes from rand(), which it never seeds.
void seed_libzmq() { std::srand(randombytes_random()); }

/// The frame lives in the Outgoing until libzmq has sent the last copy.
zmq::message_t share(const SharedOutgoing& outgoing) {
    const std::string& frame = outgoing->frame();
    auto* held = new SharedOutgoing(outgoing);
    return {const_cast<char*>(frame.data()), frame.size(),
            [](void*, void* hint) { delete static_cast<SharedOutgoing*>(hint); }, held};
}

}  // namespace

struct Server::State {
    State(Journal& the_journal, Console& the_console)
        : journal(the_journal), console(the_console), core(journal.snapshot()) {}

    void bind(const std::string& address, int port);
    void watch();

    int run();
    void turn(Effects& effects);
    void receive(Effects& effects);
    bool receive_one(Effects& effects);
    void handle(const RoutingId& from, zmq::message_t& payload, Effects& effects);
    bool greeted(const RoutingId& from, zmq::message_t& payload, Effects& effects);
    void drain_monitor(Effects& effects);
    void take_completed(Effects& effects);
    void look_for_trouble(const Committed& committed);
    void act_on_signals();

    void carry_out(Effects effects);
    void carry_out(const Send& send, Effects& more);
    void write(const RoutingId& to, zmq::message_t& message, Effects& more);
    void carry_out(Submit& submit, Effects&) { journal.submit(std::move(submit.writes)); }
    void carry_out(const ReadPage& read, Effects&) { journal.read(read.request); }
    void carry_out(const Disconnect& disconnect, Effects&);
    void carry_out(const Report& report, Effects&) { console.report(report, now.steady); }

    ms time_to_wait() const;

    Journal& journal;
    Console& console;
    Core core;
    Connections connections;
    WakeUp wake_up;
    Now now = read_clocks();
    std::set<RoutingId> blocked;  // in the list of effects being carried out
    std::optional<ms> stop_by;    // set by the first signal to stop
    std::optional<ms> trouble_told;
    std::function<void()> reload;
    int exit_code = 0;
    bool over = false;

    zmq::context_t context;
    zmq::socket_t router{context, zmq::socket_type::router};
    zmq::socket_t monitor{context, zmq::socket_type::pair};
    std::vector<std::string> listening;
};

// ---- start ----------------------------------------------------------------------------------

Server::Server(Journal& journal, Console& console, const std::vector<std::string>& addresses,
               int port) {
    seed_libzmq();
    raise_descriptor_limit();
    state_ = std::make_unique<State>(journal, console);
    state_->watch();
    set_options(state_->router);
    if (!addresses.empty()) {
        for (const std::string& address : addresses) state_->bind(address, port);
    } else {
        state_->bind("127.0.0.1", port);
        const std::string& first = state_->listening.front();
        const int same_port = std::stoi(first.substr(first.rfind(':') + 1));
        try {
            state_->bind("[::1]", same_port);
        } catch (const std::runtime_error&) {
            // A machine without IPv6 is served over IPv4.
        }
    }
    state_->journal.on_wake([this] { state_->wake_up.signal(); });
    listen_to_signals(state_->wake_up);
}

Server::~Server() {
    state_->journal.on_wake([] {});
    zmq_socket_monitor(state_->router.handle(), nullptr, 0);
}

const std::vector<std::string>& Server::listening() const { return state_->listening; }

void Server::on_reload(std::function<void()> reload) { state_->reload = std::move(reload); }

int Server::run() { return state_->run(); }

void Server::State::bind(const std::string& address, int port) {
    const bool bare_v6 = address.find(':') != std::string::npos && address.front() != '[';
    const std::string host = bare_v6 ? fmt::format("[{}]", address) : address;
    try {
        router.bind(fmt::format("tcp://{}:{}", host, port == 0 ? "*" : std::to_string(port)));
    } catch (const zmq::error_t& error) {
        const std::string hint = error.num() == EADDRINUSE
                                     ? "Another program listens there; choose another --port."
                                     : "Choose an address of this machine with --bind.";
        throw std::runtime_error(
            fmt::format("Cannot listen at {}:{}: {}. {}", host, port, error.what(), hint));
    }
    // libzmq tells IPv4 addresses in their IPv6 form; people know them by their own.
    const std::string endpoint = router.get(zmq::sockopt::last_endpoint);
    listening.push_back(host + endpoint.substr(endpoint.rfind(':')));
}

/// Without a limit and always drained: a monitor that fills up stops libzmq's thread.
void Server::State::watch() {
    monitor.set(zmq::sockopt::rcvhwm, 0);
    zmq_socket_monitor(router.handle(), "inproc://monitor",
                       ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED);
    monitor.connect("inproc://monitor");
}

// ---- one turn -------------------------------------------------------------------------------

int Server::State::run() {
    while (!over) {
        std::array<zmq::pollitem_t, 3> items{{{router.handle(), 0, ZMQ_POLLIN, 0},
                                              {monitor.handle(), 0, ZMQ_POLLIN, 0},
                                              {nullptr, wake_up.descriptor(), ZMQ_POLLIN, 0}}};
        try {
            zmq::poll(items.data(), items.size(), time_to_wait());
        } catch (const zmq::error_t& error) {
            if (error.num() != EINTR) throw;
        }
        Effects effects;
        turn(effects);
        carry_out(std::move(effects));
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
    receive(effects);
    take_completed(effects);
    for (const int descriptor : connections.overdue(now.steady)) cut_connection(descriptor);
    core.end_turn(now, effects);
    console.on_time(now.steady);
    if (stop_by && (core.idle_journal() || now.steady >= *stop_by)) over = true;
}

ms Server::State::time_to_wait() const {
    std::optional<ms> soonest;
    for (const std::optional<ms>& due :
         {core.next_deadline(), connections.next_deadline(), console.next_deadline(), stop_by})
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
    console.say("stopping", "what was said is being written");
}

// ---- from clients ---------------------------------------------------------------------------

void Server::State::receive(Effects& effects) {
    for (std::size_t i = 0; i < messages_per_turn; ++i)
        if (!receive_one(effects)) return;
}

bool Server::State::receive_one(Effects& effects) {
    zmq::message_t identity;
    if (!router.recv(identity, zmq::recv_flags::dontwait)) return false;
    const RoutingId from(identity.data<char>(), identity.size());
    zmq::message_t payload;
    std::size_t parts = 0;
    bool more = identity.more();
    while (more) {
        zmq::message_t part;
        if (!router.recv(part)) return false;
        more = part.more();
        if (++parts == 1) payload = std::move(part);
    }
    if (parts == 1)
        handle(from, payload, effects);
    else
        core.on_undecodable(from, {std::string(code::bad_message), "A message is one frame."}, now,
                            effects);
    return true;
}

void Server::State::handle(const RoutingId& from, zmq::message_t& payload, Effects& effects) {
    const auto decoded = decode_to_broker({payload.data<char>(), payload.size()});
    if (const DecodeError* error = std::get_if<DecodeError>(&decoded)) {
        console.message("undecodable", error->code, payload.size());
        return core.on_undecodable(from, *error, now, effects);
    }
    const ToBroker& message = std::get<ToBroker>(decoded);
    console.message("received", type_of(message), payload.size());
    if (std::holds_alternative<Hello>(message) && !greeted(from, payload, effects)) return;
    Nonce fresh;
    if (std::holds_alternative<Hello>(message)) randombytes_buf(fresh.bytes.data(), Nonce::length);
    core.on_message(from, message, fresh, now, effects);
    if (std::holds_alternative<Bye>(message)) connections.unbind(from, now.steady);
}

/// Ties the routing id to its descriptor, which libzmq tells with the payload frame only.
bool Server::State::greeted(const RoutingId& from, zmq::message_t& payload, Effects& effects) {
    drain_monitor(effects);  // all that happened before this message is then known
    const int descriptor = zmq_msg_get(payload.handle(), ZMQ_SRCFD);
    // One that has joined answered our welcome on this descriptor: it lives, and the hello is that
    // of an earlier owner, read late.
    const auto owner = connections.bound_to(descriptor);
    if (owner && *owner != from && core.has_joined(*owner)) return false;
    const Connections::Bound bound = connections.bind(from, descriptor);
    if (bound.dead) core.on_closed(*bound.dead, now, effects);
    return bound.admitted;
}

void Server::State::drain_monitor(Effects& effects) {
    for (;;) {
        zmq::message_t event;
        if (!monitor.recv(event, zmq::recv_flags::dontwait)) return;
        zmq::message_t address;
        while (event.more() && monitor.recv(address) && address.more()) {
        }
        if (event.size() < 6) continue;
        std::uint16_t kind = 0;
        std::int32_t descriptor = 0;
        std::copy_n(event.data<char>(), 2, reinterpret_cast<char*>(&kind));
        std::copy_n(event.data<char>() + 2, 4, reinterpret_cast<char*>(&descriptor));
        if (kind == ZMQ_EVENT_ACCEPTED) {
            connections.accepted(descriptor, now.steady);
        } else if (const auto whose = connections.closed(descriptor)) {
            core.on_closed(*whose, now, effects);
        }
    }
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
    if (send.to.empty()) return;
    console.message("sent", type_of(send.outgoing->message()), send.outgoing->frame().size());
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
        connections.unbind(to, now.steady);
        core.on_closed(to, now, more);
    }
}

void Server::State::carry_out(const Disconnect& disconnect, Effects&) {
    if (const auto descriptor = connections.descriptor(disconnect.who)) cut_connection(*descriptor);
}

}  // namespace indaba::broker
