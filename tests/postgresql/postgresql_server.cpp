#include "tests/postgresql/postgresql_server.hpp"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "tests/postgresql/server_program.hpp"
#include "tests/postgresql/sql.hpp"
#include "tests/postgresql/wait_until.hpp"

namespace indaba::test {
namespace {

// The libraries of the programs read PGPORT and the like, so that nothing is left out.
constexpr int port = 5432;  // part of the name of a socket, no port of the machine
constexpr const char* standby_name = "standby";
constexpr std::size_t max_socket_path = 107;

/// Settings of every server. Shared memory in files goes away with the directory. Standbys connect
/// soon after a loss, and find there what they have missed.
constexpr const char* usual_settings =
    "listen_addresses = ''\n"
    "lc_messages = 'C'\n"
    "dynamic_shared_memory_type = mmap\n"
    "wal_keep_size = 64MB\n"
    "wal_retrieve_retry_interval = 100ms\n";

Storage storage_of(const PostgresqlOptions& options) {
    return options.fsync ? Storage::disk : Storage::memory;
}

}  // namespace

std::string with_host(const std::string& connection, const std::string& host) {
    return "host=" + host + connection.substr(connection.find(' '));
}

PostgresqlServer::PostgresqlServer(PostgresqlOptions options)
    : options_(std::move(options)),
      directory_(storage_of(options_)),
      postmaster_(directory_.data()) {
    directory_.copy_template(options_.wal_segment_mib);
    start();
}

PostgresqlServer::PostgresqlServer(PostgresqlServer& primary)
    : options_(primary.options_), directory_(storage_of(options_)), postmaster_(directory_.data()) {
    run_server_program(
        {server_programs() / "pg_basebackup", "-d", primary.connection(), "-D",
         directory_.data().native(), "--checkpoint=fast", "--no-sync", "-X", "stream"},
        directory_.log());
    follow(primary);
}

std::string PostgresqlServer::host() const { return directory_.path().native(); }

std::string PostgresqlServer::connection(const std::string& database) const {
    return fmt::format("host={} port={} user=indaba dbname={}", host(), port, database);
}

std::string PostgresqlServer::new_database() {
    static std::atomic<int> last{0};  // a standby that was promoted has those of its primary
    const std::string name = fmt::format("fresh_{}", ++last);
    // The other strategy takes as long, and writes 7 MB of WAL, which a standby has to get.
    sql(connection(),
        fmt::format("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy", name));
    return connection(name);
}

void PostgresqlServer::kill() { postmaster_.kill(); }
void PostgresqlServer::stop() { postmaster_.stop(); }

void PostgresqlServer::start() {
    if (fmt::format("{}/.s.PGSQL.{}", host(), port).size() > max_socket_path)
        throw std::runtime_error("The temporary directory has too long a name for a socket.");
    write_settings();
    postmaster_.start({directory_.log(), max_file_size_});
    const auto is_ready = [this] {
        if (!postmaster_.is_running())
            throw std::runtime_error("The server does not start:\n" + end_of(directory_.log()));
        return accepts_connections(connection());
    };
    wait_until(is_ready, "a server starts");
}

void PostgresqlServer::add_setting(const std::string& line) { options_.settings.push_back(line); }

void PostgresqlServer::write_settings() {
    std::string text = usual_settings;
    text += fmt::format("port = {}\nunix_socket_directories = '{}'\nfsync = {}\n", port, host(),
                        options_.fsync ? "on" : "off");
    for (const std::string& line : options_.settings) text += line + '\n';
    directory_.write("indaba.conf", text);
}

void PostgresqlServer::reload() {
    const auto loaded_at = [this] { return sql(connection(), "SELECT pg_conf_load_time()"); };
    const std::string before = loaded_at();
    write_settings();
    postmaster_.reload();
    // A new backend has the settings of the postmaster.
    wait_until([&] { return loaded_at() != before; }, "a server reads its configuration");
    // Commits wait for a standby only after the checkpointer has read that they should.
    sql(connection(), "CHECKPOINT");
}

std::unique_ptr<PostgresqlServer> PostgresqlServer::make_standby() {
    return std::unique_ptr<PostgresqlServer>(new PostgresqlServer(*this));
}

void PostgresqlServer::follow(PostgresqlServer& primary) {
    directory_.write("standby.signal", "");
    add_setting(fmt::format("primary_conninfo = '{} application_name={}'", primary.connection(),
                            standby_name));
    add_setting(fmt::format("synchronous_standby_names = '{}'", standby_name));
    start();
    primary.demand_standby();
}

void PostgresqlServer::demand_standby() {
    add_setting(fmt::format("synchronous_standby_names = '{}'", standby_name));
    reload();
    const auto has_standby = [this] {
        return sql(connection(),
                   "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1";
    };
    wait_until(has_standby, "a standby follows");
}

void PostgresqlServer::promote() {
    sql(connection(), "SELECT pg_promote(false)");
    const auto is_primary = [this] {
        return sql(connection(), "SELECT pg_is_in_recovery()") == "f";
    };
    wait_until(is_primary, "a standby is promoted");
}

void PostgresqlServer::rejoin(PostgresqlServer& primary) {
    stop();
    // Without it the new timeline is not yet where pg_rewind looks, which then does nothing.
    sql(primary.connection(), "CHECKPOINT");
    run_server_program({server_programs() / "pg_rewind", "--no-sync", "--target-pgdata",
                        directory_.data().native(), "--source-server", primary.connection()},
                       directory_.log());
    follow(primary);
}

std::string PostgresqlServer::log() const {
    std::ifstream file(directory_.log());
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace indaba::test
