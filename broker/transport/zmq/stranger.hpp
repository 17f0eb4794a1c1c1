#pragma once
/// Proves at the start that a stranger is refused: knocks with a key made for it. A mistake in how
/// libzmq is set up would otherwise let everybody in and show nowhere.
#include <string>
#include <zmq.hpp>

#include "common/wire/bytes.hpp"

namespace indaba::broker {

/// `endpoint`: where the ROUTER listens, on this machine. Waits 3 s at most; true only when the
/// handshake was refused by the ZAP handler.
bool stranger_is_refused(zmq::context_t& context, const std::string& endpoint,
                         const Account& broker_key);

}  // namespace indaba::broker
