#pragma once
/// The operator's choices for the broker's sockets.
#include <filesystem>
#include <functional>
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
    /// Where other brokers of the server reach this one: ADDRESS[:PORT]; empty: at the host of
    /// Transport::clients_address() and any free port. Absent: it has no others.
    std::optional<std::string> peers;
    bool announce = true;        // serve the public key at the next port
    std::filesystem::path data;  // the directory of the control socket
    ConnectionLimits limits;
    /// Called with a sentence when an address is not on this machine, or not yet. Waits, and
    /// returns whether to try again.
    std::function<bool(const std::string&)> wait_for_address = [](const std::string&) {
        return false;
    };
};

}  // namespace indaba::broker
