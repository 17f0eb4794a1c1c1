#pragma once
/// One batch, one transaction: what became of each write. The journal's writer thread owns it.
/// After a commit of unknown fate it stores nothing any more: a disk that failed to sync once may
/// say yes the next time without having written, so the journal must be opened again.
#include <set>
#include <string>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_accounts.hpp"
#include "broker/journal/sqlite/sqlite_admissions.hpp"
#include "broker/journal/sqlite/sqlite_database.hpp"
#include "broker/journal/sqlite/sqlite_entries.hpp"

namespace indaba::broker {

class SqliteWriter {
 public:
    explicit SqliteWriter(Database database);

    /// Never throws on a failing disk: the outcomes tell.
    Committed commit(const std::vector<Write>& writes);

    /// From the next commit on the file grows no further than this; 0: as far as SQLite can.
    void limit_pages(std::uint64_t pages) { page_limit_ = pages; }

 private:
    void apply_page_limit();
    std::vector<Outcome> store_all(const std::vector<Write>& writes);
    Outcome store(const Write& write, std::set<std::uint64_t>& stopped);
    Outcome try_to_store(const Write& write);
    Outcome store_rebind(const Rebind& rebind);
    template <class Store>
    Outcome all_or_nothing(const Store& store);

    Database database_;
    SqliteAccounts accounts_;
    SqliteAdmissions admissions_;
    SqliteEntries entries_;
    Statement begin_;
    Statement commit_;
    Statement begin_savepoint_;
    Statement release_savepoint_;
    Statement roll_back_savepoint_;
    std::uint64_t page_limit_ = 0;
    std::uint64_t page_limit_applied_ = 0;
    bool failed_ = false;
};

}  // namespace indaba::broker
