#include "common/client/text/typed.hpp"

#include <doctest/doctest.h>

using namespace indaba::client;

namespace {

std::string said(std::string_view line) {
    const Typed typed = parse_typed(line);
    const auto* text = std::get_if<TypedText>(&typed);
    return text ? text->text : "(no text)";
}

std::string whispered(std::string_view line) {
    const Typed typed = parse_typed(line);
    const auto* whisper = std::get_if<TypedWhisper>(&typed);
    return whisper ? whisper->name + "|" + whisper->text : "(no whisper)";
}

template <class Expected>
bool is(std::string_view line) {
    return std::holds_alternative<Expected>(parse_typed(line));
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
    CHECK(is<TypedNothing>(""));
    CHECK(is<TypedNothing>(" \t"));
}

TEST_CASE("a whisper has a name and all the rest as its text") {
    CHECK(whispered("/w bob hi there, bob") == "bob|hi there, bob");
    CHECK(whispered("/w   bob   hi") == "bob|hi");
    CHECK(is<TypedWrong>("/w"));
    CHECK(is<TypedWrong>("/w bob"));
    CHECK(is<TypedWrong>("/w bob  "));
}

TEST_CASE("commands are known by their whole word") {
    CHECK(is<TypedWho>("/who"));
    CHECK(is<TypedQuit>("/quit "));
    CHECK(is<TypedHelp>("/help"));
    CHECK(is<TypedName>("/name anna"));
    CHECK(is<TypedWrong>("/name"));
}

TEST_CASE("an order names whom, and a new name when it gives one") {
    const auto ordered = [](std::string_view line) {
        const auto order = std::get<TypedOrder>(parse_typed(line));
        return order.what + "|" + order.whom + "|" + order.name;
    };
    CHECK(ordered("/kick bob") == "kick|bob|");
    CHECK(ordered("/ban bob") == "ban|bob|");
    CHECK(ordered("/unban  bob ") == "unban|bob|");
    CHECK(ordered("/rename bob robert") == "rename|bob|robert");
    for (const char* line : {"/kick", "/kick bob hard", "/rename", "/rename bob"})
        CHECK_MESSAGE(is<TypedWrong>(line), line);
}

TEST_CASE("an unknown command is told and never said") {
    CHECK(is<TypedWrong>("/wbob secret"));
    CHECK(is<TypedWrong>("/Quit"));
    CHECK(is<TypedWrong>("/"));
    const auto wrong = std::get<TypedWrong>(parse_typed("/x\x1b[2J"));
    CHECK(wrong.sentence.find('\x1b') == std::string::npos);
}
