#include "broker/transport/zmq/listener.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>

#include "broker/handshake/addresses.hpp"
#include "broker/transport/rules/join_links.hpp"
#include "broker/transport/zmq/socket_option.hpp"

namespace indaba::broker {
namespace {

/// The options of the ROUTER, set before bind and read back. There is no high-water mark for
/// received messages and there are no heartbeats: libzmq stops reading a connection at that mark,
/// and if the connection then breaks while a heartbeat or its answer is to be written, libzmq ends
/// the whole process (4.3.4, stream_engine_base.cpp, out_event). PartialMessageLimit bounds the
/// bytes instead, and the core's own pings detect silence.
constexpr std::array<SocketOption, 12> router_options{{
    {ZMQ_RCVHWM, 0, true},
    {ZMQ_HEARTBEAT_IVL, 0, true},
    {ZMQ_SNDHWM, 64, true},
    {ZMQ_SNDBUF, 128 * 1024, true},
    {ZMQ_RCVBUF, 128 * 1024, true},
    {ZMQ_BACKLOG, 1024, true},
    {ZMQ_HANDSHAKE_IVL, 5'000, true},
    {ZMQ_LINGER, 0, true},
    {ZMQ_ROUTER_MANDATORY, 1, false},
    {ZMQ_ROUTER_HANDOVER, 0, false},
    {ZMQ_IPV6, 1, true},
    {ZMQ_TCP_KEEPALIVE, 1, true},
}};

/// Before 4.3.3 a remote peer can crash or overflow it (CVE-2019-13132, CVE-2020-15166).
void refuse_old_libzmq() {
    int major = 0, minor = 0, patch = 0;
    zmq_version(&major, &minor, &patch);
    if (!usable_libzmq(major, minor, patch))
        throw std::runtime_error(
            fmt::format("libzmq {}.{}.{} has known remote crashes; install 4.3.3 or newer.", major,
                        minor, patch));
}

/// libzmq takes its first routing id from rand(), which it never seeds.
zmq::context_t seeded_context() {
    std::srand(randombytes_random());
    return zmq::context_t();
}

std::string announcement(const TransportOptions& options) {
    return options.key ? "indaba-key " + to_hex(options.key->account) : "indaba-plain";
}

/// Attempts to find a port whose next port is free, too. Linux gives odd ports to listeners and the
/// even ones next to them to connections: after hundreds of clients have left, nearly all of these
/// stay taken for a minute.
constexpr int port_attempts = 2000;

std::string endpoint(const std::string& host, int port) {
    return fmt::format("tcp://{}:{}", host, port == 0 ? "*" : std::to_string(port));
}

int port_of(const std::string& endpoint) {
    return std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
}

struct PortTaken : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// An address that this machine does not have, perhaps not yet: a network may come up later.
struct AddressMissing : std::runtime_error {
    using std::runtime_error::runtime_error;
};

[[noreturn]] void fail_to_listen(const std::string& host, int port, const zmq::error_t& error) {
    const std::string where = host == any_host ? "any address" : host;
    const std::string what = fmt::format("Cannot listen at {}{}: {}. ", where,
                                         port == 0 ? "" : fmt::format(":{}", port), error.what());
    if (error.num() == EADDRINUSE)
        throw PortTaken(what + "Another program listens there; choose another --port.");
    const std::string hint = "Choose an address of this machine with --bind.";
    if (error.num() == EADDRNOTAVAIL || error.num() == ENODEV) throw AddressMissing(what + hint);
    if (error.num() == EACCES) throw std::runtime_error(what + "Choose a --port of 1024 or above.");
    throw std::runtime_error(what + hint);
}

bool is_loopback_host(const std::string& address) {
    std::string bare = address;
    std::erase_if(bare, [](char c) { return c == '[' || c == ']'; });
    const auto parsed = parse_address(bare);
    return bare == "localhost" || (parsed && is_loopback(*parsed));
}

}  // namespace

Listener::Listener(const TransportOptions& options)
    : addresses_(options.addresses),
      port_(options.port),
      announces_(options.announce),
      wait_for_address_(options.wait_for_address),
      context_(seeded_context()),
      router_(context_, zmq::socket_type::router),
      monitor_(context_, zmq::socket_type::pair),
      announcer_(context_, announcement(options)) {
    if (options.key) identity_.emplace(*options.key, options.access, options.limits.handshakes);
    if (!encrypted() && !std::ranges::all_of(addresses_, is_loopback_host))
        throw std::runtime_error(
            "--insecure-plain is for this machine only: leave --bind out, or give a loopback "
            "address.");
}

Listener::~Listener() { zmq_socket_monitor(router_.handle(), nullptr, 0); }

void Listener::open() {
    refuse_old_libzmq();
    start_monitor();
    first_id_ = find_first_id();
    for (const SocketOption& option : router_options) set_option(router_, option);
    router_.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(limit::frame));
    if (identity_) identity_->encrypt(context_, router_);
    listen();
    if (identity_) identity_->run_self_test(context_, "tcp://" + bound_.front().address);
}

/// The monitor has no high-water mark and is read every turn: a full monitor stops libzmq's thread.
void Listener::start_monitor() {
    monitor_.set(zmq::sockopt::rcvhwm, 0);
    zmq_socket_monitor(router_.handle(), "inproc://monitor",
                       ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED);
    monitor_.connect("inproc://monitor");
}

/// Connects a peer within this process, to read the routing id that libzmq assigns to it.
std::string Listener::find_first_id() {
    const std::string here = "inproc://first-id";
    router_.bind(here);
    zmq::socket_t peer(context_, zmq::socket_type::dealer);
    peer.set(zmq::sockopt::linger, 0);
    peer.connect(here);
    peer.send(zmq::buffer("", 0), zmq::send_flags::none);
    zmq::message_t id, empty;
    if (!router_.recv(id) || !router_.recv(empty)) return {};
    router_.unbind(here);
    return id.to_string();
}

/// Without a key, a machine without IPv6 is served over IPv4.
void Listener::listen() {
    const bool everywhere = addresses_.empty() && encrypted();
    for (int left = port_ == 0 ? port_attempts : 0;;) {
        try {
            return bind_all(everywhere ? std::vector<std::string>{any_host}
                                       : hosts_to_bind(addresses_, local_addresses()));
        } catch (const PortTaken&) {
            unbind_all();
            if (left-- == 0) throw;
        } catch (const AddressMissing& missing) {
            unbind_all();
            if (!wait_for_address_(missing.what())) throw;
        }
    }
}

void Listener::bind_all(const std::vector<std::string>& hosts) {
    int port = port_;
    for (const std::string& host : hosts) port = bind(host, port);
    if (!hosts.empty()) return;
    port = bind("127.0.0.1", port);
    try {
        bind("[::1]", port);
    } catch (const std::runtime_error&) {
        // A machine without IPv6 is served over IPv4.
    }
}

void Listener::unbind_all() {
    for (const BoundSocket& each : bound_) router_.unbind("tcp://" + each.address);
    for (const std::string& each : announced_) announcer_.unbind(each);
    bound_.clear();
    announced_.clear();
}

/// Returns the port.
int Listener::bind(const std::string& host, int port) {
    try {
        router_.bind(endpoint(host, port));
    } catch (const zmq::error_t& error) {
        fail_to_listen(host, port, error);
    }
    const std::string bound = router_.get(zmq::sockopt::last_endpoint);
    const int bound_port = port_of(bound);
    bound_.push_back({host, bound.substr(bound.find("//") + 2), bound_port});
    if (announces_) announce(host, bound_port + 1);
    return bound_port;
}

void Listener::announce(const std::string& host, int port) {
    try {
        announcer_.bind(endpoint(host, port));
    } catch (const zmq::error_t& error) {
        throw PortTaken(fmt::format(
            "The broker's key cannot be announced at port {}: {}. Choose another --port, or do "
            "without: --no-announce.",
            port, error.what()));
    }
    announced_.push_back(announcer_.endpoint());
}

std::vector<std::string> Listener::listening() const {
    std::vector<std::string> result;
    const std::vector<LocalAddress> local = local_addresses();
    for (const BoundSocket& each : bound_)
        for (std::string& address : reachable_addresses(each, local))
            if (std::ranges::find(result, address) == result.end())
                result.push_back(std::move(address));
    return result;
}

}  // namespace indaba::broker
