#pragma once
/// The keywords of a session as libpq takes and gives them.
#include <string>
#include <string_view>
#include <vector>

#include "broker/postgresql/settings.hpp"

struct pg_conn;

namespace indaba::postgresql {

/// Keywords and values in two arrays that end with null. They must not outlive `keywords`.
struct KeywordArrays {
    explicit KeywordArrays(const Keywords& keywords);
    std::vector<const char*> names, values;
};

/// Returns the value with which the session is opened, also one out of a service file.
std::string keyword(pg_conn* connection, std::string_view name);

/// Returns the parts of a list of hosts or ports; one empty part for an empty list.
std::vector<std::string> split_at_commas(const std::string& list);

}  // namespace indaba::postgresql
