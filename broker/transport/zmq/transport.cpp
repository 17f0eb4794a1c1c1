#include "broker/transport/zmq/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <stdexcept>
#include <utility>
#include <zmq.hpp>

#include "broker/handshake/addresses.hpp"
#include "broker/process/resources.hpp"
#include "broker/transport/rules/join_links.hpp"
#include "broker/transport/zmq/connection_guard.hpp"
#include "broker/transport/zmq/control_socket.hpp"
#include "broker/transport/zmq/listener.hpp"
#include "broker/transport/zmq/peer_links.hpp"
#include "common/keys/fingerprint.hpp"

namespace indaba::broker {
namespace {

constexpr std::size_t messages_per_turn = 256;
/// Descriptors for the journal, the log, the operator, and connections that are accepted and then
/// disconnected.
constexpr std::size_t reserved_descriptors = 64;
constexpr std::size_t min_clients = 8;

/// Returns `limits` with no more clients than this process has descriptors for, and with at least
/// half of them for connections that have said hello.
ConnectionLimits fit_to_descriptors(ConnectionLimits limits) {
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

/// Returns the frame without a copy: it lives until libzmq has sent the last reference.
zmq::message_t share_frame(const Outgoing& outgoing) {
    using Frame = std::shared_ptr<const std::string>;
    auto* held = new Frame(outgoing.shared_frame());
    return {const_cast<char*>((*held)->data()), (*held)->size(),
            [](void*, void* hint) { delete static_cast<Frame*>(hint); }, held};
}

/// Returns the descriptor that the message was read from. libzmq sets it on the payload frame only.
int descriptor_of(zmq::message_t& payload) { return zmq_msg_get(payload.handle(), ZMQ_SRCFD); }

std::string host_of(const std::string& address) { return address.substr(0, address.rfind(':')); }

std::variant<ToBroker, DecodeError> decode(const zmq::message_t& payload, std::size_t frames) {
    if (frames != 1) return DecodeError{std::string(code::bad_message), "A message is one frame."};
    return decode_to_broker({payload.data<char>(), payload.size()});
}

template <class Wanted>
bool is(const std::variant<ToBroker, DecodeError>& content) {
    const ToBroker* message = std::get_if<ToBroker>(&content);
    return message && std::holds_alternative<Wanted>(*message);
}

}  // namespace

struct Transport::State {
    State(const TransportOptions& options, std::function<bool(const RoutingId&)> has_joined)
        : listener(options),
          guard(listener.monitor(), fit_to_descriptors(options.limits), std::move(has_joined)),
          control(listener.context(), options.data) {
        if (options.peers) peers.emplace(listener.context(), options);
    }

    void read_monitor();
    bool read_message();
    void check_message(const RoutingId& id, zmq::message_t& payload,
                       const ConnectionGuard::ReceivedMessage& received);
    bool bind_hello(Sender& from, int descriptor);
    std::optional<Event> next_of_peers();

