#pragma once
/// Checks at the start that an unknown key is rejected: connects with a new key. Without this
/// check, a mistake in the setup of libzmq would admit everybody without a sign.
#include <string>
#include <zmq.hpp>

#include "common/wire/bytes.hpp"

namespace indaba::broker {

/// Returns true only if the ZAP handler refused the handshake. `endpoint` is a loopback endpoint of
/// the ROUTER. Waits up to 3 s.
bool unknown_key_is_rejected(zmq::context_t& context, const std::string& endpoint,
                             const Account& broker_key);

}  // namespace indaba::broker
