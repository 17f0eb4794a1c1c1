#include "common/client/connection/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>
#include <zmq.hpp>

#include "common/client/connection/connection_errors.hpp"
#include "common/client/connection/key_query.hpp"
#include "common/client/connection/socket_monitor.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The user learns of a failure within 3 s; the rest of that time is kept for reporting it.
constexpr auto connect_timeout = milliseconds{2800};
/// The part of connect_timeout in which a server that completes no handshake is asked for its key.
constexpr auto key_query_timeout = milliseconds{1000};
/// libzmq reports DISCONNECTED before it delivers the last frames, and CONNECT_RETRIED after them.
/// Without CONNECT_RETRIED the connection waits this long for them.
constexpr auto last_frames_timeout = milliseconds{50};

constexpr std::int64_t frame_overhead = 64;

/// An option of the DEALER. MAXMSGSIZE (64 bits) and IPV6 are set in start_attempt(). The socket
/// has no routing id of its own choice, since another client could take that over.
struct SocketOption {
    int option;
    int value;
};
constexpr std::array<SocketOption, 11> dealer_options{{
    // With 1, libzmq drops the last frames received before a loss. The purpose of 1 is that no
    // message
    // waits for another connection. That holds anyway: no frame is written before the handshake,
    // and
    // every loss closes the socket.
    {ZMQ_IMMEDIATE, 0},
    {ZMQ_LINGER, 0},
    // Every loss closes the socket, so libzmq's own second attempt never comes. It must be allowed
    // anyway: its announcement (CONNECT_RETRIED) is the only report of an unknown host name.
    {ZMQ_RECONNECT_IVL, 60 * 60 * 1000},
    // It is longer than connect_timeout, so that "no answer" can be distinguished from "refused".
    {ZMQ_CONNECT_TIMEOUT, 5000},
    {ZMQ_HANDSHAKE_IVL, 5000},
    {ZMQ_HEARTBEAT_IVL, 15'000},
    {ZMQ_HEARTBEAT_TIMEOUT, 15'000},
    {ZMQ_HEARTBEAT_TTL, 30'000},
    {ZMQ_SNDHWM, 1000},
    {ZMQ_RCVHWM, 1000},
    {ZMQ_TCP_KEEPALIVE, 1},
}};

constexpr int monitored_events = ZMQ_EVENT_CONNECT_DELAYED | ZMQ_EVENT_CONNECTED |
                                 ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                                 ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED |
                                 ZMQ_EVENT_CONNECT_RETRIED;

}  // namespace

// ---- the network -------------------------------------------------------------------------------

struct Network::State {
    zmq::context_t context;
    int monitors = 0;
    std::string monitor_address() { return fmt::format("inproc://monitor-{}", ++monitors); }
    /// A name look-up that was not answered yet. Closing the context would wait for it.
    bool name_lookup_pending = false;
};

struct Connection::State {
    enum class Phase { closed, connecting, handshaking, open, querying_key, closing };

    explicit State(Network::State& the_network) : network(the_network) {}

    void start_attempt(bool allow_v6);
    void set_curve_keys();
    void query_key(const char* otherwise);
    const char* explain_failure(const char* otherwise) const;
    void poll_key_query();
    void on_key_answer(const KeyQuery::Answer& answer);
    void finish(const char* sentence, Lost::Kind kind = Lost::Kind::ordinary);
    void close_sockets(milliseconds linger);

    void drain_monitor();
    void on_monitor(int event);
    void on_attempt_failed(const char* sentence);
    void check_deadline();
    void flush();
    std::optional<std::string> receive();
    Lost report_lost();

    Network::State& network;
    Endpoint endpoint;
    Credentials credentials;
    std::optional<KeyQuery> key_query;
    Lost::Kind kind = Lost::Kind::ordinary;
    Account claimed_key{};
    zmq::socket_t dealer;
    SocketMonitor monitor;
    Phase phase = Phase::closed;
    bool allows_v6 = false;
    bool monitor_reported = false;   // the monitor reported an event of this attempt
    bool tcp_started = false;        // the TCP connection was tried
    bool was_open = false;           // since open() was called
    bool opened_unreported = false;  // the next poll() returns Opened
    bool no_more_frames = false;     // no frame comes after the received ones
    const char* reason = why::lost;
    steady_clock::time_point deadline;
    std::deque<std::string> queue;
};

Network::Network(int max_connections) : state_(std::make_unique<State>()) {
    // Each connection has the DEALER, its monitor and libzmq's own end of the monitor. Those of the
    // attempt before may still be closing.
    state_->context.set(zmq::ctxopt::max_sockets, std::min(6 * max_connections + 16, 65535));
}

Network::~Network() {
    // A name look-up may hang for minutes. The program exits without waiting for it.
    if (state_->name_lookup_pending) static_cast<void>(state_.release());
}

std::vector<std::size_t> Network::wait(const std::vector<Connection*>& connections,
                                       const std::vector<Watched>& descriptors,
                                       milliseconds timeout) {
    std::vector<zmq::pollitem_t> items;
    items.reserve(descriptors.size() + 3 * connections.size());
    for (const Watched& watched : descriptors)
        items.push_back({nullptr, static_cast<zmq_fd_t>(watched.descriptor),
                         static_cast<short>(watched.reads ? ZMQ_POLLIN : 0), 0});
    for (const Connection* connection : connections) {
        Connection::State& state = *connection->state_;
        if (const auto due = connection->next_deadline()) {
            const auto left = std::chrono::ceil<milliseconds>(*due - steady_clock::now());
            timeout = std::clamp(left, milliseconds{0}, std::max(timeout, milliseconds{0}));
        }
        if (state.key_query)
            for (zmq::socket_t* socket : state.key_query->sockets())
                items.push_back({socket->handle(), 0, ZMQ_POLLIN, 0});
        if (!state.dealer) continue;
        const bool writing = state.phase == Connection::State::Phase::open && !state.queue.empty();
        const int events = writing ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN;
        items.push_back({state.dealer.handle(), 0, static_cast<short>(events), 0});
        items.push_back({state.monitor.socket().handle(), 0, ZMQ_POLLIN, 0});
    }
    const long wait_ms = std::max<long>(0, static_cast<long>(timeout.count()));
    // An interruption by a signal ends the wait, as an event does.
    if (zmq_poll(items.data(), static_cast<int>(items.size()), wait_ms) < 0) return {};
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < descriptors.size(); ++i)
        if (items[i].revents != 0) ready.push_back(i);
    return ready;
}

// ---- opening and closing -----------------------------------------------------------------------

Connection::Connection(Network& network) : state_(std::make_unique<State>(*network.state_)) {}

Connection::~Connection() { close(); }

void Connection::open(const Endpoint& endpoint, const Credentials& credentials) {
    close();
    state_->endpoint = endpoint;
    state_->credentials = credentials;
    state_->was_open = false;
    state_->kind = Lost::Kind::ordinary;
    state_->deadline = steady_clock::now() + connect_timeout;
    // With IPV6 libzmq tries only the first address a name has. A broker listening on IPv4 alone
    // would never be found under a name that has both: a name is tried over IPv4 first.
    state_->start_attempt(endpoint.host.find(':') != std::string::npos);
}

void Connection::State::start_attempt(bool allow_v6) {
    allows_v6 = allow_v6;
    monitor_reported = tcp_started = no_more_frames = false;
    phase = Phase::connecting;
    try {
        dealer = zmq::socket_t(network.context, zmq::socket_type::dealer);
        for (const SocketOption& option : dealer_options)
            if (zmq_setsockopt(dealer.handle(), option.option, &option.value, sizeof(int)) != 0)
                throw zmq::error_t();
        dealer.set(zmq::sockopt::maxmsgsize,
                   static_cast<std::int64_t>(limit::frame) + frame_overhead);
        dealer.set(zmq::sockopt::ipv6, allow_v6);
        if (!credentials.plain) set_curve_keys();
        monitor =
            SocketMonitor(network.context, dealer, network.monitor_address(), monitored_events);
        dealer.connect("tcp://" + to_string(endpoint));
    } catch (const zmq::error_t& error) {
        close_sockets(milliseconds{0});
        reason = error.num() == EINVAL ? why::no_address : zmq_strerror(error.num());
        phase = Phase::closing;
        no_more_frames = true;
        deadline = steady_clock::now();
    }
}

/// Sets the CURVE keys. When the broker's key is unknown a random one is used: the handshake fails,
/// and then the announcer is asked for the key.
void Connection::State::set_curve_keys() {
    const Account broker = credentials.broker ? *credentials.broker : make_key().account;
    const auto set = [this](int option, const auto& key) {
        if (zmq_setsockopt(dealer.handle(), option, key.bytes.data(), key.bytes.size()) != 0)
            throw zmq::error_t();
    };
    set(ZMQ_CURVE_SERVERKEY, broker);
    set(ZMQ_CURVE_PUBLICKEY, credentials.own.account);
    set(ZMQ_CURVE_SECRETKEY, credentials.own.secret);
}

void Connection::close(milliseconds linger) {
    State& state = *state_;
    state.flush();
    if (state.phase == State::Phase::open) state.drain_monitor();
    // Frames of a lost connection are not sent, so they need no linger.
    state.close_sockets(state.phase == State::Phase::open ? linger : milliseconds{0});
    state.phase = State::Phase::closed;
    state.queue.clear();
    state.opened_unreported = false;
}

void Connection::State::close_sockets(milliseconds linger) {
    if (dealer) {
        monitor.stop(dealer);
        const int linger_ms = static_cast<int>(linger.count());
        zmq_setsockopt(dealer.handle(), ZMQ_LINGER, &linger_ms, sizeof linger_ms);
    }
    dealer.close();
    key_query.reset();
}

// ---- events ------------------------------------------------------------------------------------

std::optional<ConnectionEvent> Connection::poll() {
    State& state = *state_;
    if (state.phase == State::Phase::closed) return std::nullopt;
    if (state.phase == State::Phase::querying_key) state.poll_key_query();
    // While the connection is open, the monitor is read only when no frame waits. So frames that
    // arrived before a loss are returned before the loss.
    if (state.phase != State::Phase::open) state.drain_monitor();
    if (std::exchange(state.opened_unreported, false)) {
        state.flush();
        return Opened{};
    }
    if (auto frame = state.receive()) return Received{std::move(*frame)};
    if (state.phase == State::Phase::open) {
        state.flush();
        state.drain_monitor();
        // DISCONNECTED may have come after the frames were read: read them once more.
        if (state.phase == State::Phase::closing) return poll();
    }
    state.check_deadline();
    if (state.phase == State::Phase::closing && state.no_more_frames) return state.report_lost();
    return std::nullopt;
}

void Connection::State::drain_monitor() {
    while (const std::optional<int> event = monitor.next_event()) on_monitor(*event);
}

/// Acts on an event of the monitor. The sequences were measured. Refused: DELAYED,
/// CLOSED. No route: CLOSED. Unknown name: RETRIED alone. Not a broker, or a broker with another
/// key: CONNECTED, then DISCONNECTED or no event. Not admitted: CONNECTED, FAILED_AUTH,
/// DISCONNECTED.
void Connection::State::on_monitor(int event) {
    monitor_reported = true;
    network.name_lookup_pending = false;
    if (event == ZMQ_EVENT_CONNECT_DELAYED) tcp_started = true;
    if (event == ZMQ_EVENT_CONNECTED) phase = Phase::handshaking;
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
        phase = Phase::open;
        opened_unreported = was_open = true;
    }
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) finish(why::denied, Lost::Kind::denied);
    if (event == ZMQ_EVENT_CLOSED) on_attempt_failed(tcp_started ? why::refused : why::no_route);
    if (event == ZMQ_EVENT_DISCONNECTED)
        on_attempt_failed(was_open ? why::lost : why::not_a_broker);
    if (event == ZMQ_EVENT_CONNECT_RETRIED) {
        no_more_frames = true;
        if (phase == Phase::connecting) on_attempt_failed(why::unknown_host);
    }
}

