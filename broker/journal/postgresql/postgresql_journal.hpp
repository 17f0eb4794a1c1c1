#pragma once
/// The journal in a PostgreSQL database: a writer thread and a reader thread with a session each.
/// The broker's loop owns it. Only the constructor, the destructor and snapshot() wait for the
/// server. A database that is away for a while fails writes and reads, each with
/// StorageTrouble::journal_unreachable, until it answers again.
#include <memory>
#include <optional>
#include <string>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class PostgresqlJournal : public Journal {
 public:
    /// Opens the journal in the database that `chosen` names (postgresql/settings.hpp), or makes a
    /// new one there. Throws std::runtime_error with a sentence for the operator.
    explicit PostgresqlJournal(const std::string& chosen);
    /// Completes the running commit, unless its outcome is not known yet, and ends the threads. The
    /// wake function may still be called.
    ~PostgresqlJournal() override;

    /// Returns the public half of the key that serves the journal; nullopt before the first broker.
    std::optional<Account> served_with();
    /// Records the key of the first broker, or another one if `replace`. Returns the one that
    /// counts.
    Account record_key(const Account& key, bool replace);
    /// Returns false while another process has the journal open, or while the server has not
    /// noticed that it was killed.
    bool is_alone();

    Snapshot snapshot() override;
    void submit(std::vector<Write> writes) override;
    void read(PageRequest request) override;
    void ask_news() override;
    std::vector<JournalEvent> completed() override;
    StorageFinding check() override;
    void on_wake(std::function<void()> wake) override;

 private:
    struct Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace indaba::broker
