#pragma once
/// Finds messages that no honest broker of this version sends, whatever state the client is in. The
/// model validates each message before it applies it. Pure, without state.
#include <optional>
#include <string>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba::client {

/// Returns a sentence that says why `message` must be ignored, or nullopt for a valid message. The
/// sentence quotes no part of the message.
std::optional<std::string> validate(const ToClient& message, const Account& me);

/// Returns true when the numbers of `entries` begin at 1 or later and each is one more than the
/// last.
bool is_dense(const std::vector<Entry>& entries);

}  // namespace indaba::client
