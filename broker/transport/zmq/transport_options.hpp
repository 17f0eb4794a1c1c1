#pragma once
/// The operator's choices for the broker's sockets.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "broker/handshake/admission.hpp"
#include "broker/limits/limits.hpp"
#include "common/keys/key.hpp"

namespace indaba::broker {

struct TransportOptions {
    std::vector<std::string> addresses;  // empty: all of this machine; without a key: loopback
    int port = 5000;                     // 0: any free port
    std::optional<Key> key;              // without it, traffic is not encrypted
    Access access = Access::nearby;
    bool announce = true;        // serve the public key at the next port
    std::filesystem::path data;  // the directory of the control socket
    ConnectionLimits limits;
};

}  // namespace indaba::broker
