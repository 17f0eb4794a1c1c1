#include "common/client/text/input_command.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/base/trim.hpp"
#include "common/wire/text.hpp"

namespace indaba::client {
namespace {

/// Returns the first word, and the rest without the spaces between them.
std::pair<std::string_view, std::string_view> split_first_word(std::string_view text) {
    const std::size_t end = text.find_first_of(" \t");
    if (end == std::string_view::npos) return {text, {}};
    return {text.substr(0, end), trimmed(text.substr(end))};
}

InputCommand whisper(std::string_view rest) {
    const auto [name, text] = split_first_word(rest);
    if (text.empty()) return InvalidInput{"A whisper needs a name and a text: /w NAME TEXT"};
    return WhisperCommand{std::string(name), std::string(text)};
}

InputCommand order(std::string_view what, std::string_view rest) {
    const auto [whom, name] = split_first_word(rest);
    const bool renames = what == "rename";
    if (whom.empty() || name.empty() == renames)
        return InvalidInput{renames ? "Give the person and the new name: /rename NAME NEW"
                                    : fmt::format("Give the person: /{} NAME", what)};
    return OperatorCommand{std::string(what), std::string(whom), std::string(name)};
}

}  // namespace

const std::string_view input_help =
    "/w NAME TEXT      whisper: only you and NAME can read TEXT\n"
    "/who              list the people who are online\n"
    "/name NEW         change your name to NEW\n"
    "/quit             leave the chat, as Ctrl-C does\n"
    "//TEXT            send a text that begins with /\n"
    "For operators:\n"
    "/kick NAME        disconnect NAME\n"
    "/ban NAME         disconnect NAME and refuse new connections; /unban NAME ends the ban\n"
    "/rename NAME NEW  change the name of NAME to NEW\n"
    "Every other line is sent to everyone in the lobby.";

InputCommand parse_input(std::string_view line) {
    if (trimmed(line).empty()) return EmptyInput{};
    if (line.starts_with("//")) return TextInput{std::string(line.substr(1))};
    if (!line.starts_with('/')) return TextInput{std::string(line)};
    const auto [command, rest] = split_first_word(trimmed(line));
    if (command == "/w") return whisper(rest);
    if (command == "/who") return WhoCommand{};
    if (command == "/quit") return QuitCommand{};
    if (command == "/help") return HelpCommand{};
    if (command == "/kick" || command == "/ban" || command == "/unban" || command == "/rename")
        return order(command.substr(1), rest);
    if (command == "/name") {
        if (rest.empty()) return InvalidInput{"Give the new name: /name NEW"};
        return NameCommand{std::string(rest)};
    }
    return InvalidInput{
        fmt::format("There is no command {}: nothing was sent. Type /help for the commands; to "
                    "send a text that "
                    "begins with /, type // instead.",
                    screen_word(command))};
}

}  // namespace indaba::client
