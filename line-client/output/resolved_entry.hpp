#pragma once
/// An entry with its conversation and names resolved, ready to become a line for people (lines.hpp)
/// or for scripts (json_lines.hpp). Plain data; its names and texts come from peers and are not yet
/// safe for a terminal.
#include <optional>
#include <string>

#include "common/wire/protocol.hpp"

namespace indaba::line {

struct ResolvedEntry {
    ConversationId conversation{};
    std::optional<std::string> room;  // like "#lobby"; empty for a whisper
    Person with;                      // the other person of a whisper
    std::string from;
    bool own = false;
    Entry entry;
};

/// Returns the name, or "key 1a2b3c4d" when it is unknown. Names have no spaces, so this cannot be
/// mistaken for one.
inline std::string display_name(const std::string& name, const Account& account) {
    return name.empty() ? "key " + to_hex(account).substr(0, 8) : name;
}

}  // namespace indaba::line
