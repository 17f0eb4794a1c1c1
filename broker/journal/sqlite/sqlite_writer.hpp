#pragma once
/// Stores each batch in one transaction and returns the outcome of each write. The journal's writer
/// thread owns it. After a commit with an unknown outcome it stores no more until the journal is
/// opened again: a disk that failed to sync once may report success the next time without having
/// written.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/skip_rule.hpp"
#include "broker/journal/sqlite/sqlite_accounts.hpp"
#include "broker/journal/sqlite/sqlite_admissions.hpp"
#include "broker/journal/sqlite/sqlite_entries.hpp"
#include "broker/journal/sqlite/sqlite_rooms.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteWriter {
 public:
    explicit SqliteWriter(sqlite::Connection database);

    /// Never throws: a failing disk is reported in the outcomes.
    Committed commit(const std::vector<Write>& writes);

    /// Returns true while deleted bodies may be in SQLite's write-ahead log.
    bool log_has_deleted() const { return log_has_deleted_; }
    /// Moves the log into the journal's file and empties it, unless somebody reads it just now.
    void truncate_log();

 private:
    std::vector<Outcome> store_all(const std::vector<Write>& writes);
    Outcome store(const Write& write, SkipRule& rule);
    Outcome try_to_store(const Write& write);
    Outcome store_post(const Post& post);
    Outcome store_rebind(const Rebind& rebind);
    template <class Store>
    Outcome all_or_nothing(const Store& store);

    sqlite::Connection database_;
    SqliteAccounts accounts_;
    SqliteAdmissions admissions_;
    SqliteEntries entries_;
    SqliteRooms rooms_;
    sqlite::Statement begin_;
    sqlite::Statement commit_;
    sqlite::Statement begin_savepoint_;
    sqlite::Statement release_savepoint_;
    sqlite::Statement roll_back_savepoint_;
    /// The read positions of authors that the posts of this commit move.
    std::map<std::pair<Account, ConversationId>, std::uint64_t> own_reads_;
    bool erasing_ = false;         // in this commit
    bool log_has_deleted_ = true;  // also what was deleted before a crash
    bool failed_ = false;
};

}  // namespace indaba::broker
