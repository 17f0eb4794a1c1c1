#include "common/wire/reaction.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/wire/protocol.hpp"

namespace indaba {
namespace {

/// Returns an "e" with combining accents, `bytes` long.
std::string accented(std::size_t bytes) {
    std::string text = bytes % 2 == 1 ? "e" : "\u00e9";
    while (text.size() < bytes) text += "\u0301";
    return text;
}

TEST_CASE("a reaction is exactly one grapheme that shows something") {
    const struct {
        const char* what;
        std::string emoji;
        bool valid;
    } cases[] = {
        {"an emoji", "\U0001F44D", true},
        {"an emoji with a tone of skin", "\U0001F44D\U0001F3FD", true},
        {"a heart as emoji", "\u2764\uFE0F", true},
        {"a family, joined", "\U0001F468\u200D\U0001F469\u200D\U0001F467", true},
        {"a flag of two letters", "\U0001F1E9\U0001F1EA", true},
        {"the flag of Scotland",
         "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", true},
        {"a keycap", "1\uFE0F\u20E3", true},
        {"a letter", "x", true},
        {"a Devanagari syllable", "\u0915\u093F", true},
        {"nothing", "", false},
        {"two letters", "ok", false},
        {"two emoji", "\U0001F44D\U0001F44D", false},
        {"two flags", "\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", false},
        {"a space", " ", false},
        {"a space without break", "\u00A0", false},
        {"a line feed", "\n", false},
        {"carriage return and line feed, one grapheme", "\r\n", false},
        {"a control", "\x1b", false},
        {"a joiner alone", "\u200D", false},
        {"a variation selector alone", "\uFE0F", false},
        {"a letter with a zero-width space", "x\u200B", false},
        {"a mark of direction", "\u202E", false},
        {"tags after another sign", "\U0001F44D\U000E0067\U000E007F", false},
        {"no UTF-8", "\xff", false},
        {"half a character", "\xf0\x9f\x91", false},
        {"64 bytes", accented(limit::reaction), true},
        {"65 bytes", accented(limit::reaction + 1), false},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        CHECK(valid_reaction(each.emoji) == each.valid);
    }
}

}  // namespace
}  // namespace indaba
