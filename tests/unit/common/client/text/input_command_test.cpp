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

TEST_CASE("a line is said as it was typed") {
    CHECK(said("hi all") == "hi all");
    CHECK(said("  indented ") == "  indented ");
    CHECK(said("not /a command") == "not /a command");
}

TEST_CASE("two slashes say a text that begins with one") {
    CHECK(said("//etc/motd") == "/etc/motd");
    CHECK(said("//") == "/");
}

TEST_CASE("empty lines say nothing") {
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

TEST_CASE("commands are known by their whole word") {
    CHECK(is<WhoCommand>("/who"));
    CHECK(is<QuitCommand>("/quit "));
    CHECK(is<HelpCommand>("/help"));
    CHECK(is<NameCommand>("/name anna"));
    CHECK(is<InvalidInput>("/name"));
}

TEST_CASE("an order names whom, and a new name when it gives one") {
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

TEST_CASE("an unknown command is told and never said") {
    CHECK(is<InvalidInput>("/wbob secret"));
    CHECK(is<InvalidInput>("/Quit"));
    CHECK(is<InvalidInput>("/"));
    const auto wrong = std::get<InvalidInput>(parse_input("/x\x1b[2J"));
    CHECK(wrong.sentence.find('\x1b') == std::string::npos);
}
