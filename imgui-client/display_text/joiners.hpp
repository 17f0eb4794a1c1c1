#pragma once
/// Where a joiner (U+200C, U+200D) or a tag has a meaning: in emoji sequences and in the scripts
/// that need them. Elsewhere they are escaped, since a forger hides them in words. Used by
/// display_text.cpp, which reports each character that it displays. Pure.
#include <string_view>

namespace indaba::ui {

/// Knows what stands before the next character.
class JoinerContext {
 public:
    /// Says that `point` was displayed as it is.
    void add(char32_t point);
    /// Says that something else was displayed: an escape, spaces.
    void reset() { *this = {}; }

    /// Returns whether `joiner` stays, with `rest` after it. Beside the rules of RFC 5892, A.1 and
    /// A.2, and of emoji, it stays wherever it touches a letter of a cursive script, as Persian
    /// writes it after a Latin word, and between a letter and a virama, as Bengali writes
    /// "র‍্যা".
    bool keeps_joiner(char32_t joiner, std::string_view rest) const;
    /// Returns the length of the tags that `text` begins with when they end an emoji, else 0.
    std::size_t length_of_tags(std::string_view text) const;

 private:
    bool after_letter_ = false;
    bool after_virama_ = false;
    bool after_cursive_ = false;  // but for marks between
    bool after_emoji_ = false;    // and its modifiers
};

}  // namespace indaba::ui
