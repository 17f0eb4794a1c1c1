#pragma once
/// Finds emoji by their English names and keywords, for `:smile:` while typing and for reactions.
/// The table comes from Unicode's data (make_emoji_table.py). Pure.
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace indaba::client {

/// An emoji with lower-case words, separated by blanks.
struct NamedEmoji {
    std::string_view emoji, name, keywords;
};

/// Returns all emoji without those that differ in the colour of a skin, in Unicode's order.
std::span<const NamedEmoji> all_emoji();

/// Returns at most `most` emoji whose names or keywords have words that begin as the words of
/// `typed` do, the best first. Words are separated by '_' or '-'; case does not count.
std::vector<NamedEmoji> find_emoji(std::string_view typed, std::size_t most);

}  // namespace indaba::client
