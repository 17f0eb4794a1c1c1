#pragma once
/// The commands and texts that a user types into the line client or the window. Pure.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace indaba::client {

struct EmptyInput {};
struct TextInput {
    std::string text;
};
/// `text` is empty when only a name was given.
struct WhisperCommand {
    std::string name;
    std::string text;
};
struct WhoCommand {};
/// The wish to know where the client is connected.
struct StatusCommand {};
struct NameCommand {
    std::string name;
};
/// An operator's order. `what` is kick, ban, unban or rename (then with `name`).
struct OperatorCommand {
    std::string what;
    std::string whom;
    std::string name;
};
/// A reply to a message, an edit, a deletion or a reaction; `kind` is that of the post
/// (bodies.hpp).
struct MessageCommand {
    std::string_view kind;
    /// The words before the slash in "bob/12", "@bob/12" or "#build/12": the name of a person or
    /// the title of a room; empty: the conversation in which the command was typed.
    std::string where;
    std::optional<std::uint64_t> number;  // nullopt: the own last message
    std::string text;                     // or the emoji
};
/// A change of a room, or with `rooms` the wish to see all rooms. `/kick` is an OperatorCommand
/// also where it removes somebody from a room: only the caller knows where it was typed.
struct RoomCommand {
    std::string_view action;  // of protocol.md's `room` message, or "rooms"
    std::string room;         // its title, without '#'; empty: where the command was typed
    std::string name;         // of the person that add, owner and member are about
    std::string text;         // the new title, or the topic (of create: may be empty)
    bool is_private = false;  // of create
};
/// The wish to go to a message of the conversation in which it was typed; `where` is something that
/// parse_go_target() reads (go_target.hpp).
struct GoCommand {
    std::string where;
};
struct QuitCommand {};
struct HelpCommand {};
/// A line that cannot be carried out; the sentence says why.
struct InvalidInput {
    std::string sentence;
};

using InputCommand = std::variant<EmptyInput, TextInput, WhisperCommand, WhoCommand, StatusCommand,
                                  NameCommand, OperatorCommand, MessageCommand, RoomCommand,
                                  GoCommand, QuitCommand, HelpCommand, InvalidInput>;

/// A command as it is typed after the slash, and the words that follow it.
struct NamedCommand {
    std::string_view name, arguments;
    bool of_window = false;  // scrolls the messages: the line client has nothing to scroll
};
/// Returns all commands, those of operators last.
std::span<const NamedCommand> input_commands();

/// Parses a line. One whose first character that is not blank is '/' is a command; with "//" there,
/// it is a text that has '/' there. A command may have full-width letters, as input methods write
/// them. Blanks before a command are dropped; a text keeps every byte.
InputCommand parse_input(std::string_view line);

/// Returns the title of a room without the '#' that may stand before it; no title begins with one.
std::string_view named_room(std::string_view word);

/// Returns the line that parse_input() makes into the text `text`.
std::string input_for(std::string_view text);

/// The text of /help in the line client, with one line for each command that it carries out.
extern const std::string_view input_help;

}  // namespace indaba::client
