#pragma once
/// What a handshake takes.
#include <optional>

#include "common/keys/key.hpp"

namespace indaba::client {

struct Credentials {
    Key own;
    std::optional<Account> broker;  // its key; nothing: find out what it says it is
    bool plain = false;             // no encryption at all, and nothing of the above
};

}  // namespace indaba::client
