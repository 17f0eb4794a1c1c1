#pragma once
/// The harness of the journal in PostgreSQL (harness.hpp). The tests of one program share a server;
/// each harness has a database of its own.
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "broker/journal/postgresql/postgresql_journal.hpp"
#include "tests/journal/harness.hpp"
#include "tests/postgresql/postgresql_server.hpp"

namespace indaba::broker {

class PostgresqlHarness {
 public:
    PostgresqlHarness();
    /// Keeps the journal on a server of the test's own.
    explicit PostgresqlHarness(test::PostgresqlServer& server);

    PostgresqlJournal& journal() { return *journal_; }
    Committed commit(std::vector<Write> writes) { return waiter_->commit(std::move(writes)); }
    PageRead read(PageRequest request) { return waiter_->read(std::move(request)); }
    /// Commits while a trigger refuses the last row of the write at index `at`.
    Committed commit_with_failing(std::size_t at, std::vector<Write> writes);
    void reopen();
    /// Opens the journal in a database that is named in another way.
    void move_to(std::string connection);
    void close();
    void let_end() { waiter_->wait_for_wake(); }
    Waiter& waiter() { return *waiter_; }
    /// Returns the connection string of the database.
    const std::string& connection() const { return connection_; }
    /// Runs SQL in the schema of the journal, as another program would.
    std::string sql(const std::string& text) const;

 private:
    std::string connection_;
    std::unique_ptr<PostgresqlJournal> journal_;
    std::unique_ptr<Waiter> waiter_;
};

}  // namespace indaba::broker
