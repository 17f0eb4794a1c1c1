#pragma once
/// Accounts on disk: their names, how far they have read, and what was decided about them. Used by
/// the writer inside its transaction. Errors are thrown as SqliteError.
#include "broker/journal.hpp"
#include "broker/sqlite_statement.hpp"

namespace indaba::broker {

class SqliteAccounts {
 public:
    explicit SqliteAccounts(Database& database);

    /// The account's number in this file; given at its first use.
    std::int64_t key_of(const Account& account);

    Outcome store(const Claim& claim);
    Outcome store(const ReadMark& mark);
    Outcome store(const Standing& standing);
    Outcome store(const Invite& invite);
    /// All but the entry that tells of it. NotStored when `from` has no name to move.
    Outcome move_names(const Rebind& rebind);

 private:
    bool taken_from(std::int64_t key, const Claim& claim);

    Statement find_;
    Statement add_;
    Statement find_taken_;
    Statement claim_;
    Statement present_;
    Statement read_;
    Statement standing_;
    Statement invite_;
    Statement present_name_;
    Statement move_names_;
    Statement inherit_;
    Statement retire_;
};

}  // namespace indaba::broker
