#pragma once
/// An entry with its conversation and names resolved: what one line on the screen (lines.hpp) or
/// one JSON line (json_lines.hpp) is made of. Plain data; names and texts in it are a peer's and
/// not yet fit for a terminal.
#include <optional>
#include <string>

#include "common/wire/protocol.hpp"

namespace indaba::line {

struct ResolvedEntry {
    ConversationId conversation{};
    std::optional<std::string> room;  // "#lobby"; nothing for a whisper
    Person with;                      // the other end of a whisper
    std::string from;
    bool own = false;
    Entry entry;
};

/// Stands where no name is known; has a space, so that it is never anybody's name.
inline std::string display_name(const std::string& name, const Account& account) {
    return name.empty() ? "key " + to_hex(account).substr(0, 8) : name;
}

}  // namespace indaba::line
