#pragma once
/// Runs SQL for tests, which look at a server beside the code under test. Connections are libpq's.
#include <libpq-fe.h>

#include <memory>
#include <string>

namespace indaba::test {

struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using OpenConnection = std::unique_ptr<PGconn, CloseConnection>;

/// Opens a connection. Throws std::runtime_error with libpq's sentence.
OpenConnection open_connection(const std::string& connection);

/// Returns the first column of the first row of the last statement; empty if there is none. Throws
/// std::runtime_error with the code and the sentence of the server.
std::string sql(PGconn* connection, const std::string& text);
/// Does the same on a connection of its own.
std::string sql(const std::string& connection, const std::string& text);

/// Returns true if a server accepts connections there.
bool accepts_connections(const std::string& connection);

}  // namespace indaba::test