/// Handles the failure of this attempt, or of the connection when it was open.
void Connection::State::on_attempt_failed(const char* sentence) {
    if (phase == Phase::closing || phase == Phase::querying_key) return;
    if (phase == Phase::handshaking) return query_key(explain_failure(sentence));
    const bool retry_with_v6 = !allows_v6 && phase == Phase::connecting;
    if (retry_with_v6) {
        close_sockets(milliseconds{0});
        return start_attempt(true);
    }
    // A broker that is full disconnects so early that libzmq may report it as refused.
    if (sentence == why::refused) return query_key(sentence);
    deadline = steady_clock::now() + (was_open ? last_frames_timeout : milliseconds{0});
    no_more_frames = !was_open;
    phase = Phase::closing;
    reason = sentence;
}

/// Returns no_key_announced when no key is known yet, since a handshake without the right key
/// always fails; otherwise the given sentence.
const char* Connection::State::explain_failure(const char* otherwise) const {
    return credentials.broker || credentials.plain ? otherwise : why::no_key_announced;
}

/// Asks the announcer for the broker's key, which may explain why the connection does not open.
void Connection::State::query_key(const char* otherwise) {
    close_sockets(milliseconds{0});
    phase = Phase::querying_key;
    reason = otherwise;
    deadline = std::min(deadline, steady_clock::now() + key_query_timeout);
    try {
        key_query.emplace(network.context, endpoint, allows_v6, network.monitor_address());
    } catch (const zmq::error_t&) {
        deadline = steady_clock::now();
    }
}

