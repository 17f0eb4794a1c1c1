#include "common/client/search/search_query.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "common/base/number.hpp"
#include "common/base/utf8.hpp"
#include "common/client/search/search_words.hpp"

namespace indaba::client {
namespace {

using std::chrono::year_month_day;

constexpr std::array<std::pair<std::string_view, FilterKind>, 6> filter_names{{
    {"from:", FilterKind::from},
    {"in:", FilterKind::in},
    {"before:", FilterKind::before},
    {"after:", FilterKind::after},
    {"on:", FilterKind::on},
    {"has:", FilterKind::has},
}};

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Returns whether `text` begins with `beginning`, which is in lower case.
bool begins_with(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() &&
           std::ranges::equal(text.substr(0, beginning.size()), beginning, {}, lower_letter);
}
bool is_same_word(std::string_view text, std::string_view word) {
    return text.size() == word.size() && begins_with(text, word);
}

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

/// Returns whether `text` is a day as 2026-11-01, or the beginning of one.
bool begins_day(std::string_view text) {
    constexpr std::string_view pattern = "0000-00-00";
    return text.size() <= pattern.size() &&
           std::equal(text.begin(), text.end(), pattern.begin(), [](char c, char expected) {
               return expected == '-' ? c == '-' : is_decimal_digit(c);
           });
}

std::optional<year_month_day> parse_day(std::string_view text, year_month_day today) {
    if (is_same_word(text, "today")) return today;
    if (is_same_word(text, "yesterday"))
        return year_month_day{std::chrono::sys_days{today} - std::chrono::days{1}};
    if (text.size() != 10 || !begins_day(text)) return std::nullopt;
    const int year = *parse_number<int>(text.substr(0, 4));
    const unsigned month = *parse_number<unsigned>(text.substr(5, 2));
    const unsigned day = *parse_number<unsigned>(text.substr(8, 2));
    const year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                              std::chrono::day{day}};
    return date.ok() && year >= 1970 ? std::optional(date) : std::nullopt;
}

/// Returns whether `value` may become a value of the filter when more is typed.
bool may_become_valid(FilterKind kind, std::string_view value) {
    const auto begins_one = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(words, [&](std::string_view word) {
            return value.size() < word.size() && is_same_word(value, word.substr(0, value.size()));
        });
    };
    if (kind == FilterKind::has) return begins_one({"link", "code"});
    return (value.size() < 10 && begins_day(value)) || begins_one({"today", "yesterday"});
}

/// A filter as it was typed, not yet looked at.
struct RawFilter {
    TypedFilter typed;
    std::string_view value;  // without quotes
};

class QueryParser {
 public:
    QueryParser(std::string_view typed, const SearchCalendar& calendar)
        : typed_(typed), calendar_(calendar) {}

    SearchQuery parse() {
        const std::size_t all = typed_.size();
        if (all > max_query_bytes)
            typed_ = typed_.substr(0, previous_code_point(typed_, max_query_bytes + 1));
        for (at_ = leading_blanks(typed_); at_ < typed_.size(); skip_blanks()) take_part();
        if (typed_.size() < all)
            add_problem({typed_.size(), all}, "The search is too long: its end is left out.");
        return std::move(query_);
    }

 private:
    void skip_blanks() { at_ += leading_blanks(typed_.substr(at_)); }

    /// Takes a term or a filter, perhaps after a minus sign. Always goes on.
    void take_part() {
        const std::size_t begin = at_;
        const bool excluded = is_minus(begin);
        if (excluded) ++at_;
        if (const auto filter = read_filter(begin)) {
            at_ = filter->typed.span.end;
            return take_filter(*filter, excluded);
        }
        if (typed_[at_] == '"') return take_phrase(begin, excluded);
        const std::string_view word = word_at(at_);
        const std::size_t length = std::min(word.find('"'), word.size());
        at_ += length;
        add_term({begin, at_}, word.substr(0, length), true, excluded);
    }

    /// Returns whether a minus sign stands at `at` that excludes what follows it. In "a - b" and
    /// "--help" none does.
    bool is_minus(std::size_t at) const {
        if (typed_[at] != '-' || at + 1 == typed_.size() || typed_[at + 1] == '-') return false;
        return !word_at(at + 1).empty();
    }

    /// Returns what stands before the next white space.
    std::string_view word_at(std::size_t at) const {
        return typed_.substr(at, first_word_length(typed_.substr(at)));
    }

    void take_phrase(std::size_t begin, bool excluded) {
        const std::size_t quote = at_;
        const std::size_t close = typed_.find('"', quote + 1);
        const bool open = close == std::string_view::npos;
        const std::size_t end = open ? typed_.size() : close;
        at_ = open ? end : end + 1;
        // The quote is no word. With it, nothing at the beginning of the phrase is taken for a
        // mark.
        add_term({begin, at_}, typed_.substr(quote, end - quote), open, excluded);
    }

