#pragma once
/// Where peers come in: the ROUTER with all its options, what watches it, who is admitted, and the
/// announcer beside it. Set up here, used by the server's loop. Without a key nothing is encrypted
/// and nothing proven, and it opens on this machine alone.
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>
#include <zmq.hpp>

#include "broker/access/admission.hpp"
#include "broker/access/handshake_limiter.hpp"
#include "broker/core/events.hpp"
#include "broker/limits/limits.hpp"
#include "broker/transport/zmq/announcer.hpp"
#include "broker/transport/zmq/zap_handler.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

struct ListenerOptions {
    std::vector<std::string> addresses;  // empty: all of this machine; without a key: loopback
    int port = 5000;                     // 0: any free one
    std::optional<Key> key;
    Access access = Access::nearby;
    Rate handshakes = ConnectionLimits{}.handshakes;
    bool announce = true;  // the key, at the next port
};

/// Nothing older is safe among strangers.
constexpr bool usable_libzmq(int major, int minor, int patch) {
    return std::tuple(major, minor, patch) >= std::tuple(4, 3, 3);
}

class Listener {
 public:
    /// Does not listen yet.
    explicit Listener(const ListenerOptions& options);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Call when the admission knows what it must. Throws std::runtime_error with a sentence.
    void open();

    Admission& admission() { return admission_; }
    HandshakeLimiter& handshake_limiter() { return handshake_limiter_; }
    zmq::socket_t& router() { return router_; }
    zmq::socket_t& monitor() { return monitor_; }
    Announcer& announcer() { return announcer_; }
    zmq::context_t& context() { return context_; }
    const ListenerOptions& options() const { return options_; }

    /// The first routing id that libzmq generated; all others follow it.
    const std::string& first_id() const { return first_id_; }

    /// From the payload frame; nothing without encryption.
    std::optional<Proof> proof(zmq::message_t& payload) const;
    bool encrypted() const { return options_.key.has_value(); }
    /// What it listens at, "127.0.0.1:5000" or "[::1]:5000": every address of this machine, or
    /// those that were asked for.
    const std::vector<std::string>& listening() const { return listening_; }
    /// One per address of listening(); an invite's with the secret half of its key.
    std::vector<std::string> join_links(const std::optional<SecretKey>& invite = {}) const;

 private:
    void start_monitor();
    void enable_encryption();
    void listen();
    int bind(const std::string& host, int port);
    void announce(const std::string& host, int port);
    void add_listening_address(const std::string& host, int port);
    void run_curve_self_test();
    std::string find_first_id();

    ListenerOptions options_;
    Admission admission_;
    HandshakeLimiter handshake_limiter_;
    zmq::context_t context_;
    zmq::socket_t router_;
    zmq::socket_t monitor_;
    Announcer announcer_;
    std::optional<ZapHandler> zap_;
    std::string first_id_;
    std::vector<std::string> bound_;  // endpoints, as ZeroMQ takes them
    std::vector<std::string> listening_;
};

}  // namespace indaba::broker
