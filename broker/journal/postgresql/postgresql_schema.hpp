#pragma once
/// The tables of a journal in PostgreSQL, in a schema of their own named `indaba`, and the steps
/// from each format to the next.
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

/// Makes the tables in an empty database, or brings those of an older format up to date, in one
/// transaction. Throws std::runtime_error with a sentence for the operator when the schema belongs
/// to another program or a newer version.
void prepare_tables(postgresql::Connection& database);

/// Begins a transaction and makes the tables in it, for an import. Throws std::runtime_error with a
/// sentence for the operator when the database has a journal.
void begin_new_journal(postgresql::Connection& database);

/// Throws unless the tables are there in the present format.
void check_tables(postgresql::Connection& database);

}  // namespace indaba::broker
