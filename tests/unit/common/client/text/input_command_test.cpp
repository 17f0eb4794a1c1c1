#include "common/client/text/input_command.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "common/wire/text.hpp"

using namespace indaba::client;

namespace {

std::string said(std::string_view line) {
    const InputCommand typed = parse_input(line);
    const auto* text = std::get_if<TextInput>(&typed);
    return text ? text->text : "(no text)";
}

std::string whispered(std::string_view line) {
    const InputCommand typed = parse_input(line);
    const auto* whisper = std::get_if<WhisperCommand>(&typed);
    return whisper ? whisper->name + "|" + whisper->text : "(no whisper)";
}

template <class Expected>
bool is(std::string_view line) {
    return std::holds_alternative<Expected>(parse_input(line));
}

}  // namespace

TEST_CASE("a line that is not a command is a text with all its spaces") {
    CHECK(said("hi all") == "hi all");
    CHECK(said("  indented ") == "  indented ");
    CHECK(said("not /a command") == "not /a command");
}

TEST_CASE("a line that begins with two slashes is a text that begins with one") {
    CHECK(said("//etc/motd") == "/etc/motd");
    CHECK(said("//") == "/");
}

TEST_CASE("an empty line is not a text") {
    CHECK(is<EmptyInput>(""));
    CHECK(is<EmptyInput>(" \t"));
}

TEST_CASE("a whisper has a name and all the rest as its text") {
    CHECK(whispered("/w bob hi there, bob") == "bob|hi there, bob");
    CHECK(whispered("/w   bob   hi") == "bob|hi");
    CHECK(is<InvalidInput>("/w"));
    CHECK(whispered("/w bob") == "bob|");
    CHECK(whispered("/w bob  ") == "bob|");
}

TEST_CASE("a command is recognised only by its whole word") {
    CHECK(is<WhoCommand>("/who"));
    CHECK(is<StatusCommand>("/status"));
    CHECK(is<QuitCommand>("/quit "));
    CHECK(is<HelpCommand>("/help"));
    CHECK(is<NameCommand>("/name anna"));
    CHECK(is<InvalidInput>("/name"));
}

TEST_CASE("an operator command has a person, and a new name for rename") {
    const auto ordered = [](std::string_view line) {
        const auto order = std::get<OperatorCommand>(parse_input(line));
        return order.what + "|" + order.whom + "|" + order.name;
    };
    CHECK(ordered("/kick bob") == "kick|bob|");
    CHECK(ordered("/ban bob") == "ban|bob|");
    CHECK(ordered("/unban  bob ") == "unban|bob|");
    CHECK(ordered("/rename bob robert") == "rename|bob|robert");
    for (const char* line : {"/kick", "/kick bob hard", "/rename", "/rename bob"})
        CHECK_MESSAGE(is<InvalidInput>(line), line);
}

namespace {

/// Returns "KIND|WHERE|NUMBER|TEXT" of a command about a message.
std::string about_message(std::string_view line) {
    const InputCommand typed = parse_input(line);
    const auto* command = std::get_if<MessageCommand>(&typed);
    if (!command) return std::holds_alternative<InvalidInput>(typed) ? "invalid" : "other";
    return std::string(command->kind) + "|" + command->where + "|" +
           (command->number ? std::to_string(*command->number) : "last") + "|" + command->text;
}

}  // namespace