void Connection::State::poll_key_query() {
    if (!key_query) return;
    if (const auto answer = key_query->poll()) on_key_answer(*answer);
}

void Connection::State::on_key_answer(const KeyQuery::Answer& answer) {
    if (answer.plain && !credentials.plain) return finish(why::is_plain);
    if (!answer.key) return finish(reason);
    if (credentials.plain) return finish(why::is_encrypted);
    claimed_key = *answer.key;
    if (!credentials.broker) return finish(why::unverified_key, Lost::Kind::unverified_key);
    if (claimed_key != *credentials.broker)
        return finish(why::key_mismatch, Lost::Kind::key_mismatch);
    finish(why::at_capacity, Lost::Kind::at_capacity);
}

void Connection::State::finish(const char* sentence, Lost::Kind how) {
    reason = sentence;
    kind = how;
    deadline = steady_clock::now();
    no_more_frames = true;
    phase = Phase::closing;
}

void Connection::State::check_deadline() {
    // The rest of the time is for asking a silent server for its key.
    if (phase == Phase::handshaking && steady_clock::now() >= deadline - key_query_timeout)
        return query_key(explain_failure(why::silent));
    if (phase == Phase::open || steady_clock::now() < deadline) return;
    if (phase == Phase::connecting && !monitor_reported) network.name_lookup_pending = true;
    if (phase == Phase::connecting) reason = why::no_answer;
    phase = Phase::closing;
    no_more_frames = true;
}

