#include "common/client/search/search_match.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <string>
#include <utility>

#include "common/client/search/search_words.hpp"

namespace indaba::client {
namespace {

/// A set of words of a query: bit i stands for the word i, counted through all terms.
using WordSet = std::uint64_t;
static_assert(max_query_words <= 64);

constexpr WordSet only(std::size_t word) { return WordSet{1} << word; }

/// Looks for all terms at once in the words of a text (the Shift-And algorithm). At each position
/// it knows for each word of a phrase whether the phrase up to that word ends here.
class TermScanner {
 public:
    TermScanner(const SearchQuery& query, std::string_view text) : text_(text) {
        std::size_t count = 0;
        for (const SearchTerm& term : query.terms) {
            assert(!term.words.empty() && count + term.words.size() <= max_query_words);
            starts_ |= only(count);
            for (const std::string& word : term.words) words_[count++] = {word, false};
            words_[count - 1].open = term.open;
            (term.excluded ? excluded_ : required_) |= only(count - 1);
        }
    }

    /// Scans the text, and adds the hits if they are wanted. Returns whether the text matches; if
    /// it does not, the hits mean nothing.
    bool scan(std::vector<TextSpan>* hits) {
        hits_ = hits;
        for_each_search_word(text_, [this](const SearchWord& word) {
            if (!word.inner) begin_position();
            take(word);
            return !is_decided();
        });
        return (found_ & required_) == required_ && (found_ & excluded_) == 0;
    }

 private:
    struct QueryWord {
        std::string_view folded;
        bool open = false;
    };

    /// Returns whether the rest of the text changes nothing.
    bool is_decided() const {
        if ((found_ & excluded_) != 0) return true;
        return !hits_ && excluded_ == 0 && found_ == required_;
    }

    void begin_position() {
        // The bit after a phrase is that of the next one, which begins everywhere, or of no word.
        expected_ = (ending_ << 1) | starts_;
        ending_ = 0;
        std::swap(begins_, earlier_begins_);
    }

    /// Takes a word at the present position: the whole one, or one of its ends.
    void take(const SearchWord& word) {
        for (WordSet left = expected_; left != 0; left &= left - 1) {
            const auto index = static_cast<std::size_t>(std::countr_zero(left));
            const QueryWord& wanted = words_[index];
            const bool found =
                wanted.open ? word.folded.starts_with(wanted.folded) : word.folded == wanted.folded;
            if (found) take_match(index, word);
        }
    }

    void take_match(std::size_t index, const SearchWord& word) {
        const bool starts = (starts_ & only(index)) != 0;
        const bool again = (ending_ & only(index)) != 0;
        begins_[index] = starts ? word.begin : earlier_begins_[index - 1];
        ending_ |= only(index);
        if (((required_ | excluded_) & only(index)) == 0) return;
        found_ |= only(index);
        // A single word is highlighted wherever it begins in the word, a phrase once.
        if (!hits_ || (again && !starts)) return;
        const std::size_t end = words_[index].open
                                    ? end_of_beginning(text_, word, words_[index].folded.size())
                                    : word.end;
        hits_->push_back({begins_[index], end});
    }

    std::string_view text_;
    std::array<QueryWord, max_query_words> words_{};
    WordSet starts_ = 0;    // the first word of each term
    WordSet required_ = 0;  // the last word of each term that must occur
    WordSet excluded_ = 0;  // the last word of each term that must not

    WordSet expected_ = 0;  // the words that begin a phrase or go on with one at this position
    WordSet ending_ = 0;    // the words that were found there
    WordSet found_ = 0;     // the last words of the terms that were found
    /// Where the phrase begins that was found up to the word, here and at the position before.
    std::array<std::size_t, max_query_words> begins_{}, earlier_begins_{};
    std::vector<TextSpan>* hits_ = nullptr;
};

/// Returns the spans ascending, and those that overlap as one.
std::vector<TextSpan> merged(std::vector<TextSpan> spans) {
    std::ranges::sort(spans, {}, &TextSpan::begin);
    std::vector<TextSpan> apart;
    for (const TextSpan& span : spans) {
        if (!apart.empty() && span.begin < apart.back().end)
            apart.back().end = std::max(apart.back().end, span.end);
        else
            apart.push_back(span);
    }
    return apart;
}

}  // namespace

bool matches(const SearchQuery& query, std::string_view text) {
    return TermScanner(query, text).scan(nullptr);
}

std::vector<TextSpan> find_hits(const SearchQuery& query, std::string_view text) {
    std::vector<TextSpan> hits;
    if (!TermScanner(query, text).scan(&hits)) return {};
    return merged(std::move(hits));
}

}  // namespace indaba::client
