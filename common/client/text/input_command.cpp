#include "common/client/text/input_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/utf8.hpp"
#include "common/wire/text.hpp"

namespace indaba::client {
namespace {

constexpr std::array<std::string_view, 9> commands{"w",    "who", "name",  "quit",  "help",
                                                   "kick", "ban", "unban", "rename"};
constexpr std::string_view full_width_slash = "\uff0f";

/// Returns the first word, and the rest without the blanks between them.
std::pair<std::string_view, std::string_view> split_first_word(std::string_view text) {
    const std::size_t end = first_word_length(text);
    const std::string_view rest = text.substr(end);
    return {text.substr(0, end), rest.substr(leading_blanks(rest))};
}

/// Returns the text with each full-width form (U+FF01 to U+FF5E) as the ASCII character it stands
/// for.
std::string to_half_width(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        if (point.valid && point.value >= 0xFF01 && point.value <= 0xFF5E)
            result += static_cast<char>(point.value - 0xFF01 + '!');
        else
            result += text.substr(0, point.length);
        text.remove_prefix(point.length);
    }
    return result;
}

/// Returns the slash that makes a line a command, or nothing. `line` has no leading blanks. A
/// full-width slash counts only before a known command: people also draw faces with it.
std::string_view command_slash(std::string_view line) {
    if (line.starts_with('/')) return "/";
    std::string_view rest = line;
    while (rest.starts_with(full_width_slash)) rest.remove_prefix(full_width_slash.size());
    if (rest.size() == line.size()) return {};
    const std::string word = to_half_width(rest.substr(0, first_word_length(rest)));
    return std::ranges::find(commands, word) != commands.end() ? full_width_slash : "";
}

std::string_view without_trailing_blanks(std::string_view text) {
    while (!text.empty()) {
        const std::size_t last = previous_code_point(text, text.size());
        if (leading_blanks(text.substr(last)) == 0) break;
        text = text.substr(0, last);
    }
    return text;
}

/// Keeps every byte of the text after its leading blanks.
InputCommand whisper(std::string_view rest) {
    const auto [name, text] = split_first_word(rest);
    if (name.empty()) return InvalidInput{"A whisper needs a name and a text: /w NAME TEXT"};
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

namespace {

InputCommand parse_command(std::string_view line) {
    const auto [word, rest] = split_first_word(line);
    const std::string command = to_half_width(word);
    const std::string_view argument = without_trailing_blanks(rest);
    if (command == "w") return whisper(rest);
    if (command == "who") return WhoCommand{};
    if (command == "quit") return QuitCommand{};
    if (command == "help") return HelpCommand{};
    if (command == "kick" || command == "ban" || command == "unban" || command == "rename")
        return order(command, argument);
    if (command == "name") {
        if (argument.empty()) return InvalidInput{"Give the new name: /name NEW"};
        return NameCommand{std::string(argument)};
    }
    return InvalidInput{
        fmt::format("There is no command /{}: nothing was sent. Type /help for the commands; to "
                    "send a text that begins with /, type // instead.",
                    screen_word(word))};
}

}  // namespace

InputCommand parse_input(std::string_view line) {
    const std::size_t blanks = leading_blanks(line);
    if (blanks == line.size()) return EmptyInput{};
    const std::string_view body = line.substr(blanks);
    const std::string_view slash = command_slash(body);
    if (slash.empty()) return TextInput{std::string(line)};
    const std::string_view rest = body.substr(slash.size());
    if (rest.starts_with(slash))
        return TextInput{std::string(line.substr(0, blanks)) + std::string(rest)};
    return parse_command(rest);
}

std::string input_for(std::string_view text) {
    const std::size_t blanks = leading_blanks(text);
    return std::string(text.substr(0, blanks)) + std::string(command_slash(text.substr(blanks))) +
           std::string(text.substr(blanks));
}

}  // namespace indaba::client
