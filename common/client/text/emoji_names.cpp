#include "common/client/text/emoji_names.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace indaba::client {
namespace {

/// Returns the words in lower case with one blank between them.
std::string words_of(std::string_view typed) {
    std::string words;
    for (const char c : typed) {
        if (c == '_' || c == '-' || c == ' ') {
            if (!words.empty() && words.back() != ' ') words += ' ';
        } else {
            words += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return words;
}

/// Returns whether a word of `words` is `wanted`, or begins so.
bool has_word(std::string_view words, std::string_view wanted, bool whole) {
    for (std::size_t at = words.find(wanted); at != words.npos; at = words.find(wanted, at + 1)) {
        const std::size_t end = at + wanted.size();
        const bool begins = at == 0 || words[at - 1] == ' ';
        if (begins && (!whole || end == words.size() || words[end] == ' ')) return true;
    }
    return false;
}

bool has_all_words(const NamedEmoji& emoji, std::string_view typed) {
    while (!typed.empty()) {
        const std::string_view word = typed.substr(0, typed.find(' '));
        if (!has_word(emoji.name, word, false) && !has_word(emoji.keywords, word, false))
            return false;
        typed.remove_prefix(std::min(word.size() + 1, typed.size()));
    }
    return true;
}

/// Returns how well the emoji fits, 0 best; nullopt when it does not fit.
std::optional<int> rank_of(const NamedEmoji& emoji, std::string_view typed) {
    if (!has_all_words(emoji, typed)) return std::nullopt;
    if (emoji.name == typed) return 0;
    if (has_word(emoji.keywords, typed, true)) return 1;
    if (has_word(emoji.name, typed, true)) return 2;
    if (emoji.name.starts_with(typed)) return 3;
    return 4;
}

}  // namespace

std::vector<NamedEmoji> find_emoji(std::string_view typed, std::size_t most) {
    const std::string words = words_of(typed);
    if (words.empty()) return {};
    std::vector<std::pair<int, NamedEmoji>> found;
    for (const NamedEmoji& emoji : all_emoji())
        if (const auto rank = rank_of(emoji, words)) found.emplace_back(*rank, emoji);
    std::ranges::stable_sort(found, {}, [](const auto& each) { return each.first; });
    std::vector<NamedEmoji> best;
    for (const auto& [rank, emoji] : found) {
        if (best.size() == most) break;
        best.push_back(emoji);
    }
    return best;
}

}  // namespace indaba::client
