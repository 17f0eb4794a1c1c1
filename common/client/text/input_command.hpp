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

/// Parses a line. One that begins with '/' is a command; one that begins with "//" is a text that
/// begins with '/'.
InputCommand parse_input(std::string_view line);

/// The text of /help, with one line for each command.
extern const std::string_view input_help;

}  // namespace indaba::client
