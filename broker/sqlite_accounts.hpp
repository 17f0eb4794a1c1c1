#pragma once
/// Accounts on disk: their names and how far they have read. Used by the writer inside its
/// transaction. Errors are thrown as SqliteError.
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

 private:
    bool taken_from(std::int64_t key, const Claim& claim);

    Statement find_;
    Statement add_;
    Statement find_taken_;
    Statement claim_;
    Statement present_;
    Statement read_;
};

}  // namespace indaba::broker