std::optional<std::chrono::steady_clock::time_point> Connection::next_deadline() const {
    const State::Phase phase = state_->phase;
    if (phase == State::Phase::closed || phase == State::Phase::open) return std::nullopt;
    if (phase == State::Phase::handshaking) return state_->deadline - key_query_timeout;
    return state_->deadline;
}

Lost Connection::State::report_lost() {
    close_sockets(milliseconds{0});
    phase = Phase::closed;
    queue.clear();
    return {reason, was_open, kind, claimed_key};
}

std::vector<Descriptor> Connection::descriptors() const {
    if (state_->key_query) {
        std::vector<Descriptor> result;
        for (zmq::socket_t* socket : state_->key_query->sockets())
            result.push_back(static_cast<Descriptor>(socket->get(zmq::sockopt::fd)));
        return result;
    }
    if (!state_->dealer) return {};
    return {static_cast<Descriptor>(state_->dealer.get(zmq::sockopt::fd)),
            static_cast<Descriptor>(state_->monitor.socket().get(zmq::sockopt::fd))};
}

// ---- frames ------------------------------------------------------------------------------------

void Connection::send(std::string frame) {
    if (state_->phase == State::Phase::closed || state_->phase == State::Phase::closing) return;
    state_->queue.push_back(std::move(frame));
    state_->flush();
}

void Connection::State::flush() {
    while (phase == Phase::open && !queue.empty()) {
        const std::string& frame = queue.front();
        if (zmq_send(dealer.handle(), frame.data(), frame.size(), ZMQ_DONTWAIT) < 0) return;
        queue.pop_front();
    }
}

/// Returns the next message of one frame. Skips messages of several frames: no broker sends them.
std::optional<std::string> Connection::State::receive() {
    zmq::message_t part;
    while (dealer && receive_part(dealer, part)) {
        if (!part.more()) return part.to_string();
        while (part.more() && receive_part(dealer, part)) {
        }
    }
    return std::nullopt;
}

}  // namespace indaba::client
