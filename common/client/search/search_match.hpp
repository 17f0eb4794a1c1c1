#pragma once
/// Whether a text has the words of a query, and where: the answer of the index without an index.
/// The window uses it for what is not indexed yet and to highlight hits, tests compare the index
/// with it. It looks at words only; the caller checks the filters. A query is one of
/// parse_search(), so it has no more than max_query_words. Pure.
#include <string_view>
#include <vector>

#include "common/client/search/search_query.hpp"
#include "common/client/search/text_span.hpp"

namespace indaba::client {

/// Returns whether `text` has every term of the query and no excluded one; true for a query without
/// terms. Linear in the text.
bool matches(const SearchQuery& query, std::string_view text);

/// Returns where `text` has the terms of the query, ascending without overlaps: the typed beginning
/// of a word, a phrase as one span. Returns nothing when the text does not match, or when the query
/// only excludes.
std::vector<TextSpan> find_hits(const SearchQuery& query, std::string_view text);

}  // namespace indaba::client