TEST_CASE("a command about a message has its number, perhaps where it is, and a text") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"/reply 12 yes, of course ", "reply||12|yes, of course "},
        {"/reply bob/12 yes", "reply|bob|12|yes"},
        {"/reply #garden/12 yes", "reply|#garden|12|yes"},
        {"/reply a/b/12 yes", "reply|a/b|12|yes"},
        {"/reply １２ yes", "reply||12|yes"},
        {"/reply 12\ntwo\nlines", "reply||12|two\nlines"},
        {"／reply 12 yes", "reply||12|yes"},
        {"/reply 12", "invalid"},
        {"/reply 12  ", "invalid"},
        {"/reply yes", "invalid"},
        {"/reply", "invalid"},
        {"/reply -1 yes", "invalid"},
        {"/reply /12 yes", "invalid"},
        {"/reply bob/ yes", "invalid"},
        {"/reply 99999999999999999999 yes", "invalid"},
        {"/edit 12 better", "edit||12|better"},
        {"/edit bob/12 better", "edit|bob|12|better"},
        {"/edit better so", "edit||last|better so"},
        {"/edit 3 apples", "edit||3|apples"},
        {"/edit", "invalid"},
        {"/edit 12", "invalid"},
        {"/delete 12", "erase||12|"},
        {"/delete bob/12 ", "erase|bob|12|"},
        {"/delete", "erase||last|"},
        {"/delete everything", "invalid"},
        {"/delete 12 13", "invalid"},
        {"/react 12 \U0001F44D", "react||12|\U0001F44D"},
        {"/react 12  \U0001F44D ", "react||12|\U0001F44D"},
        {"/react bob/12 \U0001F44D", "react|bob|12|\U0001F44D"},
        {"/react 12 two words", "invalid"},
        {"/react \U0001F44D", "invalid"},
        {"/react 12", "invalid"},
    };
    for (const auto& row : rows) CHECK_MESSAGE(about_message(row.first) == row.second, row.first);
}

namespace {

/// Returns "ACTION|ROOM|NAME|TEXT" of a command about a room, with "private" at the end if it says
/// so, or the sentence of an invalid one.
std::string about_room(std::string_view line) {
    const InputCommand typed = parse_input(line);
    if (const auto* invalid = std::get_if<InvalidInput>(&typed)) return invalid->sentence;
    const auto* command = std::get_if<RoomCommand>(&typed);
    if (!command) return "other";
    return std::string(command->action) + "|" + command->room + "|" + command->name + "|" +
           command->text + (command->is_private ? "|private" : "");
}

}  // namespace

TEST_CASE("a command about a room has its title, a person or a text") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"/rooms", "rooms|||"},
        {"/rooms ", "rooms|||"},
        {"/join build", "join|build||"},
        {"/join #build ", "join|build||"},
        {"/join ＃build", "join|build||"},
        {"／ｊｏｉｎ　＃建物", "join|建物||"},
        {"/leave", "leave|||"},
        {"/leave #build", "leave|build||"},
        {"/archive", "archive|||"},
        {"/archive build", "archive|build||"},
        {"/reopen", "reopen|||"},
        {"/reopen #build", "reopen|build||"},
        {"/title kitchen", "title|||kitchen"},
        {"/title #kitchen", "title|||kitchen"},
        {"/topic all about  bread ", "topic|||all about  bread"},
        {"/topic #1 is bread", "topic|||#1 is bread"},
        {"/invite bob", "add||bob|"},
        {"/invite @bob", "add||bob|"},
        {"/owner bob", "owner||bob|"},
        {"/member bob ", "member||bob|"},
        {"/create build", "create|build||"},
        {"/create #build  all about bread ", "create|build||all about bread"},
        {"/create private build", "create|build|||private"},
        {"/create private #build all about bread", "create|build||all about bread|private"},
        {"/create #private", "create|private||"},
        {"/create private private", "create|private|||private"},
    };
    for (const auto& row : rows) CHECK_MESSAGE(about_room(row.first) == row.second, row.first);
}

