#pragma once
/// What a line typed into the line client or the window means. Pure.
#include <string>
#include <string_view>
#include <variant>

namespace indaba::client {

struct TypedNothing {};
struct TypedText {
    std::string text;
};
struct TypedWhisper {
    std::string name;
    std::string text;
};
struct TypedWho {};
struct TypedName {
    std::string name;
};
/// For operators. `what`: kick, ban, unban or rename (then with `name`).
struct TypedOrder {
    std::string what;
    std::string whom;
    std::string name;
};
struct TypedQuit {};
struct TypedHelp {};
/// Nothing is done or sent; the sentence says why.
struct TypedWrong {
    std::string sentence;
};

using Typed = std::variant<TypedNothing, TypedText, TypedWhisper, TypedWho, TypedName, TypedOrder,
                           TypedQuit, TypedHelp, TypedWrong>;

/// A line that begins with '/' is a command, with "//" a text that begins with one.
Typed parse_typed(std::string_view line);

/// One line for each command.
extern const std::string_view typed_help;

}  // namespace indaba::client
