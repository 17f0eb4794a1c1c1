#pragma once
/// The rules that a text must meet before a client sends it. Pure. The broker checks them again.
#include <optional>
#include <string>
#include <string_view>

namespace indaba::client {

/// Returns a sentence when the broker would refuse `text` because it is empty, too long or not
/// valid UTF-8. Returns nothing when it can be sent.
std::optional<std::string> unsendable_sentence(std::string_view text);

}  // namespace indaba::client
