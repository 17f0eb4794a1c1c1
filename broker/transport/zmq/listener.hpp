#pragma once
/// Owns the ROUTER, its monitor and the announcer: creates them, sets every option, binds. Without
/// a key nothing is encrypted, and it binds to loopback addresses only. Transport uses it.
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>
#include <zmq.hpp>

#include "broker/core/events.hpp"
#include "broker/transport/rules/join_links.hpp"
#include "broker/transport/zmq/announcer.hpp"
#include "broker/transport/zmq/curve_identity.hpp"
#include "broker/transport/zmq/transport_options.hpp"

namespace indaba::broker {

/// Versions before 4.3.3 have known remote crashes.
constexpr bool usable_libzmq(int major, int minor, int patch) {
    return std::tuple(major, minor, patch) >= std::tuple(4, 3, 3);
}

class Listener {
 public:
    /// Does not listen yet. Throws std::runtime_error with a sentence for the operator.
    explicit Listener(const TransportOptions& options);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Listens, and checks that an unknown key is rejected where it should be. Throws
    /// std::runtime_error with a sentence for the operator.
    void open();

    zmq::socket_t& router() { return router_; }
    zmq::socket_t& monitor() { return monitor_; }
    Announcer& announcer() { return announcer_; }
    zmq::context_t& context() { return context_; }
    bool encrypted() const { return identity_.has_value(); }
    /// Null without encryption.
    CurveIdentity* identity() { return identity_ ? &*identity_ : nullptr; }

    /// Returns the first routing id that libzmq assigned; all others are counted up from it.
    const std::string& first_id() const { return first_id_; }
    /// Returns the addresses that clients can use now, "127.0.0.1:5000" or "[::1]:5000". A machine
    /// may get others later.
    std::vector<std::string> listening() const;

 private:
    void start_monitor();
    std::string find_first_id();
    void listen();
    void bind_all(const std::vector<std::string>& hosts);
    void unbind_all();
    int bind(const std::string& host, int port);
    void announce(const std::string& host, int port);

    std::vector<std::string> addresses_;
    int port_;
    bool announces_;
    std::function<bool(const std::string&)> wait_for_address_;
    zmq::context_t context_;
    zmq::socket_t router_;
    zmq::socket_t monitor_;
    Announcer announcer_;
    std::optional<CurveIdentity> identity_;  // its thread ends before the context does
    std::string first_id_;
    std::vector<BoundSocket> bound_;
    std::vector<std::string> announced_;  // endpoints
};

}  // namespace indaba::broker
