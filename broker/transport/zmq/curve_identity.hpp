#pragma once
/// The broker's side of encryption (CURVE): its key, the keys it admits, and the key that a
/// connection has proved. Owns the admission, the handshake limiter and the thread that asks them
/// (ZapHandler). A broker with --insecure-plain has none.
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <zmq.hpp>

#include "broker/core/events.hpp"
#include "broker/handshake/admission.hpp"
#include "broker/handshake/handshake_limiter.hpp"
#include "broker/transport/zmq/zap_handler.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

/// Makes a socket a CURVE server with this key, whose handshakes the ZAP handler judges by the
/// rules of the domain. Throws std::runtime_error with a sentence for the operator.
void serve_curve(zmq::socket_t& socket, const Key& key, const char* domain);

class CurveIdentity {
 public:
    CurveIdentity(const Key& key, Access access, const Rate& handshakes);

    const Account& account() const { return key_.account; }
    bool accepts_invites() const { return admission_.accepts_invites(); }
    Access access() const { return admission_.access(); }

    /// Starts the ZAP thread and sets the options of `router`. Call it before bind. `context` must
    /// outlive this object. Throws std::runtime_error with a sentence for the operator.
    void encrypt(zmq::context_t& context, zmq::socket_t& router);
    /// Connects to `bound` with an unknown key where the access mode rejects one. Throws
    /// std::runtime_error with a sentence for the operator when it was not rejected.
    void run_self_test(zmq::context_t& context, const std::string& bound) const;

    /// Returns the key that the sender of this frame has proved. libzmq writes it; a peer cannot.
    static std::optional<Proof> proof(zmq::message_t& payload);

    void admit(const std::variant<Standing, Invite>& change);
    void add_known_account(const Account& account);
    /// A handshake was followed by its hello, so it is not counted as wasted.
    void on_first_hello(const Proof& proof, const std::string& rate_limit_key);

 private:
    const Key key_;
    Admission admission_;
    HandshakeLimiter handshake_limiter_;
    std::optional<ZapHandler> zap_;
};

}  // namespace indaba::broker
