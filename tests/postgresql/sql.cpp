#include "tests/postgresql/sql.hpp"

#include <stdexcept>

namespace indaba::test {

OpenConnection open_connection(const std::string& connection) {
    OpenConnection opened(PQconnectdb(connection.c_str()));
    if (PQstatus(opened.get()) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(opened.get()));
    // By default notices go to standard error, between the lines of the tests.
    PQsetNoticeProcessor(
        opened.get(), [](void*, const char*) {}, nullptr);
    return opened;
}

std::string sql(PGconn* connection, const std::string& text) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection, text.c_str()),
                                                                PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        const char* code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        throw std::runtime_error(std::string(code ? code : "no code") + ": " +
                                 PQerrorMessage(connection));
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

std::string sql(const std::string& connection, const std::string& text) {
    return sql(open_connection(connection).get(), text);
}

bool accepts_connections(const std::string& connection) {
    return PQping(connection.c_str()) == PQPING_OK;
}

}  // namespace indaba::test
