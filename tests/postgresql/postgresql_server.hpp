#pragma once
/// A PostgreSQL server of a test's own, thrown away with this object. It listens on a socket in its
/// directory alone, so that any number of them can run. Its superuser is `indaba`, without a
/// password.
///
/// It ends with the test program, however that ends, and with the thread that started it. Calls
/// throw std::runtime_error when a server does not do as it should within 30 s; most of what goes
/// wrong stands in log().
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/postgresql/postmaster.hpp"
#include "tests/postgresql/server_directory.hpp"

namespace indaba::test {

struct PostgresqlOptions {
    bool fsync = false;                   // true: data on the disk, and commits reach it
    int wal_segment_mib = 1;              // 16, the usual size, is for figures: 1 slows mass writes
    std::vector<std::string> settings{};  // lines of its configuration: "max_connections=5"
};

class PostgresqlServer {
 public:
    /// Starts a server with no database of its own.
    explicit PostgresqlServer(PostgresqlOptions options = {});

    /// Returns the connection string of a database; `postgres` is always there.
    std::string connection(const std::string& database = "postgres") const;
    /// Makes an empty database and returns its connection string.
    std::string new_database();
    /// Returns `host` of its connection strings. Several, separated by commas, are tried in order.
    std::string host() const;

    /// Sends SIGKILL to all processes of the server. What was committed is there after start().
    void kill();
    /// Ends the server as its operator does; connections are closed.
    void stop();
    /// Starts it again on the same data and waits until it accepts connections.
    void start();
    /// Returns the process id of the server, or -1 if it does not run.
    int process_id() const { return postmaster_.process_id(); }

    /// Adds a line to the configuration, for the next start() or reload(). The last line of a name
    /// counts.
    void add_setting(const std::string& line);
    /// Applies the added settings that need no start.
    void reload();
    /// Limits each file that the server writes from the next start() on, as a full disk would: an
    /// insert that exceeds it fails with code XX000 and "File too large", and the server lives. If
    /// segments are larger than the limit, it is pg_wal that is full, and the server ends itself
    /// (PANIC) at the next commit that finds no room. Below 1.1 MiB a server does not start.
    void limit_file_size(std::optional<std::uint64_t> bytes) { max_file_size_ = bytes; }

    /// Stops one backend (SIGSTOP), with the locks that it holds; its id is pg_backend_pid().
    void stop_backend(int process) { postmaster_.stop_child(process); }
    void continue_backend(int process) { postmaster_.continue_child(process); }
    /// Stops all processes of the server; connecting succeeds, and no answer comes.
    void pause() { postmaster_.pause(); }
    void resume() { postmaster_.resume(); }

    /// Returns a copy of this server that follows it. From then on both demand a standby: no commit
    /// of the one that is primary is confirmed before its standby has it.
    std::unique_ptr<PostgresqlServer> make_standby();
    /// Makes a standby the primary. It confirms no commit until a standby follows it, or until
    /// `synchronous_standby_names=''` is set.
    void promote();
    /// Makes this server, a former primary, the standby of the new one. Ends it first if it runs.
    /// Data that only this server had is gone then.
    void rejoin(PostgresqlServer& primary);

    /// Returns what the server has written to its log.
    std::string log() const;

 private:
    explicit PostgresqlServer(PostgresqlServer& primary);
    void follow(PostgresqlServer& primary);
    void demand_standby();
    void write_settings();

    PostgresqlOptions options_;
    ServerDirectory directory_;
    std::optional<std::uint64_t> max_file_size_;
    Postmaster postmaster_;
};

/// Returns a connection string with another host, or with several: both servers of a pair.
std::string with_host(const std::string& connection, const std::string& host);

}  // namespace indaba::test
