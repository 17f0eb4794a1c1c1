#pragma once
/// What a line typed into the line client or the window means. Pure.
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
/// For operators. `what`: kick, ban, unban or rename (then with `name`).
struct OperatorCommand {
    std::string what;
    std::string whom;
    std::string name;
};
struct QuitCommand {};
struct HelpCommand {};
/// Nothing is done or sent; the sentence says why.
struct InvalidInput {
    std::string sentence;
};

using InputCommand = std::variant<EmptyInput, TextInput, WhisperCommand, WhoCommand, NameCommand,
                                  OperatorCommand, QuitCommand, HelpCommand, InvalidInput>;

/// A line that begins with '/' is a command, with "//" a text that begins with one.
InputCommand parse_input(std::string_view line);

/// One line for each command.
extern const std::string_view input_help;

}  // namespace indaba::client
