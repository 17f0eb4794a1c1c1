#include "common/client/text/input_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/number.hpp"
#include "common/base/utf8.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/text.hpp"

namespace indaba::client {
namespace {

constexpr std::array commands{NamedCommand{"w", "NAME TEXT"},   NamedCommand{"reply", "N TEXT"},
                              NamedCommand{"edit", "[N] TEXT"}, NamedCommand{"delete", "[N]"},
                              NamedCommand{"react", "N EMOJI"}, NamedCommand{"plain", "TEXT"},
                              NamedCommand{"name", "NEW"},      NamedCommand{"who", ""},
                              NamedCommand{"help", ""},         NamedCommand{"quit", ""},
                              NamedCommand{"kick", "NAME"},     NamedCommand{"ban", "NAME"},
                              NamedCommand{"unban", "NAME"},    NamedCommand{"rename", "NAME NEW"}};
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
    return std::ranges::find(commands, word, &NamedCommand::name) != commands.end()
               ? full_width_slash
               : "";
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

/// A message as it is named in a command: "12", or "bob/12" in another conversation.
struct NamedMessage {
    std::string_view where;
    std::uint64_t number = 0;
};

std::optional<NamedMessage> named_message(std::string_view word) {
    const std::size_t slash = word.rfind('/');
    const bool elsewhere = slash != std::string_view::npos;
    const std::string digits = to_half_width(elsewhere ? word.substr(slash + 1) : word);
    const std::optional<std::uint64_t> number = parse_number<std::uint64_t>(digits);
    if (!number || (elsewhere && slash == 0)) return std::nullopt;
    return NamedMessage{elsewhere ? word.substr(0, slash) : "", *number};
}

/// Parses the commands about a message, which begin with its number. Edits and deletions without
/// one are of the own last message.
InputCommand message_command(std::string_view kind, std::string_view usage, std::string_view rest) {
    const auto [word, after] = split_first_word(rest);
    const std::optional<NamedMessage> named = named_message(word);
    const bool about_last = !named && (kind == kind_edit || kind == kind_erase);
    MessageCommand command{kind, std::string(), std::nullopt,
                           std::string(about_last ? rest : after)};
    if (named) {
        command.where = named->where;
        command.number = named->number;
    }
    const bool has_text = !without_trailing_blanks(command.text).empty();
    const bool is_complete = (named || about_last) && has_text == (kind != kind_erase);
    if (is_complete) return command;
    return InvalidInput{fmt::format(
        "Give it as in {}. N is the number of the message: bob/12 is number 12 of your whispers "
        "with bob.",
        usage)};
}

InputCommand reaction(std::string_view argument) {
    InputCommand command = message_command(kind_react, "/react N EMOJI", argument);
    const auto* parsed = std::get_if<MessageCommand>(&command);
    if (parsed && first_word_length(parsed->text) < parsed->text.size())
        return InvalidInput{"A reaction is one emoji: /react N EMOJI"};
    return command;
}

/// Keeps the text as it was typed: the prefix is sent with it.
InputCommand plain_text(std::string_view rest) {
    if (without_trailing_blanks(rest).empty())
        return InvalidInput{"Give the text that is shown as it is: /plain TEXT"};
    return TextInput{std::string(plain_prefix) + std::string(rest)};
}

}  // namespace

const std::string_view input_help =
    "/w NAME TEXT      whisper: only you and NAME can read TEXT\n"
    "/who              list the people who are online\n"
    "/name NEW         change your name to NEW\n"
    "/reply N TEXT     answer message N\n"
    "/edit N TEXT      change your message N to TEXT; without N, your last one\n"
    "/delete N         delete your message N for everybody; without N, your last one\n"
    "/react N EMOJI    react to message N with EMOJI; the same again takes it off\n"
    "/plain TEXT       send TEXT to be shown as it is, without bold or code\n"
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
    if (command == "reply") return message_command(kind_reply, "/reply N TEXT", rest);
    if (command == "edit") return message_command(kind_edit, "/edit N TEXT", rest);
    if (command == "delete") return message_command(kind_erase, "/delete N", argument);
    if (command == "react") return reaction(argument);
    if (command == "plain") return plain_text(rest);
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

std::span<const NamedCommand> input_commands() { return commands; }

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
