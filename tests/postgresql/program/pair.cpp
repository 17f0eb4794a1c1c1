/// Starts a PostgreSQL server and its synchronous standby for a test in another language, and does
/// what the lines of standard input say, until their end. The answer to each is one line.
///   database             makes an empty database: its connection string, with both servers
///   primary ACTION       kill, stop, start, pause or resume: "done"
///   standby ACTION       the same with the standby, and start_alone: a former primary that demands
///                        no standby, as a careless operator would start it
///   primary sql TEXT     runs statements in the database: the first column of the first row
///   standby sql TEXT
///   promote              the two change their places, and the former primary does not follow yet
///   rejoin               the former primary becomes the standby; commits are confirmed again
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "tests/postgresql/postgresql_server.hpp"
#include "tests/postgresql/sql.hpp"

namespace {

using indaba::test::PostgresqlServer;

class Pair {
 public:
    Pair() : standby_(primary_->make_standby()) {}

    std::string run(const std::string& line) {
        std::istringstream words(line);
        std::string first, action, text;
        words >> first >> action;
        std::getline(words >> std::ws, text);
        if (first == "database") return make_database();
        if (first == "promote") return promote(), "done";
        if (first == "rejoin") return standby_->rejoin(*primary_), "done";
        PostgresqlServer& server = first == "primary" ? *primary_ : *standby_;
        if (action == "sql") return indaba::test::sql(server.connection(database_), text);
        actions_.at(action)(server);
        return "done";
    }

 private:
    std::string make_database() {
        const std::string connection = primary_->new_database();
        database_ = connection.substr(connection.rfind('=') + 1);
        return indaba::test::with_host(connection, primary_->host() + "," + standby_->host());
    }

    void promote() {
        standby_->promote();
        std::swap(primary_, standby_);
    }

    static void start_alone(PostgresqlServer& server) {
        server.add_setting("synchronous_standby_names = ''");
        server.start();
    }

    std::unique_ptr<PostgresqlServer> primary_ = std::make_unique<PostgresqlServer>();
    std::unique_ptr<PostgresqlServer> standby_;
    std::string database_;
    const std::map<std::string, std::function<void(PostgresqlServer&)>> actions_{
        {"kill", &PostgresqlServer::kill},     {"stop", &PostgresqlServer::stop},
        {"start", &PostgresqlServer::start},   {"pause", &PostgresqlServer::pause},
        {"resume", &PostgresqlServer::resume}, {"start_alone", &Pair::start_alone}};
};

}  // namespace

int main() try {
    Pair pair;
    for (std::string line; std::getline(std::cin, line);) std::cout << pair.run(line) << std::endl;
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
