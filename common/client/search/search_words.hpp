#pragma once
/// The words of a text, as the search of a client knows them: the index of its own copy, the query
/// and the highlighting all take them from here, so that they agree. Pure: no index, no file.
///
/// A word is a run of letters, numbers and their marks, folded: without case, accents and other
/// ways to write the same (NFKC). Each character of a script that writes no spaces between words is
/// a word of its own (word_characters.hpp), so that any part of such a text is found as a phrase. A
/// word of code is followed by its ends, so that any part of it is found by its beginning.
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/client/search/text_span.hpp"
#include "common/client/search/word_folder.hpp"

namespace indaba::client {

/// The code points that an inner word has at least.
constexpr std::size_t min_inner_characters = 3;

/// A word of a text. `folded` is never empty and has at most max_word_characters code points.
struct SearchWord {
    std::string folded;
    std::size_t begin = 0, end = 0;  // its bytes in the text; all, also when `folded` was cut
    bool inner = false;              // an end of the last word that is not inner, at its position
    bool operator==(const SearchWord&) const = default;
};

/// Calls `take` for each word of `text`, by ascending begin, until it returns false. The word is
/// valid during the call.
///
/// Inner words follow the words in code (code_spans.hpp) and the words that look like identifiers:
/// a capital after a small letter, a digit beside a letter, or '_' between two words. A word of
/// more than max_word_characters has none. So there are at most as many words as bytes. The
/// mark of a plain text (plain_prefix) is no word. Invalid bytes stand between words.
void for_each_search_word(std::string_view text,
                          const std::function<bool(const SearchWord&)>& take);

/// Returns the words of `text`, in the same order.
std::vector<SearchWord> search_words(std::string_view text);

/// Returns where in `text` the characters end that make the first `bytes` bytes of the folded form
/// of `word`, which is one of the words of `text`.
std::size_t end_of_beginning(std::string_view text, const SearchWord& word, std::size_t bytes);

}  // namespace indaba::client
