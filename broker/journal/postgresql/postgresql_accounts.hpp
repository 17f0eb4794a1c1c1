#pragma once
/// Stores the names and read positions of accounts, inside the writer's transaction. Errors are
/// thrown as postgresql::Error.
#include <map>
#include <set>
#include <utility>

#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/batch_stamp.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlAccounts {
 public:
    PostgresqlAccounts(postgresql::Connection& database, const BatchStamp& stamp)
        : database_(database), stamp_(stamp) {}

    /// Asks for the numbers of accounts in the database, which are assigned at their first use.
    /// Brokers add accounts in the same order, so that none waits for another in a circle.
    void ask_keys(const std::set<Account>& accounts);
    /// Returns the number of an account that was asked for in an earlier round trip.
    std::int64_t key_of(const Account& account) const { return keys_.at(account); }

    // The next two make a round trip. `lobby_entries`: how many the lobby has before the write.
    Outcome store(const Claim& claim, std::uint64_t lobby_entries);
    /// Stores a rebind without its announcement. Returns Stored, NotStored with a sentence, or, if
    /// its announcement was stored before, IdReused.
    Outcome move_names(const Rebind& rebind, std::uint64_t lobby_entries, bool was_announced);

    /// Remembers a read position for write_marks().
    void store(const ReadMark& mark);
    void write_marks();
    void forget_marks() { marks_.clear(); }

 private:
    /// Asks for the stored account; `known` stays nullopt for one without a name.
    void ask_known(const Account& account, std::optional<KnownAccount>& known);
    void set_name(std::int64_t key, const std::string& name, std::uint64_t lobby_first);

    postgresql::Connection& database_;
    const BatchStamp& stamp_;
    std::map<Account, std::int64_t> keys_;
    std::map<std::pair<std::int64_t, ConversationId>, std::uint64_t> marks_;
};

}  // namespace indaba::broker
