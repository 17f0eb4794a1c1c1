#pragma once
/// The commands and texts that a user types into the line client or the window. Pure.
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
struct NameCommand {
    std::string name;
};
/// An operator's order. `what` is kick, ban, unban or rename (then with `name`).
struct OperatorCommand {
    std::string what;
    std::string whom;
    std::string name;
};
struct QuitCommand {};
struct HelpCommand {};
/// A line that cannot be carried out; the sentence says why.
struct InvalidInput {
    std::string sentence;
};

using InputCommand = std::variant<EmptyInput, TextInput, WhisperCommand, WhoCommand, NameCommand,
                                  OperatorCommand, QuitCommand, HelpCommand, InvalidInput>;

/// Parses a line. One whose first character that is not blank is '/' is a command; with "//" there,
/// it is a text that has '/' there. A command may have full-width letters, as input methods write
/// them. Blanks before a command are dropped; a text keeps every byte.
InputCommand parse_input(std::string_view line);

/// Returns the line that parse_input() makes into the text `text`.
std::string input_for(std::string_view text);

/// The text of /help, with one line for each command.
extern const std::string_view input_help;

}  // namespace indaba::client
