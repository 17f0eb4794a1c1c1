#include "common/client/text/input_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "common/base/number.hpp"
#include "common/base/utf8.hpp"
#include "common/client/text/go_target.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/text.hpp"

namespace indaba::client {

std::string_view named_room(std::string_view word) {
    for (const std::string_view sign : {std::string_view("#"), std::string_view("\uff03")})
        if (word.starts_with(sign)) return word.substr(sign.size());
    return word;
}

namespace {

constexpr std::array commands{NamedCommand{"w", "NAME TEXT"},
                              NamedCommand{"reply", "N TEXT"},
                              NamedCommand{"edit", "[N] TEXT"},
                              NamedCommand{"delete", "[N]"},
                              NamedCommand{"react", "N EMOJI"},
                              NamedCommand{"plain", "TEXT"},
                              NamedCommand{"go", "WHERE", true},
                              NamedCommand{"date", "DAY", true},
                              NamedCommand{"name", "NEW"},
                              NamedCommand{"who", ""},
                              NamedCommand{"status", ""},
                              NamedCommand{"rooms", ""},
                              NamedCommand{"join", "TITLE"},
                              NamedCommand{"leave", "[TITLE]"},
                              NamedCommand{"create", "[private] TITLE [TOPIC]"},
                              NamedCommand{"topic", "TEXT"},
                              NamedCommand{"invite", "NAME"},
                              NamedCommand{"title", "NEW"},
                              NamedCommand{"owner", "NAME"},
                              NamedCommand{"member", "NAME"},
                              NamedCommand{"archive", "[TITLE]"},
                              NamedCommand{"reopen", "[TITLE]"},
                              NamedCommand{"help", ""},
                              NamedCommand{"quit", ""},
                              NamedCommand{"kick", "NAME"},
                              NamedCommand{"ban", "NAME"},
                              NamedCommand{"unban", "NAME"},
                              NamedCommand{"rename", "NAME NEW"}};
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

/// Returns the name of a person without the '@' that may stand before it; no name begins with one.
std::string_view named_person(std::string_view word) {
    return word.starts_with('@') ? word.substr(1) : word;
}

/// Keeps every byte of the text after its leading blanks.
InputCommand whisper(std::string_view rest) {
    const auto [word, text] = split_first_word(rest);
    const std::string_view name = named_person(word);
    if (name.empty()) return InvalidInput{"A whisper needs a name and a text: /w NAME TEXT"};
    return WhisperCommand{std::string(name), std::string(text)};
}

InputCommand order(std::string_view what, std::string_view rest) {
    const auto [word, name] = split_first_word(rest);
    const std::string_view whom = named_person(word);
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
        "with bob, #build/12 of the room build.",
        usage)};
}

InputCommand reaction(std::string_view argument) {
    InputCommand command = message_command(kind_react, "/react N EMOJI", argument);
    const auto* parsed = std::get_if<MessageCommand>(&command);
    if (parsed && first_word_length(parsed->text) < parsed->text.size())
        return InvalidInput{"A reaction is one emoji: /react N EMOJI"};
    return command;
}

/// The commands about a room that have one word after them, or may have one.
struct RoomUsage {
    std::string_view command, action;
    std::string RoomCommand::*word;
    bool may_be_alone = false;
};
constexpr std::array room_usages{RoomUsage{"join", "join", &RoomCommand::room},
                                 RoomUsage{"leave", "leave", &RoomCommand::room, true},
                                 RoomUsage{"archive", "archive", &RoomCommand::room, true},
                                 RoomUsage{"reopen", "reopen", &RoomCommand::room, true},
                                 RoomUsage{"title", "title", &RoomCommand::text},
                                 RoomUsage{"invite", "add", &RoomCommand::name},
                                 RoomUsage{"owner", "owner", &RoomCommand::name},
                                 RoomUsage{"member", "member", &RoomCommand::name}};

/// Returns a command of the list as it is typed: "/join TITLE".
std::string usage_of(std::string_view command) {
    const auto* named = std::ranges::find(commands, command, &NamedCommand::name);
    return fmt::format("/{} {}", named->name, named->arguments);
}

InputCommand room_command(const RoomUsage& usage, std::string_view argument) {
    RoomCommand command{usage.action, {}, {}, {}, false};
    if (argument.empty() && usage.may_be_alone) return command;
    const bool is_person = usage.word == &RoomCommand::name;
    const std::string_view word = is_person ? named_person(argument) : named_room(argument);
    if (word.empty())
        return InvalidInput{fmt::format("Give the {}: {}", is_person ? "person" : "title of a room",
                                        usage_of(usage.command))};
    if (first_word_length(word) < word.size())
        return InvalidInput{fmt::format("A {} has no spaces: {}", is_person ? "name" : "title",
                                        usage_of(usage.command))};
    command.*usage.word = word;
    return command;
}

