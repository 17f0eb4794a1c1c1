#pragma once
/// One session on a PostgreSQL server. Statements are collected and sent together in one round
/// trip; every answer has a deadline, since neither libpq nor the network notices a server that
/// stands still. It knows no table. One thread at a time uses it. Every failure is thrown as an
/// Error; after `lost`, the object is of no use any more.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "broker/postgresql/error.hpp"
#include "broker/postgresql/parameters.hpp"
#include "broker/postgresql/rows.hpp"
#include "broker/postgresql/settings.hpp"
#include "broker/postgresql/socket_wait.hpp"

struct pg_conn;

namespace indaba::postgresql {

/// Above the server's own limit for a statement, so that its error comes first.
inline constexpr std::chrono::milliseconds answer_timeout{6'000};

class Connection {
 public:
    /// Takes the rows of a statement when the whole round trip has succeeded.
    using Handler = std::function<void(Rows)>;

    /// Connects; each host that is named is tried for two seconds.
    explicit Connection(const Keywords& keywords);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Adds a statement to the next round trip. `sql` must be a constant: it is prepared once.
    template <class... Values>
    void send(const char* sql, const Values&... values) {
        queue_.push_back({sql, {parameter(values)...}, {}});
    }
    template <class... Values>
    void ask(Handler handler, const char* sql, const Values&... values) {
        queue_.push_back({sql, {parameter(values)...}, std::move(handler)});
    }
    /// Sends the statements, waits for all results, then calls the handlers in order. The first
    /// error is thrown, and no handler is called.
    void round_trip();
    /// Sends the statements and COMMIT in one round trip. When the Error is `lost` or
    /// `unconfirmed`, the transaction may have been committed; otherwise it was not.
    void commit();
    /// Makes one round trip and returns the rows of this statement.
    template <class... Values>
    Rows query(const char* sql, const Values&... values) {
        std::shared_ptr<const pg_result> result;
        Rows rows(result);
        ask([&rows](Rows answer) { rows = std::move(answer); }, sql, values...);
        round_trip();
        return rows;
    }
    /// Runs several statements without values and without rows.
    void execute(const std::string& sql);
    /// Lets the server take this long for an answer: for questions about everything.
    void set_answer_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }
    /// Drops the statements that were not sent, and ends the transaction.
    void roll_back();

    /// Returns the keywords for each server that was named, one after another; `used` are those of
    /// this session, which may name several.
    std::vector<Keywords> each_server(const Keywords& used) const;

    /// Returns the number of the process that serves this session.
    std::int64_t backend() const;
    bool is_in_transaction() const;

 private:
    struct Statement {
        const char* sql;
        std::vector<Parameter> values;
        Handler handler;
        bool prepares = false;  // a result about its preparation comes first
    };
    using Result = std::shared_ptr<const pg_result>;

    void send_prepared(Statement& statement);
    std::vector<Result> receive(const std::vector<Statement>& statements);
    Result result_of(const Statement& statement);
    Result next_result();
    void flush();
    void wait(bool to_write);
    void check(bool accepted);
    [[noreturn]] void throw_lost(const std::string& why);

    std::unique_ptr<pg_conn, void (*)(pg_conn*)> handle_;
    std::vector<Statement> queue_;
    std::unordered_map<std::string_view, std::string> names_;  // of prepared statements, by SQL
    std::size_t prepared_ = 0;
    std::chrono::milliseconds timeout_ = answer_timeout;
    Deadline deadline_{};
    std::optional<Error> first_error_;  // of this round trip
    bool unconfirmed_ = false;          // the server gave the notice 01000
};

}  // namespace indaba::postgresql
