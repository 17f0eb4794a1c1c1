#pragma once
/// Checks at the start that an unknown key is rejected: connects with a new key. Without this
/// check, a mistake in the setup of libzmq would admit everybody without a sign.
#include <string>
#include <zmq.hpp>

#include "common/wire/bytes.hpp"

namespace indaba::broker {

/// Returns true only if the ZAP handler refused the handshake. `endpoint` is one of a socket to
/// which a socket of this type may connect. Waits up to 3 s.
bool unknown_key_is_rejected(zmq::context_t& context, const std::string& endpoint,
                             const Account& broker_key,
                             zmq::socket_type type = zmq::socket_type::dealer);

/// The sentence for the operator when it was not.
inline constexpr auto self_test_failed =
    "The self-test at the start failed: an unknown key was not rejected, so the broker does not "
    "serve. This is a fault of this program or of its libzmq; please report it.";

}  // namespace indaba::broker
