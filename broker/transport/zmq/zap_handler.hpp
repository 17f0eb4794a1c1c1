#pragma once
/// Answers libzmq for every handshake whether the key is admitted (ZAP, ZeroMQ RFC 27). It has its
/// own thread, since a handshake waits for the answer. The thread uses the Admission and the
/// HandshakeLimiter only. Create it before the ROUTER binds, destroy it before the context.
#include <memory>
#include <zmq.hpp>

#include "broker/handshake/admission.hpp"
#include "broker/handshake/handshake_limiter.hpp"

namespace indaba::broker {

/// The ROUTER's ZAP domain. With a domain set and enforced, libzmq rejects every handshake that no
/// handler answers.
constexpr const char* zap_domain = "indaba";
/// The domain of the socket that other brokers of the server follow. They have this broker's key,
/// and no other key is admitted there.
constexpr const char* peers_zap_domain = "indaba-brokers";
/// Marks the user id of an invite: this prefix and the key in hex. The user id of an account is its
/// key in hex.
constexpr std::string_view invite_prefix = "invite:";

class ZapHandler {
 public:
    ZapHandler(zmq::context_t& context, const Account& broker_key, const Admission& admission,
               HandshakeLimiter& handshake_limiter);
    ~ZapHandler();
    ZapHandler(const ZapHandler&) = delete;
    ZapHandler& operator=(const ZapHandler&) = delete;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::broker