InputCommand room_list(std::string_view argument) {
    if (!argument.empty()) return InvalidInput{"Type /rooms alone: it lists all rooms."};
    return RoomCommand{"rooms", {}, {}, {}, false};
}

InputCommand room_topic(std::string_view argument) {
    if (argument.empty()) return InvalidInput{"Give the topic: /topic TEXT"};
    return RoomCommand{"topic", {}, {}, std::string(argument), false};
}

/// Parses "[private] TITLE [TOPIC]". A room that is called private has a '#' before its title.
InputCommand room_creation(std::string_view argument) {
    auto [word, rest] = split_first_word(argument);
    const bool is_private = word == "private";
    if (is_private) std::tie(word, rest) = split_first_word(rest);
    const std::string_view title = named_room(word);
    if (title.empty())
        return InvalidInput{
            "Give the title of the new room: /create TITLE, or /create private TITLE"};
    return RoomCommand{"create", std::string(title), {}, std::string(rest), is_private};
}

/// Returns what was typed after a command, with half-width letters and digits unless it is a link.
std::string go_argument(std::string_view argument) {
    return begins_message_link(argument) ? std::string(argument) : to_half_width(argument);
}

InputCommand go(std::string_view argument) {
    GoCommand command{go_argument(argument)};
    if (parse_go_target(command.where, first_calendar_day)) return command;
    return InvalidInput{
        "Say where to: /go first, /go unread, /go newest, /go and the number of a message, a link "
        "to one, or a day as 2026-11-01."};
}

InputCommand go_to_day(std::string_view argument) {
    GoCommand command{go_argument(argument)};
    if (parse_day(command.where, first_calendar_day)) return command;
    return InvalidInput{
        "Write the day as /date 2026-11-01, /date 2026-11, /date today or /date yesterday."};
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
    "/status           say where you are connected\n"
    "/name NEW         change your name to NEW\n"
    "/reply N TEXT     answer message N\n"
    "/edit N TEXT      change your message N to TEXT; without N, your last one\n"
    "/delete N         delete your message N for everybody; without N, your last one\n"
    "/react N EMOJI    react to message N with EMOJI; the same again takes it off\n"
    "/plain TEXT       send TEXT to be shown as it is, without bold or code\n"
    "/quit             leave the chat, as Ctrl-C does\n"
    "//TEXT            send a text that begins with /\n"
    "Rooms:\n"
    "/rooms            list the rooms\n"
    "/join TITLE       join the room TITLE and go there; /join lobby goes back to the lobby\n"
    "/leave            leave the room you are in; /leave TITLE, another one\n"
    "/create TITLE     make an open room; a topic may follow the title\n"
    "/create private TITLE   make a room that only its members can see\n"
    "/topic TEXT       set what the room is about\n"
    "/invite NAME      add NAME to the room\n"
    "For owners of the room, and operators:\n"
    "/kick NAME        remove NAME from the room\n"
    "/title NEW        change the title of the room\n"
    "/owner NAME       make NAME an owner too; /member NAME ends that\n"
    "/archive          make the room read-only; /reopen TITLE ends that\n"
    "For operators:\n"
    "/kick NAME        in the lobby: disconnect NAME\n"
    "/ban NAME         disconnect NAME and refuse new connections; /unban NAME ends the ban\n"
    "/rename NAME NEW  change the name of NAME to NEW\n"
    "Every other line is sent to the conversation you are in.";

namespace {

InputCommand parse_command(std::string_view line) {
    const auto [word, rest] = split_first_word(line);
    const std::string command = to_half_width(word);
    const std::string_view argument = without_trailing_blanks(rest);
    if (command == "w") return whisper(rest);
    if (command == "who") return WhoCommand{};
    if (command == "status") return StatusCommand{};
    if (command == "reply") return message_command(kind_reply, "/reply N TEXT", rest);
    if (command == "edit") return message_command(kind_edit, "/edit N TEXT", rest);
    if (command == "delete") return message_command(kind_erase, "/delete N", argument);
    if (command == "react") return reaction(argument);
    if (command == "plain") return plain_text(rest);
    if (command == "go") return go(argument);
    if (command == "date") return go_to_day(argument);
    if (command == "quit") return QuitCommand{};
    if (command == "help") return HelpCommand{};
    if (command == "kick" || command == "ban" || command == "unban" || command == "rename")
        return order(command, argument);
    if (command == "rooms") return room_list(argument);
    if (command == "topic") return room_topic(argument);
    if (command == "create") return room_creation(argument);
    const auto* usage = std::ranges::find(room_usages, command, &RoomUsage::command);
    if (usage != room_usages.end()) return room_command(*usage, argument);
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
