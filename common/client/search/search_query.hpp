#pragma once
/// The query language of the search, as people type it: words, "phrases", -words and filters such
/// as from:ann. The window shows its filters as chips; the index and search_match.hpp answer it. It
/// never looks anything up: names and titles stay as they were typed. Pure: the caller knows the
/// calendar.
///
///     journal "read only" -draft from:ann in:#build in:@bob after:2026-11-01 has:code
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/client/search/text_span.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// The limits of a query. The rest of what was typed is a problem and is not searched.
constexpr std::size_t max_query_bytes = 1024;
constexpr std::size_t max_query_words = 64;  // the words of all terms together

/// A word or a phrase: words that follow each other. `words` are folded as in search_words.hpp, and
/// never empty.
struct SearchTerm {
    std::vector<std::string> words;
    bool open = true;       // the last word is found by its beginning; all others are whole
    bool excluded = false;  // the term must not occur
    bool operator==(const SearchTerm&) const = default;
};

/// A room by its title, or the whispers with a person by the name; without '#' and '@'.
struct SearchPlace {
    std::string name;
    bool whispers = false;
    bool operator==(const SearchPlace&) const = default;
};

enum class FilterKind { from, in, before, after, on, has };

/// A valid filter in what was typed: "before:" is [span.begin, value), what follows it the rest.
struct TypedFilter {
    FilterKind kind = FilterKind::from;
    TextSpan span;
    std::size_t value = 0;
    bool operator==(const TypedFilter&) const = default;
};

/// A part of what was typed that is not searched, and a sentence for the user that says why.
struct SearchProblem {
    TextSpan span;
    std::string sentence;
    bool operator==(const SearchProblem&) const = default;
};

/// A message is found when its text has all terms and no excluded one, and all filters hold.
struct SearchQuery {
    std::vector<SearchTerm> terms;
    std::vector<std::string> authors;  // any of them, "me" as it was typed; empty: everybody
    std::vector<SearchPlace> places;   // any of them; empty: everywhere
    std::optional<ConversationId> conversation;  // in this one only; set by the caller
    std::optional<WallMs> since;                 // at this time or later
    std::optional<WallMs> until;                 // before this time
    bool has_link = false;
    bool has_code = false;

    std::vector<TypedFilter> filters;     // ascending
    std::vector<SearchProblem> problems;  // ascending

    /// Returns true when nothing restricts what is found.
    bool empty() const { return terms.empty() && filters.empty(); }
    bool operator==(const SearchQuery&) const = default;
};

/// The calendar of the user.
struct SearchCalendar {
    std::chrono::year_month_day today;
    /// Returns the first millisecond of a day, which is a valid one of the years 1970 to 9999, or
    /// the day after it.
    std::function<WallMs(std::chrono::year_month_day)> begin_of_day;
};

/// Reads what was typed, which may be anything. All words are found by their beginning; a word of
/// several search words, such as foo_bar or 東京, is a phrase. `before:` and `after:` leave their
/// day out. Of several days all hold. A filter without its value, and one at the end whose value is
/// still being typed, are neither searched nor a problem. Case does not matter in the names of
/// filters.
SearchQuery parse_search(std::string_view typed, const SearchCalendar& calendar);

}  // namespace indaba::client
