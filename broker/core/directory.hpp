#pragma once
/// Accounts and the names they claimed: all in memory, filled from the journal at the start and
/// from committed claims afterwards. The core owns it. It decides nothing about sessions.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/journal/journal.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

struct AccountRecord {
    std::string name;  // the present one; of a retired account the last one, marked as old
    std::optional<Account> rebound_to;  // retired: its names went there
    std::uint64_t lobby_first = 1;
    std::size_t name_count = 0;  // claimed so far, the present one among them
    std::set<ConversationId> whispers;
    Digest whispers_digest{};  // over the heads of `whispers`
    std::map<ConversationId, std::uint64_t> reads;
};

class Directory {
 public:
    /// A present name and at most five earlier ones.
    static constexpr std::size_t max_names = 6;

    explicit Directory(const Snapshot& snapshot);

    const AccountRecord* find(const Account& account) const;
    AccountRecord* find(const Account& account);
    /// By folded name, present or earlier. Nothing when nobody has it.
    std::optional<Account> owner(const std::string& folded) const;
    const std::map<Account, AccountRecord>& all() const { return accounts_; }

    enum class Verdict { own, free, taken, used_up };
    Verdict check_name(const Account& account, const Name& name) const;

    void commit(const Claim& claim);
    void commit(const Rebind& rebind);

    /// The people of a list of accounts, each once; those without a name are left out.
    std::vector<Person> people(const std::set<Account>& accounts) const;

 private:
    void retire(const Account& from, const Account& to);
    void add_name(const Account& account, const std::string& folded, const std::string& skeleton);

    std::map<Account, AccountRecord> accounts_;
    std::map<std::string, Account> by_folded_;
    std::map<std::string, std::set<Account>> by_skeleton_;
};

}  // namespace indaba::broker
