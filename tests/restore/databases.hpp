#pragma once
/// Databases of a PostgreSQL server, for the tests of journals that move there.
#include "broker/journal/postgresql/postgresql_dump_reader.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"
#include "tests/postgresql/postgresql_server.hpp"
#include "tests/restore/dumps.hpp"

namespace indaba::broker {

/// Returns the way to an empty database, on one server for all tests.
inline std::string new_database() {
    static test::PostgresqlServer server;
    return server.new_database();
}

inline std::string dump_of_database(const std::string& database) {
    PostgresqlDumpReader reader(connect_once(database));
    return dump_of(reader);
}

}  // namespace indaba::broker
