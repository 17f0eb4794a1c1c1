#pragma once
/// Makes the journal of an empty PostgreSQL database, for import and restore.
#include <functional>
#include <string>
#include <string_view>

#include "broker/journal/dump.hpp"

namespace indaba::broker {

/// Calls a function that writes the whole journal, once the database is known to have none, then
/// reads and checks it there. `nothing` ends the sentence of a failure: "Nothing was imported.";
/// when the connection is lost, nobody knows that. Throws std::runtime_error with a sentence for
/// the operator.
MovedJournal make_in_database(const std::string& database, std::string_view nothing,
                              const std::function<void(DumpWriter& journal)>& write);

}  // namespace indaba::broker
