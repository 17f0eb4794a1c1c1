#pragma once
/// The warning about a name that belongs to another key than before. Pure.
#include <string>

namespace indaba::client {

/// Returns the warning for a user. It contains `name` as received: display_text() or screen_text()
/// must follow.
std::string changed_key_sentence(const std::string& name);

}  // namespace indaba::client
