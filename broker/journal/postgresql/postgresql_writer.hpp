#pragma once
/// Stores each batch in one transaction and returns the outcome of each write, whatever happens to
/// the server: the outcome of a commit whose answer is lost is found out, never guessed. The
/// journal's writer thread owns it.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/postgresql_batch.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlWriter {
 public:
    /// Registers this writer in the database. `pause` waits before the server is asked again, and
    /// returns false when the journal is being closed. `on_doubt` is called when a server does not
    /// say for a while what became of a commit. Throws postgresql::Error.
    PostgresqlWriter(PostgresqlSessions& sessions, std::function<bool()> pause,
                     std::function<void()> on_doubt);
    /// Marks its row as closed, if the database answers.
    ~PostgresqlWriter();

    /// Returns the key of its row, which stamps what it writes.
    std::int64_t key() const { return key_; }

    /// Never throws. Takes as long as the server needs to say what became of the batch; the
    /// outcomes are Unknown only when the journal is being closed before that.
    Committed commit(const std::vector<Write>& writes);

 private:
    using Clock = std::chrono::steady_clock;
    /// How a batch is tried next, after the errors that it has met.
    struct Attempt {
        bool one_by_one = false;
        Clock::time_point begin = Clock::now();
        Clock::time_point asked{};  // when COMMIT was sent
    };
    std::vector<Outcome> try_to_store(const std::vector<Write>& writes, const Attempt& attempt);
    bool try_again(const postgresql::Error& error, bool was_connected, Attempt& attempt);
    Committed committed(std::vector<Outcome> outcomes);
    std::optional<bool> find_out(Clock::time_point asked);
    bool ask_whether_committed();
    void end_backend(postgresql::Connection& database) const;
    void give_up_transaction(const postgresql::Error& error);
    void connect();

    PostgresqlSessions& sessions_;
    const std::function<bool()> pause_;
    const std::function<void()> on_doubt_;
    std::int64_t key_ = 0;                              // of its row
    std::unique_ptr<postgresql::Connection> database_;  // null after it was lost
    std::int64_t backend_ = 0;                          // that serves, or served, database_
    std::uint64_t batch_ = 0;                           // the last one that was tried
    std::uint64_t committed_ = 0;                       // the last one that was committed
};

}  // namespace indaba::broker