    Listener listener;
    ConnectionGuard guard;
    ControlSocket control;
    std::optional<PeerLinks> peers;
    std::vector<std::string> other_brokers;  // their addresses for people
    std::deque<Event> events;
    std::size_t messages_left = 0;  // of this turn
    bool drained = false;           // this turn read every message
    ms now{};
    SharedOutgoing shared_outgoing;  // whose frame shared_frame is
    zmq::message_t shared_frame;
};

Transport::Transport(const TransportOptions& options,
                     std::function<bool(const RoutingId&)> has_joined)
    : state_(std::make_unique<State>(options, std::move(has_joined))) {}

Transport::~Transport() = default;

void Transport::open() {
    state_->listener.open();
    state_->guard.start(state_->listener.first_id(), encrypted());
    if (state_->peers) state_->peers->open(host_of(clients_address()));
}

// ---- one turn -------------------------------------------------------------------------------

void Transport::wait(int wakeup_descriptor, ms timeout) {
    Listener& listener = state_->listener;
    std::optional<PeerLinks>& peers = state_->peers;
    std::array<zmq::pollitem_t, 8> items{
        {{listener.router().handle(), 0, ZMQ_POLLIN, 0},
         {listener.monitor().handle(), 0, ZMQ_POLLIN, 0},
         {listener.announcer().handle(), 0, ZMQ_POLLIN, 0},
         {state_->control.handle(), 0, ZMQ_POLLIN, 0},
         {nullptr, state_->guard.received_descriptor(), ZMQ_POLLIN, 0},
         {nullptr, wakeup_descriptor, ZMQ_POLLIN, 0},
         {peers ? peers->follower_handle() : nullptr, -1, ZMQ_POLLIN, 0},
         {peers ? peers->told_handle() : nullptr, -1, ZMQ_POLLIN, 0}}};
    try {
        zmq::poll(items.data(), items.size() - (peers ? 0 : 2), timeout);
    } catch (const zmq::error_t& error) {
        if (error.num() != EINTR) throw;
    }
}

void Transport::begin_turn(ms now) {
    state_->now = now;
    state_->messages_left = messages_per_turn;
    state_->drained = false;
    if (state_->peers) state_->peers->begin_turn();
    state_->guard.read_received();
    state_->read_monitor();
    state_->listener.announcer().serve();
}

/// Brokers come before clients, whose messages may fill a turn.
std::optional<Transport::Event> Transport::next() {
    if (auto event = state_->next_of_peers()) return event;
    while (state_->events.empty() && state_->messages_left > 0 && !state_->drained) {
        --state_->messages_left;
        state_->drained = !state_->read_message();
    }
    if (state_->events.empty()) return std::nullopt;
    Event event = std::move(state_->events.front());
    state_->events.pop_front();
    return event;
}

void Transport::on_time(ms now) { state_->guard.on_time(state_->drained, now); }

void Transport::disconnect_scheduled(ms now) { state_->guard.disconnect_pending(now); }

std::optional<Transport::ms> Transport::next_deadline() const {
    return state_->guard.next_deadline();
}

std::optional<Transport::Event> Transport::State::next_of_peers() {
    auto event = peers ? peers->next() : std::nullopt;
    if (!event) return std::nullopt;
    if (auto* message = std::get_if<PeerMessage>(&*event)) return PeerTold{std::move(*message)};
    return Follower{};
}

void Transport::State::read_monitor() {
    for (RoutingId& id : guard.read_monitor(now)) events.emplace_back(Closed{std::move(id)});
}

/// Returns false when no message is left to read.
bool Transport::State::read_message() {
    zmq::socket_t& router = listener.router();
    zmq::message_t identity;
    if (!router.recv(identity, zmq::recv_flags::dontwait)) return false;
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
    check_message({identity.data<char>(), identity.size()}, payload, received);
    return true;
}

/// Makes an event of a received message that passes these checks, in this order:
/// 1. libzmq assigned the routing id, the message is of the descriptor's current connection, and
///    its frames are within the limit (ConnectionGuard::accept_message).
/// 2. With encryption, the connection has proved a key in its handshake.
/// 3. The message decodes. An undecodable one goes on as an error and counts as no hello. Decoding
///    comes before 4, since only a decoded message is known to be a hello, and since the core
///    answers a wrong message before hello, too. The work is bounded: a frame has 64 KiB at most,
///    and 4 limits the messages before hello.
/// 4. A hello binds the routing id to its connection. Any other message needs that binding, or is
///    one of the few that are allowed before hello (ConnectionGuard::require_hello).
/// The core judges the rest. After a bye the binding ends: no later message reaches the core, and
/// too many of them disconnect.
void Transport::State::check_message(const RoutingId& id, zmq::message_t& payload,
                                     const ConnectionGuard::ReceivedMessage& received) {
    if (!guard.accept_message(id, received)) return;
    Sender from{id, listener.encrypted() ? CurveIdentity::proof(payload) : std::nullopt};
    if (listener.encrypted() && !from.proof) return;
    auto content = decode(payload, received.frames);
    const bool allowed = is<Hello>(content) ? bind_hello(from, received.descriptor)
                                            : guard.require_hello(id, received.descriptor);
    if (!allowed) return;
    if (is<Bye>(content)) guard.unbind(id, now);
    events.emplace_back(Message{std::move(from), std::move(content), payload.size()});
}

/// Returns false if the connection has closed already. The monitor is read first, so that all
/// connections that closed before this message are known.
bool Transport::State::bind_hello(Sender& from, int descriptor) {
    read_monitor();
    const ConnectionTable::BindResult binding = guard.on_hello(from.id, descriptor);
    if (binding.replaced) events.emplace_back(Closed{*binding.replaced});
    if (!binding.bound) return false;
    from.address = rate_limit_key_of_peer(descriptor);
    if (!binding.first_hello) return true;
    if (from.proof) listener.identity()->on_first_hello(*from.proof, from.address);
    events.emplace_back(Connected{from.proof});
    return true;
}

// ---- to clients -----------------------------------------------------------------------------

SendResult Transport::send(const RoutingId& to, const SharedOutgoing& outgoing) {
    zmq::socket_t& router = state_->listener.router();
    if (state_->shared_outgoing != outgoing) {
        state_->shared_frame = share_frame(*outgoing);
        state_->shared_outgoing = outgoing;
    }
    zmq::message_t payload;
    payload.copy(state_->shared_frame);
    try {
        const auto flags = zmq::send_flags::dontwait | zmq::send_flags::sndmore;
        if (!router.send(zmq::buffer(to), flags)) return SendResult::would_block;
        router.send(payload, zmq::send_flags::dontwait);
        return SendResult::sent;
    } catch (const zmq::error_t& error) {
        if (error.num() != EHOSTUNREACH) throw;
        state_->guard.unbind(to, state_->now);
        return SendResult::unreachable;
    }
}

void Transport::close(const RoutingId& id) { state_->guard.disconnect(id); }

void Transport::set_linger(ms linger) {
    state_->listener.router().set(zmq::sockopt::linger, static_cast<int>(linger.count()));
}

// ---- other brokers ----------------------------------------------------------------------------

void Transport::set_writer(std::int64_t writer) {
    if (state_->peers) state_->peers->set_writer(writer);
}

void Transport::publish(const PeerMessage& message) {
    if (state_->peers) state_->peers->publish(message);
}

void Transport::follow(const std::vector<LiveBroker>& brokers) {
    if (state_->peers) state_->peers->follow(brokers);
}

void Transport::follow_anew(std::int64_t writer) {
    if (state_->peers) state_->peers->follow_anew(writer);
}

std::string Transport::peers_address() const {
    return state_->peers ? state_->peers->address() : "";
}

BrokerAddress Transport::address() const { return {peers_address(), clients_address()}; }

// ---- the operator -----------------------------------------------------------------------------

std::optional<std::vector<std::string>> Transport::next_request() { return state_->control.next(); }

void Transport::reply(int exit_code, const std::string& text) {
    state_->control.reply(exit_code, text);
}

// ---- who may connect, and where -----------------------------------------------------------------

void Transport::admit(const std::variant<Standing, Invite>& change) {
    if (CurveIdentity* identity = state_->listener.identity()) identity->admit(change);
}

void Transport::add_known_account(const Account& account) {
    if (CurveIdentity* identity = state_->listener.identity()) identity->add_known_account(account);
}

bool Transport::encrypted() const { return state_->listener.encrypted(); }

bool Transport::accepts_invites() const {
    const CurveIdentity* identity = state_->listener.identity();
    return identity && identity->accepts_invites();
}

std::string Transport::contact() const {
    std::string text;
    const CurveIdentity* identity = state_->listener.identity();
    if (!identity) {
        text = "encryption    none\n";
        for (const std::string& address : listening()) text += "address       " + address + "\n";
        return text;
    }
    text = fmt::format("access        {}\ndigits        {}\n", to_string(identity->access()),
                       fingerprint(identity->account()));
    for (const std::string& link : join_links()) text += "link          " + link + "\n";
    return text;
}

std::vector<std::string> Transport::listening() const { return state_->listener.listening(); }

std::string Transport::clients_address() const { return broker::clients_address(listening()); }

std::string Transport::invite_text(const SecretKey& invite, std::uint64_t uses,
                                   std::chrono::seconds lasts) const {
    return broker::invite_text(join_links(invite), uses, lasts);
}

void Transport::set_other_brokers(std::vector<std::string> clients_addresses) {
    state_->other_brokers = std::move(clients_addresses);
}

std::vector<std::string> Transport::join_links(const std::optional<SecretKey>& invite) const {
    const CurveIdentity* identity = state_->listener.identity();
    if (!identity) return {};
    return broker::join_links(listening(), identity->account(), invite, state_->other_brokers);
}

}  // namespace indaba::broker