TEST_CASE("a command about a room says what is missing or too much") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {"/rooms build", "Type /rooms alone: it lists all rooms."},
        {"/join", "Give the title of a room: /join TITLE"},
        {"/join #", "Give the title of a room: /join TITLE"},
        {"/join build kitchen", "A title has no spaces: /join TITLE"},
        {"/leave the kitchen", "A title has no spaces: /leave [TITLE]"},
        {"/leave #", "Give the title of a room: /leave [TITLE]"},
        {"/archive a b", "A title has no spaces: /archive [TITLE]"},
        {"/reopen a b", "A title has no spaces: /reopen [TITLE]"},
        {"/title", "Give the title of a room: /title NEW"},
        {"/title the kitchen", "A title has no spaces: /title NEW"},
        {"/topic", "Give the topic: /topic TEXT"},
        {"/topic  ", "Give the topic: /topic TEXT"},
        {"/invite", "Give the person: /invite NAME"},
        {"/invite @", "Give the person: /invite NAME"},
        {"/invite bob carl", "A name has no spaces: /invite NAME"},
        {"/owner", "Give the person: /owner NAME"},
        {"/member bob carl", "A name has no spaces: /member NAME"},
        {"/create", "Give the title of the new room: /create TITLE, or /create private TITLE"},
        {"/create #", "Give the title of the new room: /create TITLE, or /create private TITLE"},
        {"/create private",
         "Give the title of the new room: /create TITLE, or /create private TITLE"},
    };
    for (const auto& row : rows) CHECK_MESSAGE(about_room(row.first) == row.second, row.first);
}

TEST_CASE("a person may have @ before the name, as in a mention") {
    CHECK(whispered("/w @bob hi") == "bob|hi");
    CHECK(is<InvalidInput>("/w @"));
    CHECK(std::get<OperatorCommand>(parse_input("/kick @bob")).whom == "bob");
    CHECK(is<InvalidInput>("/ban @"));
}

TEST_CASE("each command of the list is known, and the help has it") {
    for (const NamedCommand& command : input_commands()) {
        const std::string line = "/" + std::string(command.name);
        const InputCommand typed = parse_input(line);
        const auto* invalid = std::get_if<InvalidInput>(&typed);
        CHECK_MESSAGE((!invalid || !invalid->sentence.starts_with("There is no command")), line);
        const bool helps = input_help.find(line + " ") != std::string_view::npos;
        if (line != "/help") CHECK_MESSAGE(helps == !command.of_window, line);
    }
}

TEST_CASE("the window is told where to go, as it was typed") {
    const auto where = [](const std::string& line) {
        const InputCommand typed = parse_input(line);
        const auto* command = std::get_if<GoCommand>(&typed);
        return command ? command->where : "none";
    };
    for (const char* typed : {"first", "unread", "newest", "12345", "12,345", "2026-11-01",
                              "yesterday", "indaba://127.0.0.1:5000/m/ab/7"})
        CHECK(where("/go " + std::string(typed) + " ") == typed);
    for (const char* typed : {"2026-11-01", "2026-11", "today", "yesterday"})
        CHECK(where("/date  " + std::string(typed)) == typed);
    CHECK(where("\uff0f\uff47\uff4f\u3000\uff11\uff12") == "12");
    CHECK(where("/date \uff12\uff10\uff12\uff16\uff0d\uff11\uff11") == "2026-11");
}

TEST_CASE("a place that nobody can go to is not gone to, and a sentence says what can be typed") {
    const auto sentence = [](const std::string& line) {
        const InputCommand typed = parse_input(line);
        const auto* invalid = std::get_if<InvalidInput>(&typed);
        return invalid ? invalid->sentence : "none";
    };
    for (const char* line : {"/go", "/go ", "/go home", "/go 1 2", "/go first now", "/go -1"})
        CHECK_MESSAGE(sentence(line) ==
                          "Say where to: /go first, /go unread, /go newest, /go and the number of "
                          "a message, a link to one, or a day as 2026-11-01.",
                      line);
    for (const char* line : {"/date", "/date first", "/date 12", "/date 2026-11-31",
                             "/date tomorrow", "/date 2026-11-01 2026-11-02"})
        CHECK_MESSAGE(sentence(line) ==
                          "Write the day as /date 2026-11-01, /date 2026-11, /date today or /date "
                          "yesterday.",
                      line);
}

