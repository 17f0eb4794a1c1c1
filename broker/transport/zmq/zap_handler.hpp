#pragma once
/// Answers libzmq's question, for every handshake, whether a key may come in (ZAP, ZeroMQ RFC 27).
/// A thread of its own, since a handshake waits for the answer; it asks the admission and nothing
/// else. Bind it before the ROUTER; it must outlive no context.
#include <memory>
#include <zmq.hpp>

#include "broker/access/admission.hpp"
#include "broker/access/handshake_limiter.hpp"

namespace indaba::broker {

/// Every bind names it, and libzmq then refuses whoever no handler answered for.
constexpr const char* zap_domain = "indaba";
/// Before the key of an invite in the user id; an account's is its key alone, both in hex.
constexpr std::string_view invite_prefix = "invite:";

class ZapHandler {
 public:
    ZapHandler(zmq::context_t& context, const Admission& admission,
               HandshakeLimiter& handshake_limiter);
    ~ZapHandler();
    ZapHandler(const ZapHandler&) = delete;
    ZapHandler& operator=(const ZapHandler&) = delete;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::broker
