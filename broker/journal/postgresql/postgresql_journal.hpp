#pragma once
/// The journal in a PostgreSQL database: a writer thread, a reader thread and one for the lease,
/// with a session each. The broker's loop owns it. Only the constructor, the destructor, snapshot()
/// and take_lease() wait for the server. A database that is away for a while fails writes and
/// reads, each with StorageTrouble::journal_unreachable, until it answers again.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// The database cannot be used while a broker starts, and perhaps later: nobody answers, its
/// primary is lost, or no standby follows it.
class DatabaseAway : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

class PostgresqlJournal : public Journal {
 public:
    /// Opens the journal in the database that `chosen` names (postgresql/settings.hpp), or makes a
    /// new one there. With `require_standby`, nothing is stored after connecting to a server that
    /// no synchronous standby follows. Throws DatabaseAway, or another std::runtime_error, with a
    /// sentence for the operator; so do all that wait for the server.
    explicit PostgresqlJournal(const std::string& chosen, bool require_standby = false);
    /// Gives the lease up, completes the running commit, unless its outcome is not known yet, and
    /// ends the threads. The wake function may still be called.
    ~PostgresqlJournal() override;

    /// Returns the public half of the key that serves the journal; nullopt before the first broker.
    std::optional<Account> served_with();
    /// Records the key of the first broker, or another one if `replace`. Returns the one that
    /// counts.
    Account record_key(const Account& key, bool replace);

    Snapshot snapshot() override;
    void submit(std::vector<Write> writes) override;
    void read(PageRequest request) override;
    std::optional<std::int64_t> writer() const override;
    void ask_news() override;
    void pass_over(const SharedBatch& batch) override;
    void take_lease(const BrokerAddress& address) override;
    std::vector<JournalEvent> completed() override;
    void on_wake(std::function<void()> wake) override;

 private:
    struct Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace indaba::broker
