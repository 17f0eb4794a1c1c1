#pragma once
/// Writes a query as FTS5 wants it (https://www.sqlite.org/fts5.html#full_text_query_syntax). Pure.
#include <string>
#include <vector>

#include "common/client/search/search_query.hpp"

namespace indaba::client {

/// Returns the expression for the terms of a query, of which a message must have one tag of each
/// list in `tags` as well.
std::string match_expression(const SearchQuery& query,
                             const std::vector<std::vector<std::string>>& tags);

}  // namespace indaba::client
