#pragma once
/// The accounts and the names they claimed: in memory, filled from the journal at the start and
/// from committed claims afterwards. It also counts the claims in flight. The core owns it.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "broker/journal/journal.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

struct AccountRecord {
    std::string name;  // the present one; of a retired account its last one, marked as old
    std::optional<Account> rebound_to;  // set if the account is retired: its names went there
    std::uint64_t lobby_first = 1;      // the first lobby entry that it may read
    std::size_t name_count = 0;         // claimed so far, the present one included
};

class Directory {
 public:
    /// A present name and at most five earlier ones.
    static constexpr std::size_t max_names = 6;

    explicit Directory(const Snapshot& snapshot);

    const AccountRecord* find(const Account& account) const;
    /// Returns the owner of a folded name, present or earlier.
    std::optional<Account> owner(const std::string& folded) const;
    const std::map<Account, AccountRecord>& all() const { return accounts_; }
    /// Returns the number of the first entry that a known account may read in a conversation.
    std::uint64_t first_readable(const Account& account, const Conversation& conversation) const;

    /// Returns the name that the account may claim for `wanted`, or a final refusal.
    std::variant<Name, Refusal> usable_name(const Account& account,
                                            const std::string& wanted) const;
    /// Returns true if a usable name fits within max_names even if all claims in flight are stored.
    bool has_room_for(const Account& account, const Name& name) const;
    void begin_claim(const Account& account) { ++claims_in_flight_[account]; }
    bool is_claiming(const Account& account) const { return claims_in_flight_.contains(account); }
    void end_claim(const Account& account);

    /// Apply what was stored. `lobby_first`: the first lobby entry that its account may read.
    void commit(const Claim& claim, std::uint64_t lobby_first);
    void commit(const Rebind& rebind, std::uint64_t lobby_first);
    /// Takes an account with all its names as another broker has stored them. Names that it has got
    /// from another account leave that one.
    void take(const KnownAccount& known, const std::vector<KnownName>& names);

    /// Returns the accounts with their names. Accounts without a name are left out.
    std::vector<Person> people(const std::set<Account>& accounts) const;

 private:
    void retire(const Account& from, const Account& to);
    void add_name(const Account& account, const std::string& folded, const std::string& skeleton);

    std::map<Account, AccountRecord> accounts_;
    std::map<std::string, Account> by_folded_;
    std::map<std::string, std::set<Account>> by_skeleton_;
    std::map<Account, std::size_t> claims_in_flight_;
};

}  // namespace indaba::broker
