#pragma once
/// Carries the operator's orders between the control socket and the core, one at a time. It makes
/// the key of an invite: the core sees its public half, the links in the answer hold the secret
/// one. The server's loop owns it.
#include <chrono>
#include <cstdint>
#include <optional>

#include "broker/core/core.hpp"
#include "broker/core/events.hpp"
#include "broker/transport/zmq/transport.hpp"

namespace indaba::broker {

class OperatorChannel {
 public:
    OperatorChannel(Transport& transport, Core& core, Journal& journal)
        : transport_(transport), core_(core), journal_(journal) {}

    /// Hands the next order to the core; refuses a wrong one itself.
    void receive(Now now, Effects& effects);
    void reply(const Answer& answer);

 private:
    Transport& transport_;
    Core& core_;
    Journal& journal_;
    std::uint64_t last_token_ = 0;
    struct PendingInvite {
        SecretKey secret;
        std::uint64_t uses = 0;
        std::chrono::seconds lasts{};  // 0: for ever
    };
    std::optional<PendingInvite> invite_;  // of the order that waits for its answer
};

}  // namespace indaba::broker