    void add_term(TextSpan span, std::string_view text, bool open, bool excluded) {
        SearchTerm term{{}, open, excluded};
        bool fits = true;
        for_each_search_word(text, [&](const SearchWord& word) {
            if (word.inner) return true;
            fits = words_ < max_query_words;
            if (!fits) return false;
            ++words_;
            term.words.push_back(word.folded);
            return true;
        });
        if (!fits) {
            add_word_limit_problem(span);
            // The beginning of an excluded phrase would exclude more than was asked for.
            if (excluded) return;
            term.open = false;
        }
        if (!term.words.empty()) query_.terms.push_back(std::move(term));
    }

    void add_word_limit_problem(TextSpan span) {
        static_assert(max_query_words == 64);
        if (!std::exchange(reported_word_limit_, true))
            add_problem(span, "A search has at most 64 words: the others are left out.");
    }

    /// Returns the filter at at_, if there is one. "from::x" is none.
    std::optional<RawFilter> read_filter(std::size_t begin) const {
        const std::string_view rest = typed_.substr(at_);
        const auto* named = std::ranges::find_if(
            filter_names, [&](const auto& name) { return begins_with(rest, name.first); });
        if (named == filter_names.end()) return std::nullopt;
        const std::size_t value = at_ + named->first.size();
        std::string_view text = word_at(value);
        if (text.starts_with(':')) return std::nullopt;
        std::size_t end = value + text.size();
        if (text.starts_with('"')) {
            const std::size_t close = typed_.find('"', value + 1);
            text = typed_.substr(value + 1, close - value - 1);
            end = std::min(close, typed_.size() - 1) + 1;
        }
        text.remove_prefix(leading_blanks(text));
        return RawFilter{{named->second, {begin, end}, value}, text};
    }

    void take_filter(const RawFilter& filter, bool excluded) {
        if (filter.value.empty()) return;
        const FilterKind kind = filter.typed.kind;
        if (excluded)
            return add_problem(filter.typed.span,
                               "Only words and phrases can be excluded by a minus sign.");
        if (kind == FilterKind::from || kind == FilterKind::in) return take_name(filter);
        if (kind == FilterKind::has ? take_content(filter.value) : take_day(kind, filter.value))
            return query_.filters.push_back(filter.typed);
        if (filter.typed.span.end == typed_.size() && may_become_valid(kind, filter.value)) return;
        add_problem(filter.typed.span,
                    kind == FilterKind::has
                        ? "Write has:link or has:code."
                        : "Write the day as 2026-11-01, as today or as yesterday.");
    }

    void take_name(const RawFilter& filter) {
        std::string_view name = filter.value;
        const bool person = name.starts_with('@');
        if (person || (filter.typed.kind == FilterKind::in && name.starts_with('#')))
            name.remove_prefix(1);
        if (name.empty()) return;
        query_.filters.push_back(filter.typed);
        if (filter.typed.kind == FilterKind::from)
            query_.authors.emplace_back(name);
        else
            query_.places.push_back({std::string(name), person});
    }

    bool take_content(std::string_view value) {
        if (is_same_word(value, "link"))
            query_.has_link = true;
        else if (is_same_word(value, "code"))
            query_.has_code = true;
        else
            return false;
        return true;
    }

    bool take_day(FilterKind kind, std::string_view value) {
        const auto day = parse_day(value, calendar_.today);
        if (!day) return false;
        const year_month_day next{std::chrono::sys_days{*day} + std::chrono::days{1}};
        if (kind != FilterKind::before) {
            const WallMs since = calendar_.begin_of_day(kind == FilterKind::on ? *day : next);
            query_.since = std::max(query_.since.value_or(since), since);
        }
        if (kind != FilterKind::after) {
            const WallMs until = calendar_.begin_of_day(kind == FilterKind::on ? next : *day);
            query_.until = std::min(query_.until.value_or(until), until);
        }
        return true;
    }

    void add_problem(TextSpan span, std::string_view sentence) {
        query_.problems.push_back({span, std::string(sentence)});
    }

    std::string_view typed_;
    const SearchCalendar& calendar_;
    std::size_t at_ = 0;
    std::size_t words_ = 0;
    bool reported_word_limit_ = false;
    SearchQuery query_;
};

}  // namespace

SearchQuery parse_search(std::string_view typed, const SearchCalendar& calendar) {
    return QueryParser(typed, calendar).parse();
}

}  // namespace indaba::client
