#pragma once
/// Checks at the start that an unknown key is rejected: connects with a key made for it. A mistake
/// in how libzmq is set up would otherwise let everybody in and show nowhere.
#include <string>
#include <zmq.hpp>

#include "common/wire/bytes.hpp"

namespace indaba::broker {

/// `endpoint`: where the ROUTER listens, on this machine. Waits 3 s at most; true only when the
/// handshake was refused by the ZAP handler.
bool unknown_key_is_rejected(zmq::context_t& context, const std::string& endpoint,
                             const Account& broker_key);

}  // namespace indaba::broker
