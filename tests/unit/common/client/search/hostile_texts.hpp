#pragma once
/// Texts of 16 KiB, the most that a message has, that were made to be slow or to break a search.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace indaba::test {

inline std::string filled_with(std::string_view piece, std::size_t bytes = 16 * 1024) {
    std::string text;
    while (text.size() + piece.size() <= bytes) text += piece;
    return text;
}

/// Each is repeated until a text is full.
inline constexpr std::array<std::string_view, 29> hostile_pieces{"\u0301",
                                                                 "aB",
                                                                 "aB1_",
                                                                 "_",
                                                                 "a_",
                                                                 "\xff",
                                                                 "\xe6\x9d",
                                                                 "a\x80",
                                                                 "`",
                                                                 "` ",
                                                                 "a`",
                                                                 "```\n",
                                                                 "```x\n",
                                                                 "```\na\n",
                                                                 "\u00ad",
                                                                 "ﷺ",
                                                                 "ẞ",
                                                                 "東",
                                                                 "\u1112\u1161\u11ab",
                                                                 "\u0e33",
                                                                 "mailto:",
                                                                 "http:",
                                                                 "://",
                                                                 "+-:",
                                                                 "\"",
                                                                 "-",
                                                                 "from:",
                                                                 "-\"a",
                                                                 "in:\""};

/// Returns the texts. None has a link.
inline std::vector<std::string> hostile_texts() {
    std::vector<std::string> texts{"a" + filled_with("\u0301\u0316"),
                                   "か" + filled_with("\u3099"),
                                   "a" + filled_with("_"),
                                   "a" + filled_with("\u200d"),
                                   "한" + filled_with("\u11ab"),
                                   "`" + filled_with("a"),
                                   "`" + filled_with(std::string(64, 'a') + " ") + "`",
                                   std::string(16 * 1024, '\0')};
    for (const std::string_view piece : hostile_pieces) texts.push_back(filled_with(piece));
    std::string everything;
    for (int i = 0; i < 16 * 1024; ++i) everything += static_cast<char>(i * 7919 % 256);
    texts.push_back(everything);
    return texts;
}

}  // namespace indaba::test