TEST_CASE("a plain text is sent with its prefix, which displays leave out") {
    CHECK(said("/plain *no* bold ") == "/plain *no* bold ");
    CHECK(said("  /plain   x") == "/plain x");
    CHECK(said("／plain x") == "/plain x");
    CHECK(is<InvalidInput>("/plain"));
    CHECK(is<InvalidInput>("/plain  "));
    CHECK(said(input_for("/plain x")) == "/plain x");
    CHECK(without_plain_prefix("/plain  x") == " x");
    CHECK(without_plain_prefix("/plainx") == "/plainx");
}

TEST_CASE("blanks before a command do not make it a text") {
    // Every kind of character that draws nothing: white space, line breaks, joiners, fillers,
    // marks.
    for (const char* blank :
         {" ",          "\t",         "\n",     "\r\n",   "\v",     "\f",     "\u00a0",
          "\u0085",     "\u00ad",     "\u034f", "\u061c", "\u115f", "\u1160", "\u1680",
          "\u17b4",     "\u180b",     "\u180e", "\u2000", "\u2003", "\u2009", "\u200b",
          "\u200c",     "\u200d",     "\u200e", "\u200f", "\u2028", "\u2029", "\u202a",
          "\u202e",     "\u202f",     "\u205f", "\u2060", "\u2061", "\u2066", "\u2069",
          "\u2800",     "\u3000",     "\u3164", "\ufe0f", "\ufeff", "\uffa0", "\U000e0001",
          "\U000e0020", "\U000e0100", "\x01",   "\x7f"}) {
        const std::string line = std::string(blank) + "/w bob secret";
        CHECK_MESSAGE(whispered(line) == "bob|secret", line);
        CHECK_MESSAGE(whispered(" " + line) == "bob|secret", line);
        CHECK_MESSAGE(is<InvalidInput>(std::string(blank) + "/etc/motd"), line);
        CHECK_MESSAGE(is<EmptyInput>(blank), line);
        CHECK_MESSAGE(said(std::string(blank) + "//w bob") == std::string(blank) + "/w bob", line);
    }
}

TEST_CASE("white space of every script separates the words of a command") {
    for (const char* space : {" ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u2028"}) {
        const std::string between = space;
        CHECK_MESSAGE(whispered("/w" + between + "bob" + between + "hi") == "bob|hi", between);
        CHECK_MESSAGE(is<NameCommand>("/name" + between + "anna"), between);
    }
    CHECK(whispered("/w bob two\nlines ") == "bob|two\nlines ");
}

TEST_CASE("a command in the full-width letters of an input method is a command") {
    CHECK(whispered("\uff0f\uff57\u3000bob\u3000\u5bc6") == "bob|\u5bc6");
    CHECK(whispered("\uff0fw bob secret") == "bob|secret");
    CHECK(is<WhoCommand>("/\uff57\uff48\uff4f"));
    const std::string face = "\uff0f(^o^)\uff3c";
    CHECK(said(face) == face);
    CHECK(said("\uff0f\uff0fw bob") == "\uff0fw bob");
}

TEST_CASE("every text that draws something has an input that parses to it") {
    for (const char* text :
         {"hi", "/", "//", "/w bob x", " /w bob x", "\n/x", "\u200b//", "\uff0fw x",
          "\uff0f\uff0f\uff57 x", "\uff0f(^o^)", "  indented", "x\n"})
        CHECK_MESSAGE(said(input_for(text)) == text, text);
}

TEST_CASE("an unknown command is reported and not sent as text") {
    CHECK(is<InvalidInput>("/wbob secret"));
    CHECK(is<InvalidInput>("/Quit"));
    CHECK(is<InvalidInput>("/"));
    const auto wrong = std::get<InvalidInput>(parse_input("/x\x1b[2J"));
    CHECK(wrong.sentence.find('\x1b') == std::string::npos);
}
