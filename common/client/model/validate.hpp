#pragma once
/// What no honest broker of this version sends, whatever state the client is in. The model asks
/// before it looks at a message; nothing here remembers or decides what follows.
#include <optional>
#include <string>

#include "common/wire/protocol.hpp"

namespace indaba::client {

/// Why `message` is to be ignored, in words that quote nothing of it.
std::optional<std::string> validate(const ToClient& message, const Account& me);

}  // namespace indaba::client
