#include "broker/journal/postgresql/postgresql_sessions.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace indaba::broker {

using postgresql::Connection;
using postgresql::Error;
using postgresql::Failure;

namespace {

/// The time for the first row of the longest question, in which the server may sort a journal.
constexpr std::chrono::minutes time_for_all{30};

/// Returns the reason why a commit need not be on a standby, or "".
std::string objection_without_standby(Connection& database) {
    postgresql::Rows row = database.query(
        "SELECT current_setting('synchronous_commit') NOT IN ('off', 'local'), "
        "coalesce(bool_or(sync_state IN ('sync', 'quorum') AND state = 'streaming'), false), "
        "coalesce(bool_or(state IS NULL), false) FROM pg_stat_replication");
    row.next();
    if (!row.boolean(0)) return "this PostgreSQL server confirms commits too early";
    if (row.boolean(1)) return {};
    return row.boolean(2) ? "this role may not see which standbys PostgreSQL has, as "
                            "--require-standby needs: GRANT pg_read_all_stats TO the role"
                          : "this PostgreSQL server has no synchronous standby that follows it, as "
                            "--require-standby demands";
}

}  // namespace

std::unique_ptr<Connection> PostgresqlSessions::connect() {
    return connect_without([this](Connection& database) { return objection_to(database); });
}

std::unique_ptr<Connection> PostgresqlSessions::connect_to_write() {
    return connect_without([this](Connection& each) {
        std::string objection = objection_to(each);
        if (objection.empty() && require_standby_) objection = objection_without_standby(each);
        return objection;
    });
}

std::unique_ptr<Connection> PostgresqlSessions::connect_without(const Objection& objection_to) {
    auto database = std::make_unique<Connection>(keywords_);
    std::string objection = objection_to(*database);
    if (objection.empty()) return database;
    // libpq takes the first server that can be written: perhaps a primary that was replaced.
    for (const postgresql::Keywords& server : database->each_server(keywords_)) {
        try {
            database = std::make_unique<Connection>(server);
            if (objection = objection_to(*database); objection.empty()) return database;
        } catch (const Error&) {
            // The next one may answer.
        }
    }
    throw Error(Failure::lost, objection);
}

std::unique_ptr<Connection> PostgresqlSessions::connect_for_all() {
    auto database = connect();
    database->set_answer_timeout(time_for_all);
    database->execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
    return database;
}

std::string PostgresqlSessions::objection_to(Connection& database) {
    // A timeline is the first part of the name of a file of the log (PostgreSQL manual, 30.6).
    postgresql::Rows row = database.query(
        "SELECT (SELECT system_identifier FROM pg_control_system()), "
        "substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)");
    row.next();
    const std::int64_t system = row.integer(0);
    const std::string timeline = row.text(1);
    const std::lock_guard lock(mutex_);
    if (system_ != 0 && system != system_) return "another PostgreSQL server answers than before";
    if (timeline < timeline_)
        return "this PostgreSQL server stayed behind: its standby has taken over";
    system_ = system;
    timeline_ = timeline;
    return {};
}

std::unique_ptr<Connection> connect_once(const std::string& chosen) try {
    return PostgresqlSessions(chosen, "indaba-broker-command").connect_for_all();
} catch (const Error& error) {
    throw std::runtime_error(
        fmt::format("The journal in PostgreSQL cannot be opened: {}.", error.what()));
}

}  // namespace indaba::broker
