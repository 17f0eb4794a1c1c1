#include "common/client/text/input_command.hpp"

#include <doctest/doctest.h>

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
    CHECK(is<InvalidInput>("/w bob"));
    CHECK(is<InvalidInput>("/w bob  "));
}

TEST_CASE("a command is recognised only by its whole word") {
    CHECK(is<WhoCommand>("/who"));
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

TEST_CASE("an unknown command is reported and not sent as text") {
    CHECK(is<InvalidInput>("/wbob secret"));
    CHECK(is<InvalidInput>("/Quit"));
    CHECK(is<InvalidInput>("/"));
    const auto wrong = std::get<InvalidInput>(parse_input("/x\x1b[2J"));
    CHECK(wrong.sentence.find('\x1b') == std::string::npos);
}
