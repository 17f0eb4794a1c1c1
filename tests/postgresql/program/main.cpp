/// Starts a PostgreSQL server for a test in another language, and does what the lines of standard
/// input say, until their end. The answer to each is one line.
///   database         makes an empty database: its connection string
///   sql STATEMENTS   runs them in the last one: the first column of the first row, if any
///   kill, stop, start, pause, resume   what PostgresqlServer does: "done"
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "tests/postgresql/postgresql_server.hpp"
#include "tests/postgresql/sql.hpp"

int main() try {
    indaba::test::PostgresqlServer server;
    std::string database;
    const std::map<std::string, std::function<std::string()>> commands{
        {"database", [&] { return database = server.new_database(); }},
        {"kill", [&] { return server.kill(), "done"; }},
        {"stop", [&] { return server.stop(), "done"; }},
        {"start", [&] { return server.start(), "done"; }},
        {"pause", [&] { return server.pause(), "done"; }},
        {"resume", [&] { return server.resume(), "done"; }}};
    for (std::string line; std::getline(std::cin, line);)
        std::cout << (line.starts_with("sql ") ? indaba::test::sql(database, line.substr(4))
                                               : commands.at(line)())
                  << std::endl;
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
