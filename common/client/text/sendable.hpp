#pragma once
/// The rules that a text must meet before a client sends it. Pure.
#include <optional>
#include <string>
#include <string_view>

namespace indaba::client {

/// Returns a sentence when `text` draws nothing, or when the broker would refuse it because it is
/// too long or not valid UTF-8. Returns nothing when it can be sent.
std::optional<std::string> unsendable_sentence(std::string_view text);

}  // namespace indaba::client
