#include "broker/sqlite_accounts.hpp"

#include "common/wire/name.hpp"

namespace indaba::broker {

SqliteAccounts::SqliteAccounts(Database& database)
    : find_(database, "SELECT key FROM accounts WHERE account = ?"),
      add_(database, "INSERT INTO accounts (account) VALUES (?) RETURNING key"),
      find_taken_(database,
                  "SELECT 1 FROM names WHERE folded = ?1 AND account <> ?3 "
                  "UNION ALL SELECT 1 FROM names WHERE skeleton = ?2 AND account <> ?3 LIMIT 1"),
      claim_(database,
             "INSERT INTO names (folded, skeleton, shown, account, icu, claimed_at) "
             "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (folded) DO UPDATE SET shown = excluded.shown"),
      present_(
          database,
          "UPDATE accounts SET name = ?, lobby_first = coalesce(lobby_first, ?) WHERE key = ?"),
      read_(database,
            "INSERT INTO reads (account, conversation, number) VALUES (?, ?, ?) ON CONFLICT DO "
            "UPDATE SET number = excluded.number WHERE excluded.number > number"),
      standing_(database,
                "INSERT INTO standings (account, allowed, banned, op, at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET allowed = excluded.allowed, banned = excluded.banned, "
                "op = excluded.op, at = excluded.at"),
      invite_(database,
              "INSERT INTO invites (key, uses_left, expires_at) VALUES (?, ?, ?) ON CONFLICT DO "
              "UPDATE SET uses_left = excluded.uses_left, expires_at = excluded.expires_at"),
      present_name_(
          database,
          "SELECT name FROM accounts WHERE key = ? AND name IS NOT NULL AND rebound_to IS NULL"),
      move_names_(database, "UPDATE names SET account = ? WHERE account = ?"),
      inherit_(
          database,
          "UPDATE accounts SET name = ?, lobby_first = coalesce(lobby_first, ?) WHERE key = ?"),
      retire_(database, "UPDATE accounts SET rebound_to = ? WHERE key = ?") {}

std::int64_t SqliteAccounts::key_of(const Account& account) {
    if (Query row = find_.query(account); row.next()) return row.integer(0);
    Query added = add_.query(account);
    added.next();
    const std::int64_t key = added.integer(0);
    added.next();  // to the end: only then is it inserted for good
    return key;
}

Outcome SqliteAccounts::store(const Claim& claim) {
    const std::int64_t key = key_of(claim.account);
    if (taken_from(key, claim)) return NameTaken{};
    claim_.run(claim.folded, claim.skeleton, claim.shown, key, icu_version(), claim.at);
    present_.run(claim.shown, claim.lobby_first, key);
    return Stored{.number = 0, .hash = {}, .at = claim.at, .duplicate = false};
}

bool SqliteAccounts::taken_from(std::int64_t key, const Claim& claim) {
    return find_taken_.query(claim.folded, claim.skeleton, key).next();
}

Outcome SqliteAccounts::store(const ReadMark& mark) {
    read_.run(key_of(mark.account), mark.conversation, mark.number);
    return Stored{};
}

Outcome SqliteAccounts::store(const Standing& standing) {
    const auto flag = [](bool set) -> std::int64_t { return set ? 1 : 0; };
    standing_.run(key_of(standing.account), flag(standing.allowed), flag(standing.banned),
                  flag(standing.op), standing.at);
    return Stored{};
}

Outcome SqliteAccounts::store(const Invite& invite) {
    invite_.run(invite.key, invite.uses_left, invite.expires_at);
    return Stored{};
}

Outcome SqliteAccounts::move_names(const Rebind& rebind) {
    const std::int64_t from = key_of(rebind.from), to = key_of(rebind.to);
    std::string name;
    {
        Query row = present_name_.query(from);
        if (!row.next()) return NotStored{"that account has no name"};
        name = row.string(0);
    }
    move_names_.run(to, from);
    inherit_.run(name, rebind.lobby_first, to);
    retire_.run(to, from);
    return Stored{};
}

}  // namespace indaba::broker
