#pragma once
/// An entry with its conversation and names resolved, ready to become a line for people (lines.hpp)
/// or for scripts (json_lines.hpp). Plain data; its names and texts come from peers and are not yet
/// safe for a terminal.
#include <optional>
#include <string>

#include "common/client/model/folded_message.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/mentions.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::line {

/// The author and the text of a message that another one answers.
struct Quote {
    std::string from;
    std::string text;
};

/// A change of a room, with the names of who did it and of the person it is about.
struct RoomChange {
    RoomEvent event;
    std::string by, whom;
};

struct ResolvedEntry {
    ConversationId conversation{};
    std::optional<std::string> room;  // its title, or "#lobby"; empty for a whisper
    Person with;                      // the other person of a whisper
    std::string from;
    bool own = false;
    Entry entry;

    std::optional<client::FoldedMessage> message;  // of a message, as it stands
    std::string erased_by;                         // its name; empty: not known
    std::optional<Quote> quote;                    // of the message that it answers, if held
    std::optional<ReferringBody> reference;        // what the entry says about another one
    std::optional<RoomChange> change;              // of a room, by a `_room` entry
    const FoldedNames* reader_names = nullptr;     // set: their mentions are highlighted
};

/// Returns the name, or "key 1a2b3c4d" when it is unknown. Names have no spaces, so this cannot be
/// mistaken for one.
inline std::string display_name(const std::string& name, const Account& account) {
    return name.empty() ? "key " + to_hex(account).substr(0, 8) : name;
}

}  // namespace indaba::line
