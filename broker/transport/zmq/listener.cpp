#include "broker/transport/zmq/listener.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "broker/transport/zmq/curve_self_test.hpp"
#include "common/keys/join_link.hpp"

namespace indaba::broker {
namespace {

/// All options of the ROUTER, set before bind and read back.
struct SocketOption {
    int option;
    int value;
    bool readable;
};
/// No limit of messages, and no heartbeats: a connection whose input libzmq has stopped at the
/// limit ends the whole process when it then breaks and something is to be written to it, a
/// heartbeat or the answer to one (4.3.4, stream_engine_base.cpp, out_event). The bytes are bounded
/// by PartialMessageLimit, and silence is detected by our own pings.
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
/// Without it, libzmq admits everybody when no handler answers. zmq.h keeps its number among the
/// drafts; libzmq knows it since 4.3.0 all the same.
constexpr int zap_enforce_domain = 93;
constexpr std::array<SocketOption, 2> encryption_options{{
    {ZMQ_CURVE_SERVER, 1, true},
    {zap_enforce_domain, 1, true},
}};

void set_option(zmq::socket_t& router, const SocketOption& option) {
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

/// Before 4.3.3 a remote peer can crash or overflow it (CVE-2019-13132, CVE-2020-15166).
void refuse_old_libzmq() {
    int major = 0, minor = 0, patch = 0;
    zmq_version(&major, &minor, &patch);
    if (!usable_libzmq(major, minor, patch))
        throw std::runtime_error(
            fmt::format("libzmq {}.{}.{} has known remote crashes; install 4.3.3 or newer.", major,
                        minor, patch));
}

/// libzmq's first generated routing id comes from rand(), which it never seeds.
zmq::context_t seeded_context() {
    std::srand(randombytes_random());
    return zmq::context_t();
}

std::vector<Prefix> attached_networks() {
    std::vector<Prefix> result;
    for (const LocalAddress& own : local_addresses()) result.push_back(own.attached);
    return result;
}

std::string announcement(const ListenerOptions& options) {
    return options.key ? "indaba-key " + to_hex(options.key->account) : "indaba-plain";
}

constexpr const char* any_address = "*";
/// Many, for Linux gives odd ports to listeners and even ones, their neighbours, to connections:
/// after a crowd has left nearly all of these are taken for a minute.
constexpr int port_attempts = 2000;

/// IPv6 addresses in brackets, as endpoints have them.
std::string in_brackets(const std::string& address) {
    const bool bare_v6 = address.find(':') != std::string::npos && address.front() != '[';
    return bare_v6 ? fmt::format("[{}]", address) : address;
}

std::string endpoint(const std::string& host, int port) {
    return fmt::format("tcp://{}:{}", host, port == 0 ? "*" : std::to_string(port));
}

int port_of(const std::string& endpoint) {
    return std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
}

std::string cannot_listen(const std::string& host, int port, const zmq::error_t& error) {
    const std::string hint = error.num() == EADDRINUSE
                                 ? "Another program listens there; choose another --port."
                                 : "Choose an address of this machine with --bind.";
    return fmt::format("Cannot listen at {}:{}: {}. {}", host == any_address ? "any address" : host,
                       port, error.what(), hint);
}

bool is_loopback_host(const std::string& address) {
    std::string bare = address;
    std::erase_if(bare, [](char c) { return c == '[' || c == ']'; });
    const auto parsed = parse_address(bare);
    return bare == "localhost" || (parsed && is_loopback(*parsed));
}

}  // namespace

Listener::Listener(const ListenerOptions& options)
    : options_(options),
      admission_(options.access, attached_networks()),
      handshake_limiter_(options.handshakes),
      context_(seeded_context()),
      router_(context_, zmq::socket_type::router),
      monitor_(context_, zmq::socket_type::pair),
      announcer_(context_, announcement(options)) {
    if (!encrypted() && !std::ranges::all_of(options.addresses, is_loopback_host))
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
    if (encrypted()) enable_encryption();
    listen();
    if (encrypted() && admission_.rejects_unknown_keys()) run_curve_self_test();
}

/// Without a limit and always drained: a monitor that fills up stops libzmq's thread.
void Listener::start_monitor() {
    monitor_.set(zmq::sockopt::rcvhwm, 0);
    zmq_socket_monitor(router_.handle(), "inproc://monitor",
                       ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED);
    monitor_.connect("inproc://monitor");
}

/// A peer within this process uses one up, and shows where libzmq's counter stands.
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

void Listener::enable_encryption() {
    zap_.emplace(context_, admission_, handshake_limiter_);
    for (const SocketOption& option : encryption_options) set_option(router_, option);
    const SecretKey& secret = options_.key->secret;
    if (zmq_setsockopt(router_.handle(), ZMQ_CURVE_SECRETKEY, secret.bytes.data(),
                       secret.bytes.size()) != 0)
        throw std::runtime_error("This libzmq was built without encryption (CURVE).");
    router_.set(zmq::sockopt::zap_domain, zap_domain);
}

// ---- listening --------------------------------------------------------------------------------

void Listener::listen() {
    if (!options_.addresses.empty()) {
        int port = options_.port;
        for (const std::string& address : options_.addresses)
            port = bind(in_brackets(address), port);
    } else if (encrypted()) {
        bind(any_address, options_.port);
    } else {
        const int port = bind("127.0.0.1", options_.port);
        try {
            bind("[::1]", port);
        } catch (const std::runtime_error&) {
            // A machine without IPv6 is served over IPv4.
        }
    }
}

/// When any port will do, the next port must be free too, for the announcer.
int Listener::bind(const std::string& host, int port) {
    for (int left = port == 0 ? port_attempts : 0;; --left) {
        try {
            router_.bind(endpoint(host, port));
        } catch (const zmq::error_t& error) {
            throw std::runtime_error(cannot_listen(host, port, error));
        }
        const std::string bound = router_.get(zmq::sockopt::last_endpoint);
        try {
            if (options_.announce) announce(host, port_of(bound) + 1);
        } catch (const std::runtime_error&) {
            if (left == 0) throw;
            router_.unbind(bound);
            continue;
        }
        bound_.push_back(bound);
        add_listening_address(host, port_of(bound));
        return port_of(bound);
    }
}

void Listener::announce(const std::string& host, int port) {
    try {
        announcer_.bind(endpoint(host, port));
    } catch (const zmq::error_t& error) {
        throw std::runtime_error(fmt::format(
            "The broker's key cannot be announced at port {}: {}. Choose another --port, or do "
            "without: --no-announce.",
            port, error.what()));
    }
}

/// libzmq tells IPv4 addresses in their IPv6 form; people know them by their own.
void Listener::add_listening_address(const std::string& host, int port) {
    if (host != any_address) return listening_.push_back(fmt::format("{}:{}", host, port));
    for (const LocalAddress& own : local_addresses())
        if (!own.link_local)  // they mean something on one network card only
            listening_.push_back(fmt::format("{}:{}", in_brackets(own.text), port));
}

void Listener::run_curve_self_test() {
    std::string endpoint = bound_.front();
    for (const std::string_view any : {"//[::]:", "//0.0.0.0:"})
        if (const auto at = endpoint.find(any); at != std::string::npos)
            endpoint.replace(at, any.size(), "//127.0.0.1:");
    if (!unknown_key_is_rejected(context_, endpoint, options_.key->account))
        throw std::runtime_error(
            "The self-test at the start was not rejected although its key is unknown, so nobody is "
            "served. This is a "
            "mistake of this program or of its libzmq; please report it.");
}

// ---- who came in ------------------------------------------------------------------------------

/// libzmq itself puts it there, in place of whatever a peer claimed.
std::optional<Proof> Listener::proof(zmq::message_t& payload) const {
    if (!encrypted()) return std::nullopt;
    const char* user_id = zmq_msg_gets(payload.handle(), "User-Id");
    std::string_view user = user_id ? user_id : "";
    const bool invite = user.starts_with(invite_prefix);
    if (invite) user.remove_prefix(invite_prefix.size());
    const auto raw = from_hex(user);
    const auto key = raw ? Account::from(*raw) : std::nullopt;
    if (!key) return std::nullopt;
    return Proof{*key, invite};
}

std::vector<std::string> Listener::join_links(const std::optional<SecretKey>& invite) const {
    std::vector<std::string> result;
    if (!encrypted()) return result;
    for (const std::string& address : listening_)
        result.push_back(to_string(JoinLink{address, options_.key->account, invite}));
    return result;
}

}  // namespace indaba::broker
