#pragma once
/// The keys for a handshake with a broker.
#include <optional>

#include "common/keys/key.hpp"

namespace indaba::client {

struct Credentials {
    Key own;
    std::optional<Account> broker;  // its key; without it, the key it presents is asked for
    bool plain = false;             // no encryption; the keys are not used
};

}  // namespace indaba::client
