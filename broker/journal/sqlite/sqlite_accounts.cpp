#include "broker/journal/sqlite/sqlite_accounts.hpp"

#include "broker/journal/newcomer_rules.hpp"
#include "broker/journal/rebind_rules.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

SqliteAccounts::SqliteAccounts(sqlite::Connection& database)
    : find_(database, "SELECT key FROM accounts WHERE account = ?"),
      add_(database, "INSERT INTO accounts (account) VALUES (?) RETURNING key"),
      find_conflicting_name_(
          database,
          "SELECT 1 FROM names WHERE folded = ?1 AND account <> ?3 "
          "UNION ALL SELECT 1 FROM names WHERE skeleton = ?2 AND account <> ?3 LIMIT 1"),
      claim_(database,
             "INSERT INTO names (folded, skeleton, shown, account, icu, claimed_at) "
             "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (folded) DO UPDATE SET shown = excluded.shown"),
      set_current_name_(
          database,
          "UPDATE accounts SET name = ?, lobby_first = coalesce(lobby_first, ?) WHERE key = ?"),
      find_known_(database,
                  "SELECT a.name, a.lobby_first, t.account FROM accounts AS a "
                  "LEFT JOIN accounts AS t ON t.key = a.rebound_to "
                  "WHERE a.account = ? AND a.name IS NOT NULL"),
      move_names_(database, "UPDATE names SET account = ? WHERE account = ?"),
      retire_(database, "UPDATE accounts SET rebound_to = ? WHERE key = ?"),
      read_(database,
            "INSERT INTO reads (account, conversation, number) VALUES (?, ?, ?) ON CONFLICT DO "
            "UPDATE SET number = excluded.number WHERE excluded.number > number") {}

std::int64_t SqliteAccounts::key_of(const Account& account) {
    if (sqlite::Rows row = find_.query(account); row.next()) return row.integer(0);
    sqlite::Rows added = add_.query(account);
    added.next();
    const std::int64_t key = added.integer(0);
    added.next();  // the insert is complete only after the last row
    return key;
}

Outcome SqliteAccounts::store(const Claim& claim, std::uint64_t lobby_entries) {
    const std::int64_t key = key_of(claim.account);
    if (is_name_taken(key, claim)) return NameTaken{};
    const std::optional<KnownAccount> was = known(claim.account);
    if (std::optional<NotStored> no = claim_problem(was)) return *no;
    const std::uint64_t first =
        was ? was->lobby_first : first_readable_in_lobby(claim.lobby_history, lobby_entries);
    claim_.run(claim.folded, claim.skeleton, claim.display, key, icu_version(), claim.at);
    set_current_name_.run(claim.display, first, key);
    return Stored{0, {}, claim.at, false, first};
}

bool SqliteAccounts::is_name_taken(std::int64_t key, const Claim& claim) {
    return find_conflicting_name_.query(claim.folded, claim.skeleton, key).next();
}

Outcome SqliteAccounts::store(const ReadMark& mark) {
    read_.run(key_of(mark.account), mark.conversation, mark.number);
    return Stored{};
}

Outcome SqliteAccounts::move_names(const Rebind& rebind, std::uint64_t lobby_entries) {
    const std::optional<KnownAccount> was = known(rebind.from), heir = known(rebind.to);
    if (std::optional<NotStored> no = rebind_problem(rebind, was, heir)) return *no;
    const std::uint64_t first =
        heir ? heir->lobby_first : first_readable_in_lobby(rebind.lobby_history, lobby_entries);
    const std::int64_t from = key_of(rebind.from);
    const std::int64_t to = key_of(rebind.to);
    move_names_.run(to, from);
    set_current_name_.run(was->name, first, to);
    retire_.run(to, from);
    return Stored{.lobby_first = first};
}

std::optional<KnownAccount> SqliteAccounts::known(const Account& account) {
    sqlite::Rows row = find_known_.query(account);
    if (!row.next()) return std::nullopt;
    return KnownAccount{account, row.text(0), row.count(1), row.optional_bytes<Account>(2)};
}

}  // namespace indaba::broker
