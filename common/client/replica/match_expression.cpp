#include "common/client/replica/match_expression.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/client/replica/message_index.hpp"

namespace indaba::client {
namespace {

std::string quoted(const std::string& word) {
    std::string result = "\"";
    for (const char letter : word) result += letter == '"' ? "\"\"" : std::string(1, letter);
    return result + "\"";
}

std::string expression_of(const SearchTerm& term) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < term.words.size(); ++i) {
        const bool has_next = i + 1 < term.words.size();
        const auto pair = has_next ? pair_word(term.words[i], term.words[i + 1]) : std::nullopt;
        words.push_back(quoted(pair.value_or(term.words[i])));
        if (pair && i + 2 == term.words.size()) break;  // the pair has the last word
    }
    return fmt::format("(text : {}{})", fmt::join(words, " + "), term.open ? " *" : "");
}

std::string any_of(const std::vector<std::string>& tags) {
    return fmt::format("(tags : ({}))", fmt::join(tags, " OR "));
}

}  // namespace

std::string match_expression(const SearchQuery& query,
                             const std::vector<std::vector<std::string>>& tags) {
    std::vector<std::string> wanted, excluded;
    for (const SearchTerm& term : query.terms)
        (term.excluded ? excluded : wanted).push_back(expression_of(term));
    for (const std::vector<std::string>& list : tags) wanted.push_back(any_of(list));
    if (wanted.empty()) wanted.push_back(any_of({std::string(tag_message)}));
    std::string expression = fmt::format("({})", fmt::join(wanted, " AND "));
    for (const std::string& term : excluded) expression += " NOT " + term;
    return expression;
}

}  // namespace indaba::client
