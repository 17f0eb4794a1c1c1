#include "common/client/search/search_words.hpp"

#include <algorithm>

#include "common/base/utf8.hpp"
#include "common/client/search/code_spans.hpp"
#include "common/client/search/word_characters.hpp"
#include "common/wire/text.hpp"

namespace indaba::client {
namespace {

/// The code point that begins at a byte of a text.
struct WordPoint {
    std::size_t next = 0;  // the byte after it
    WordCharacter kind = WordCharacter::none;
    bool unspaced = false;
};

WordPoint word_point(std::string_view text, std::size_t at) {
    if (static_cast<unsigned char>(text[at]) < 0x80)
        return {at + 1, word_character(static_cast<unsigned char>(text[at])), false};
    const CodePoint point = first_code_point(text.substr(at));
    if (!point.valid) return {at + 1, WordCharacter::none, false};
    return {at + point.length, word_character(point.value), is_unspaced(point.value)};
}

bool begins_word(WordCharacter kind) {
    return kind != WordCharacter::none && kind != WordCharacter::invisible;
}

bool is_letter_kind(WordCharacter kind) {
    return kind == WordCharacter::lower || kind == WordCharacter::upper ||
           kind == WordCharacter::letter;
}

/// Returns whether two characters that follow each other make an identifier of their word.
bool shows_identifier(WordCharacter before, WordCharacter after) {
    if (before == WordCharacter::lower && after == WordCharacter::upper) return true;
    return before == WordCharacter::digit ? is_letter_kind(after)
                                          : after == WordCharacter::digit && is_letter_kind(before);
}

/// A word as it stands in a text, not yet folded.
struct RawWord {
    TextSpan span;
    bool unspaced = false;    // one character, with its marks
    bool identifier = false;  // by its own characters
};

/// Returns the word whose first character is `first`, at `begin`.
RawWord raw_word(std::string_view text, std::size_t begin, const WordPoint& first) {
    RawWord word{{begin, first.next}, first.unspaced};
    WordCharacter before = first.kind;
    for (std::size_t at = first.next; at < text.size();) {
        const WordPoint point = word_point(text, at);
        at = point.next;
        if (point.kind == WordCharacter::none) break;
        if (point.kind == WordCharacter::invisible) continue;
        if (point.unspaced && !word.unspaced) break;
        if (point.kind != WordCharacter::mark) {
            if (word.unspaced) break;
            word.identifier = word.identifier || shows_identifier(before, point.kind);
            before = point.kind;
        }
        word.span.end = at;
    }
    return word;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

class WordScanner {
 public:
    WordScanner(std::string_view text, const std::function<bool(const SearchWord&)>& take)
        : text_(text), take_(take), code_(code_spans(text)) {}

    void scan() {
        std::size_t at = text_.starts_with(plain_prefix) ? plain_prefix.size() : 0;
        while (at < text_.size()) {
            const WordPoint point = word_point(text_, at);
            if (!begins_word(point.kind)) {
                at = point.next;
                continue;
            }
            const RawWord raw = raw_word(text_, at, point);
            if (!take_word(raw)) return;
            at = raw.span.end;
        }
    }

 private:
    bool take_word(const RawWord& raw) {
        const bool joined_before = joined_at_ == raw.span.begin;
        joined_at_ = joined_word(raw.span.end);
        folder_.fold(text_, raw.span);
        if (folder_.points() == 0) return true;  // nothing but accents
        if (raw.unspaced) return take_characters(raw.span);
        word_.folded = folder_.folded();
        if (!take_at(raw.span, false)) return false;
        const bool joined = joined_before || joined_at_ != std::string_view::npos;
        return (!raw.identifier && !joined && !is_code(raw.span.begin)) || folder_.was_cut() ||
               take_inner(raw.span.end);
    }

    bool take_at(TextSpan span, bool inner) {
        word_.begin = span.begin;
        word_.end = span.end;
        word_.inner = inner;
        return take_(word_);
    }

    /// Takes the characters of an unspaced word: more than one when Unicode has a sign for two.
    bool take_characters(TextSpan span) {
        const std::string_view folded = folder_.folded();
        for (std::size_t begin = 0; begin < folded.size();) {
            std::size_t end = word_point(folded, begin).next;
            while (end < folded.size() && word_point(folded, end).kind == WordCharacter::mark)
                end = word_point(folded, end).next;
            word_.folded = folded.substr(begin, end - begin);
            if (!take_at(span, false)) return false;
            begin = end;
        }
        return true;
    }

    bool take_inner(std::size_t end) {
        for (const FoldedCharacter& character : folder_.characters().subspan(1)) {
            if (folder_.points() - character.points < min_inner_characters) break;
            word_.folded.assign(folder_.folded(), character.folded);
            if (!take_at({character.source, end}, true)) return false;
        }
        return true;
    }

    /// Returns where the word begins that '_' joins to the one before `end`, or npos.
    std::size_t joined_word(std::size_t end) const {
        if (end == text_.size() || text_[end] != '_') return std::string_view::npos;
        const std::size_t next = text_.find_first_not_of('_', end);
        const bool joined =
            next != std::string_view::npos && begins_word(word_point(text_, next).kind);
        return joined ? next : std::string_view::npos;
    }

    /// Returns whether the byte, which is after all that were asked for, is in code.
    bool is_code(std::size_t at) {
        while (next_code_ < code_.size() && code_[next_code_].end <= at) ++next_code_;
        return next_code_ < code_.size() && code_[next_code_].begin <= at;
    }

    std::string_view text_;
    const std::function<bool(const SearchWord&)>& take_;
    std::vector<TextSpan> code_;
    std::size_t next_code_ = 0;
    std::size_t joined_at_ = std::string_view::npos;
    WordFolder folder_;
    SearchWord word_;
};

}  // namespace

void for_each_search_word(std::string_view text,
                          const std::function<bool(const SearchWord&)>& take) {
    WordScanner(text, take).scan();
}

std::vector<SearchWord> search_words(std::string_view text) {
    std::vector<SearchWord> words;
    for_each_search_word(text, [&](const SearchWord& word) {
        words.push_back(word);
        return true;
    });
    return words;
}

std::size_t end_of_beginning(std::string_view text, const SearchWord& word, std::size_t bytes) {
    if (bytes >= word.folded.size()) return word.end;
    // ASCII folds byte by byte, unless a mark follows.
    const std::string_view rest = text.substr(word.begin, word.end - word.begin);
    if (is_ascii(rest.substr(0, bytes + 1))) return word.begin + bytes;
    WordFolder folder;
    folder.fold(text, {word.begin, word.end});
    const auto characters = folder.characters();
    const auto next = std::ranges::lower_bound(characters, bytes, {}, &FoldedCharacter::folded);
    return next == characters.end() ? word.end : next->source;
}

}  // namespace indaba::client
