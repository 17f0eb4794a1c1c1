#pragma once
/// Accounts on disk: their names and how far they have read. Used by the writer inside its
/// transaction. Errors are thrown as SqliteError.
#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_database.hpp"

namespace indaba::broker {

class SqliteAccounts {
 public:
    explicit SqliteAccounts(Database& database);

    /// The account's number in this file; given at its first use.
    std::int64_t key_of(const Account& account);

    Outcome store(const Claim& claim);
    Outcome store(const ReadMark& mark);
    /// A rebind without the entry that tells of it: Stored, or NotStored with a sentence.
    Outcome move_names(const Rebind& rebind);

 private:
    /// Nothing when it has no name.
    std::optional<KnownAccount> known(const Account& account);
    bool is_name_taken(std::int64_t key, const Claim& claim);

    Statement find_;
    Statement add_;
    Statement find_conflicting_name_;
    Statement claim_;
    Statement set_current_name_;
    Statement find_known_;
    Statement move_names_;
    Statement retire_;
    Statement read_;
};

}  // namespace indaba::broker
