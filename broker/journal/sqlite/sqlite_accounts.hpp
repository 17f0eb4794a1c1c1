#pragma once
/// Stores the names and read positions of accounts. Used by the writer inside its transaction.
/// Errors are thrown as sqlite::Error.
#include "broker/journal/journal.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteAccounts {
 public:
    explicit SqliteAccounts(sqlite::Connection& database);

    /// Returns the account's number in this file, assigned at its first use.
    std::int64_t key_of(const Account& account);

    /// `lobby_entries`: how many the lobby has when the claim is stored.
    Outcome store(const Claim& claim, std::uint64_t lobby_entries);
    Outcome store(const ReadMark& mark);
    /// Stores a rebind without its announcement. Returns Stored, or NotStored with a sentence.
    Outcome move_names(const Rebind& rebind, std::uint64_t lobby_entries);

 private:
    /// Returns nullopt for an account without a name.
    std::optional<KnownAccount> known(const Account& account);
    bool is_name_taken(std::int64_t key, const Claim& claim);

    sqlite::Statement find_;
    sqlite::Statement add_;
    sqlite::Statement find_conflicting_name_;
    sqlite::Statement claim_;
    sqlite::Statement set_current_name_;
    sqlite::Statement find_known_;
    sqlite::Statement move_names_;
    sqlite::Statement retire_;
    sqlite::Statement read_;
};

}  // namespace indaba::broker
